"""The API put together: one router per noun."""

from __future__ import annotations

import terrier
from terrier.domain.access.scopes import Scope

from . import (
    answers,
    catalogue,
    corrections,
    documents,
    files,
    imports,
    interventions,
    jobs,
    tables,
    versions,
    worksites,
)
from .problems import ProblemAPI

SCOPES: dict[str, Scope] = {}
"""What each operation is for, by its name; one that does not say is refused here, at the start."""

api = ProblemAPI(
    title="Terrier",
    version=terrier.__version__,
    description=(
        "Le catalogue et ses tables, les imports et leurs récépissés, les versions, les "
        "corrections, les interventions et documents, les chantiers : avec vos droits, et par les "
        "mêmes actes que les écrans."
    ),
    urls_namespace="rest",
    openapi_url=None,
    docs_url=None,
)
NOUNS = (
    catalogue,
    tables,
    answers,
    files,
    versions,
    imports,
    corrections,
    interventions,
    documents,
    jobs,
    worksites,
)
for noun in NOUNS:
    api.add_router("", noun.router)
    for view in noun.router.path_operations.values():
        SCOPES.update({op.operation_id: op.auth_param.scope for op in view.operations})
