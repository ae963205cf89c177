from __future__ import annotations

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.lake.facets import facet
from terrier.lake.filters import parse


def test_facets_leave_aside_their_own_filter(communes, tournus_only) -> None:
    filters = parse({"f.commune": ["eq:Lacrost"], "f.actif": ["non"]}, communes)
    found = facet(communes, "commune", filters=filters)
    assert (found.values, found.empty, found.distinct, found.rows) == ((("Lacrost", 1),), 1, 1, 2)
    few = facet(communes, "code_insee", limit=1)
    assert (few.values, few.others, few.distinct) == ((("71543", 2),), 3, 4)
    assert facet(tournus_only, "actif").values == ((True, 2),)
    with pytest.raises(Invalid, match="Aucune colonne"):
        facet(tournus_only, "code_insee")
    assert facet(communes, "commune", filters=parse({"q": ["rien"]}, communes)).rows == 0
