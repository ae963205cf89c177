"""An example of every address, and what the policy says each reader is answered there.

Nothing here asks a view: what is expected follows from the audience that a view declares, from
`domain.access.policy.sight`, and from the words below, written by hand.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Correction
from terrier.apps.interventions.models import Intervention, Photograph
from terrier.domain.access.policy import Reader, Role, Sight, sight
from terrier.web.audience import Audience
from tests.matrix.readers import Someone
from tests.matrix.world import TABLE, World, invitation_of, story_of, worksite_of

NOBODY = "00000000-0000-4000-8000-000000000000"
NOT_ALLOWED = 405


@dataclass(frozen=True)
class Route:
    """What an address answers to those whom it admits.

    `needs` says who they are: `see`, `contribute` or `publish` the dataset of the address, `belong`
    to the territory of its owner, or one of the words of `_admitted`; empty: whoever the declared
    audience lets in.
    """

    get: int = 200
    post: int | None = None
    needs: str = ""
    args: tuple[str, ...] = ()
    """Which examples fill the address, in order."""
    proof: bool = False
    """The public is asked for a token."""
    open_to_read: bool = False
    """The public reads without one, and is asked for it to write."""
    unread: bool = False
    """A form that is empty is refused before anything is looked for."""
    query: str = ""

    def answer(self, method: str) -> int:
        """Give the status for who is admitted."""
        return self.get if method == "GET" or self.post is None else self.post


def _post_only(post: int, needs: str = "", args: tuple[str, ...] = ()) -> Route:
    return Route(NOT_ALLOWED, post, needs, args)


def _machine(get: int = 200, post: int = NOT_ALLOWED, **more: Any) -> Route:
    return Route(get, post, **more)


_SLUG = ("slug",)
_TABLE = ("slug", "table")
_VERSION = ("slug", "number")
_ROW = ("slug", "table", "row")
_ENTRY = ("slug", "intervention")

PAGES = {
    "home": Route(),
    "communes": Route(),
    "commune": Route(args=("code",)),
    "my-commune": Route(302),
    "here": Route(),
    "here-sheet": Route(),
    "organisations": Route(),
    "organisation": Route(args=("organisation",)),
    "about": Route(),
    "site-map": Route(),
    "guide": Route(),
    "accessibility": Route(post=NOT_ALLOWED),
    "legal": Route(post=NOT_ALLOWED),
    "personal-data": Route(post=NOT_ALLOWED),
    "contact": Route(),
    "contact-received": Route(302, NOT_ALLOWED),
    "terms-of-api": Route(post=NOT_ALLOWED),
    "public-register": Route(post=NOT_ALLOWED),
    "public-register-csv": Route(post=NOT_ALLOWED),
    "security-txt": Route(404, NOT_ALLOWED),
    "reversibility": Route(post=NOT_ALLOWED),
    "obligations": Route(),
    "site-page": Route(needs="administer the instance", args=("page",)),
    "inbox": Route(needs="administer the instance"),
    "message-answer": _post_only(404, "administer the instance", ("no token",)),
    "audit": Route(needs="administer the instance"),
    "audit-theme": Route(404, 404, "administer the instance", ("one",)),
    "audit-act": _post_only(400, "administer the instance"),
    "audit-report": _post_only(400, "administer the instance"),
    "audit-export": Route(404, NOT_ALLOWED, "administer the instance"),
    "duties": Route(post=NOT_ALLOWED, needs="belong", args=("organisation",)),
    "duties-profile": _post_only(302, "administer", ("organisation",)),
    "duty-answer": _post_only(302, "administer", ("organisation", "duty")),
    "my-interventions": Route(),
    "archives": Route(post=NOT_ALLOWED),
    "archives-ask": _post_only(302, "publish something"),
    "archive-fetch": Route(404, NOT_ALLOWED, args=("no uuid",)),
    "state": Route(),
    "metrics": Route(404, NOT_ALLOWED),
    "style": Route(),
    "appearance": _post_only(302),
    "catalogue": Route(),
    "networks": Route(),
    "service-create": Route(),
    "service-edit": Route(needs="contribute to the root", args=("service",)),
    "service-remove": _post_only(409, "contribute to the root", ("service",)),
    "basemap-style": Route(),
    "basemap-communes": Route(),
    "change-reader": _post_only(404),
    "seen_as": _post_only(400, "an account"),
    "seen_as_end": _post_only(302),
    "invitation": Route(post=200, args=("token",)),
    "account": Route(),
    "tokens": Route(post=200),
    "webhooks": Route(post=200),
    "webhook-remove": _post_only(404, args=("no token",)),
    "token-revoke": _post_only(404, args=("no token",)),
    "organisation-create": Route(),
    "organisation-edit": Route(needs="administer", args=("organisation",)),
    "members": Route(needs="belong", args=("organisation",)),
    "member-invite": _post_only(400, args=("organisation",)),
    "member-add": _post_only(400, args=("organisation",)),
    "member-role": _post_only(400, args=("membership",)),
    "member-rights": _post_only(302, "administer", args=("membership",)),
    "member-remove": _post_only(302, "administer", args=("membership",)),
    "invitation-withdraw": _post_only(302, "administer", args=("invitation",)),
    "people": Route(),
    "person-disable": _post_only(302, "administer", args=("person",)),
    "person-enable": _post_only(302, "administer", args=("person",)),
    "person-password": _post_only(302, "administer", args=("person",)),
    "sessions": Route(),
    "sessions-end-others": _post_only(302),
    "session-end": _post_only(404, args=("nothing",)),
    "person-sessions": Route(post=302, needs="administer", args=("person",)),
    "person-unlink": _post_only(409, "administer", args=("person",)),
    "sign-in-rules": Route(needs="administer the instance"),
    "mapping-remove": _post_only(404, "administer the instance", args=("no token",)),
    "duty-set": _post_only(302, "administer the instance"),
    "second-factor": Route(302),
    "sign-on": Route(404, NOT_ALLOWED, args=("no provider",)),
    "sign-on-link": Route(404, NOT_ALLOWED, args=("no provider",)),
    "sign-on-return": Route(404, NOT_ALLOWED, args=("no provider",)),
    "sign-on-ended": _post_only(404, args=("no provider",)),
    "sign-on-confirm": Route(302),
    "signed-out": Route(404, args=("no provider",)),
    "trail": Route(),
    "trail-export": Route(),
    "register": Route(needs="protect"),
    "register-csv": Route(needs="protect"),
    "officer-name": _post_only(400, "protect"),
    "officer-dismiss": _post_only(404, "protect", ("no officer",)),
    "erase": Route(needs="protect"),
    "erasure": Route(404, needs="protect", args=("no erasure",)),
    "retention": Route(needs="protect"),
    "retention-decide": _post_only(404, "protect", ("no dataset",)),
    "keeping": _post_only(400, "protect"),
    "readings": Route(needs="protect"),
    "readings-csv": Route(needs="protect"),
    "my-data": Route(needs="oneself"),
    "my-data-json": Route(needs="oneself"),
    "account-delete": _post_only(400),
    "jobs": Route(),
    "job": Route(needs="own the job", args=("job",)),
    "job-cancel": _post_only(302, "own the job", args=("job",)),
    "bring": Route(post=200),
    "sources": Route(),
    "import": Route(needs="contribute to the root", args=("import",)),
    "import-fragment": Route(needs="contribute to the root", args=("import",)),
    "import-decide": _post_only(400, "contribute to the root", args=("import",)),
    "import-cancel": _post_only(302, "contribute to the root", args=("import",)),
    "digging": Route(post=400),
    "commune-sheet": Route(post=NOT_ALLOWED, args=("code",)),
    "commune-sheet-pdf": Route(post=NOT_ALLOWED, args=("code",)),
    "commune-sheets-ask": _post_only(302),
    "commune-sheets": Route(404, NOT_ALLOWED, args=("no uuid",)),
    "indicators": Route(),
    "indicators-propose": _post_only(302),
    "indicator-add": Route(),
    "indicator-edit": Route(404, 404, args=("no token",)),
    "indicator-move": _post_only(404, args=("no token",)),
    "indicator-remove": _post_only(404, args=("no token",)),
    "ask": Route(),
    "stories": Route(post=NOT_ALLOWED),
    "story-new": Route(),
    "story-add-figure": Route(404, 404),
    "story": Route(post=NOT_ALLOWED, needs="see the story", args=("story",)),
    "story-embed": Route(post=NOT_ALLOWED, needs="see the story", args=("story",)),
    "story-pdf": Route(post=NOT_ALLOWED, needs="see the story", args=("story",)),
    "story-image": Route(404, NOT_ALLOWED, needs="see the story", args=("story", "no token")),
    "story-edit": Route(needs="write the story", args=("story",)),
    "story-describe": Route(needs="write the story", args=("story",)),
    "story-publish": Route(needs="write the story", args=("story",)),
    "story-withdraw": _post_only(302, "write the story", ("story",)),
    "story-remove": _post_only(302, "write the story", ("story",)),
    "block-add": Route(needs="write the story", args=("story", "block kind")),
    "block-edit": Route(404, 404, needs="write the story", args=("story", "no token")),
    "block-move": _post_only(404, "see the story", ("story", "no token")),
    "block-remove": _post_only(404, "see the story", ("story", "no token")),
    "crossings": Route(),
    "worksites": Route(post=NOT_ALLOWED),
    "worksites-visible": Route(post=NOT_ALLOWED),
    "worksites-tile": Route(204, NOT_ALLOWED, args=("one", "one", "one")),
    "worksites-download": Route(post=NOT_ALLOWED, args=("file format",)),
    "worksite": Route(post=NOT_ALLOWED, needs="see the worksite", args=("worksite",)),
    "worksite-new": Route(),
    "worksite-edit": Route(needs="write the worksite", args=("worksite",)),
    "worksite-publish": _post_only(302, "publish the worksite", ("worksite",)),
    "worksite-remove": _post_only(302, "write the worksite", ("worksite",)),
    "worksite-feeds": Route(),
    "worksite-feed": Route(404, args=("no token",)),
    "worksite-feed-read": _post_only(404, args=("no token",)),
    "worksite-feed-stop": _post_only(404, args=("no token",)),
    "worksite-feed-table": Route(404, 404, args=("no token",)),
    "rest": _machine(),
    "rest-openapi": _machine(),
    "rest-nowhere": _machine(404, 404, args=("nowhere",)),
    "rest-datasets": _machine(),
    "rest-imports": _machine(post=400, proof=True),
    "rest-import-url": _machine(NOT_ALLOWED, 400, proof=True),
    "rest-import": _machine(needs="contribute to the root", args=("import",), proof=True),
    "rest-import-proposal": _machine(needs="contribute to the root", args=("import",), proof=True),
    "rest-import-decisions": _machine(NOT_ALLOWED, 400, args=("import",), proof=True, unread=True),
    "rest-import-read-again": _machine(NOT_ALLOWED, 400, args=("import",), proof=True, unread=True),
    "rest-import-launch": _machine(
        NOT_ALLOWED, 202, needs="contribute to the root", args=("import",), proof=True
    ),
    "rest-import-cancel": _machine(
        NOT_ALLOWED, 202, needs="contribute to the root", args=("import",), proof=True
    ),
    "rest-worksites": _machine(post=400, proof=True, open_to_read=True),
    "rest-worksite": _machine(post=NOT_ALLOWED, needs="see the worksite", args=("worksite",)),
    "rest-worksite-publication": _machine(
        NOT_ALLOWED, 400, args=("worksite",), proof=True, unread=True
    ),
    "rest-jobs": _machine(),
    "rest-job": _machine(needs="own the job", args=("job",)),
    **{
        name: Route(post=NOT_ALLOWED)
        for name in (
            "api",
            "api-without-slash",
            "api-openapi",
            "api-conformance",
            "api-collections",
            "api-tile-matrix-sets",
            "api-tile-matrix-set",
            "api-dcat-json",
            "api-dcat-turtle",
            "api-news",
            "explore-datasets",
            "explore-catalogue-facets",
            "explore-catalogue-exports",
        )
    },
    "explore-catalogue-export": Route(post=NOT_ALLOWED, args=("file format",)),
}
"""Addresses that name no dataset."""

DATASET_PAGES = {
    "dataset": Route(needs="see", args=_SLUG),
    "dataset-table": Route(needs="see", args=_TABLE),
    "dataset-row": Route(needs="see", args=_ROW),
    "dataset-tile": Route(needs="see", args=("slug", "table", "tile")),
    "dataset-visible": Route(needs="see", args=_TABLE),
    "dataset-features": Route(needs="see", args=_TABLE),
    "dataset-chart": Route(needs="see", args=_TABLE),
    "dataset-download": Route(needs="see", args=("slug", "table", "format")),
    "dataset-file": Route(404, NOT_ALLOWED, "see", ("slug", "table", "nothing")),
    "dataset-file-content": Route(404, NOT_ALLOWED, "see", ("slug", "table", "nothing")),
    "dataset-compare": Route(needs="see", args=_SLUG),
    "dataset-question": Route(needs="see", args=_TABLE, query="?par=nom"),
    "dataset-question-file": Route(needs="see", args=("slug", "table", "format"), query="?par=nom"),
    "dataset-question-release": Route(needs="publish", args=_TABLE, query="?par=nom"),
    "figure-release-confirm": _post_only(404, "publish", ("slug", "zero")),
    "figure-release-withdraw": _post_only(404, "publish", ("slug", "zero")),
    "cross": Route(needs="see", args=_TABLE),
    "cross-compose": Route(needs="see", args=_TABLE),
    "network-declare": Route(needs="contribute", args=_SLUG),
    "network-sensitive": Route(404, needs="contribute", args=_SLUG),
    "network-undeclare": _post_only(404, "contribute", _SLUG),
    "network": Route(404, needs="see", args=_SLUG),
    "network-object": Route(404, needs="see", args=_SLUG),
    "network-trace": Route(404, needs="see", args=_SLUG),
    "network-weak": Route(404, needs="see", args=_SLUG),
    "network-exports": Route(404, NOT_ALLOWED, "see", _SLUG),
    "network-export": _post_only(404, "see", ("slug", "format")),
    "network-file": Route(404, NOT_ALLOWED, "see", ("slug", "nothing")),
    "network-file-content": Route(404, NOT_ALLOWED, "see", ("slug", "nothing")),
    "network-close": Route(404, needs="see", args=_SLUG),
    "network-crew-list": Route(404, needs="see", args=_SLUG),
    "network-notice": Route(404, needs="see", args=_SLUG),
    "network-checks": Route(404, needs="see", args=_SLUG),
    "network-check-again": _post_only(404, "see", _SLUG),
    "network-repair": _post_only(404, "see", _SLUG),
    "network-findings": Route(404, needs="see", args=("slug", "format")),
    "network-finding": Route(404, needs="see", args=("slug", "number")),
    "network-findings-tile": Route(404, needs="see", args=("slug", "number", *["zero"] * 3)),
    "network-tile": Route(404, needs="see", args=("slug", "number", *["zero"] * 4)),
    "row-tag": Route(302, needs="see", args=("table id",), query="?c=L0"),
    "labels": Route(needs="belong", args=_TABLE),
    "interventions": Route(needs="belong", args=_SLUG),
    "interventions-csv": Route(needs="belong", args=_SLUG),
    "breaks": Route(needs="belong", args=_TABLE),
    "breaks-csv": Route(needs="belong", args=_TABLE),
    "breaks-bring": Route(needs="contribute", args=_TABLE),
    "intervention-note": Route(needs="contribute", args=_TABLE, query="?cle=L0"),
    "document-add": Route(needs="contribute", args=_TABLE, query="?cle=L0"),
    "document": Route(404, needs="see", args=("slug", "zero")),
    "document-remove": Route(404, needs="contribute", args=("slug", "zero")),
    "intervention": Route(needs="belong", args=_ENTRY),
    "intervention-edit": Route(needs="publish", args=_ENTRY),
    "intervention-withdraw": Route(needs="publish", args=_ENTRY),
    "photograph": Route(needs="belong", args=(*_ENTRY, "photograph")),
    "photograph-remove": _post_only(404, "contribute", (*_ENTRY, "zero")),
    "dataset-source": Route(needs="contribute", args=_SLUG),
    "dataset-source-ask": _post_only(404, "contribute", _SLUG),
    "dataset-source-stop": _post_only(404, "contribute", _SLUG),
    "dataset-describe": Route(needs="contribute", args=_SLUG),
    "dataset-columns": Route(needs="contribute", args=_SLUG),
    "dataset-persons": Route(needs="contribute", args=_SLUG),
    "dataset-corrections": Route(needs="contribute", args=_SLUG),
    "dataset-correct": Route(needs="contribute", args=_ROW),
    "correction-keep": _post_only(302, "contribute", ("slug", "correction")),
    "correction-accept": _post_only(302, "contribute", ("slug", "correction")),
    "correction-withdraw": _post_only(409, "contribute", ("slug", "correction")),
    "dataset-withdraw": Route(needs="publish", args=_SLUG),
    "dataset-policy": Route(needs="publish", args=_SLUG),
    "dataset-publish": Route(needs="publish", args=_SLUG),
    "dataset-unpublish": _post_only(302, "publish", _SLUG),
    "dataset-archive": Route(needs="publish", args=_SLUG),
    "dataset-archive-ask": _post_only(302, "publish", _SLUG),
    "dataset-restore": Route(409, 409, "contribute", _VERSION),
    "receipt": Route(needs="contribute", args=_VERSION),
    "receipt-json": Route(needs="contribute", args=_VERSION),
    "receipt-rejects": Route(needs="contribute", args=(*_VERSION, "table")),
    "receipt-repair": Route(post=400, needs="contribute", args=(*_VERSION, "table")),
    "receipt-original": Route(needs="contribute", args=(*_VERSION, "original")),
    "resume": _post_only(302, "contribute", _VERSION),
    "api-national-file": Route(404, NOT_ALLOWED, "see", ("collection",)),
    "api-dataset-news": Route(post=NOT_ALLOWED, needs="see", args=_SLUG),
    "api-collection": Route(post=NOT_ALLOWED, needs="see", args=("collection",)),
    "api-queryables": Route(post=NOT_ALLOWED, needs="see", args=("collection",)),
    "api-items": Route(post=NOT_ALLOWED, needs="see", args=("collection",)),
    "api-item": Route(post=NOT_ALLOWED, needs="see", args=("collection", "key")),
    "api-tilesets": Route(post=NOT_ALLOWED, needs="see", args=("collection",)),
    "api-tileset": Route(post=NOT_ALLOWED, needs="see", args=("collection",)),
    "api-tile": Route(post=NOT_ALLOWED, needs="see", args=("collection", "zero", "zero", "zero")),
    **{
        f"explore-{name}": Route(post=NOT_ALLOWED, needs="see", args=_SLUG)
        for name in ("dataset", "records", "facets", "attachments", "exports")
    },
    "explore-record": Route(post=NOT_ALLOWED, needs="see", args=("slug", "key")),
    "explore-export": Route(post=NOT_ALLOWED, needs="see", args=("slug", "format")),
    "rest-dataset": _machine(needs="see", args=_SLUG),
    "rest-table": _machine(needs="see", args=_TABLE),
    "rest-rows": _machine(needs="see", args=_TABLE, query="?geometry=true&sort=-nom"),
    "rest-aggregates": _machine(needs="see", args=_TABLE, query="?group_by=nom"),
    "rest-question": _machine(needs="see", args=_TABLE, query="?par=nom"),
    "rest-statistics": _machine(needs="see", args=_TABLE),
    "rest-versions": _machine(needs="see", args=_SLUG),
    "rest-version": _machine(needs="see", args=_VERSION),
    "rest-changes": _machine(needs="see", args=_VERSION, query="?from=1"),
    "rest-interventions": _machine(200, 400, needs="belong", args=_TABLE, proof=True, unread=True),
    "rest-documents": _machine(
        200, 400, needs="see", args=_TABLE, proof=True, open_to_read=True, unread=True
    ),
    "rest-document": _machine(NOT_ALLOWED, args=("slug", "zero")),
    "rest-document-content": _machine(404, needs="see", args=("slug", "zero")),
    "rest-restore": _machine(NOT_ALLOWED, 409, needs="contribute", args=_VERSION, proof=True),
    "rest-receipt": _machine(needs="contribute", args=_VERSION, proof=True),
    "rest-rejects": _machine(needs="contribute", args=(*_VERSION, "table"), proof=True),
    "rest-corrections": _machine(200, 400, needs="contribute", args=_SLUG, proof=True, unread=True),
    "rest-correction-settle": _machine(
        NOT_ALLOWED, 400, needs="contribute", args=("slug", "correction"), proof=True, unread=True
    ),
    "rest-correction-withdraw": _machine(
        NOT_ALLOWED, 409, needs="contribute", args=("slug", "correction"), proof=True
    ),
    "rest-file": _machine(needs="see", args=("slug", "table", "format")),
    "rest-exports": _machine(NOT_ALLOWED, 400, needs="see", args=_TABLE, unread=True),
    "rest-export": _machine(404, needs="see", args=("slug", "table", "number", "nothing")),
    "rest-export-content": _machine(404, needs="see", args=("slug", "table", "number", "nothing")),
}
"""Addresses of a dataset, asked of its version in place; its one correction is to be settled."""

ACCOUNT_PAGES = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 403),
    "account_email": (302, 200),
    "account_email_verification_sent": (200, 200),
    "account_change_password": (302, 302),
    "account_set_password": (302, 200),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 403),
    "mfa_activate_totp": (302, 200),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 200),
    "mfa_download_recovery_codes": (302, 404),
}
"""Sign-in pages, which hold nothing of anybody else: status for the public, for others."""


OF_ONE_ROW = (
    "dataset-row",
    "api-item",
    "explore-record",
    "row-tag",
    "intervention",
    "photograph",
)
"""What answers from the first row, which lies in the first commune."""
OF_NO_ROW = {"dataset-tile": 204, "api-tile": 204, "dataset-chart": 404}
"""What answers otherwise where no row is left to the reader."""


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """List every URL pattern of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@cache
def audiences() -> dict[str, Audience]:
    """Give the declared audience of every view that has one, by the name of its address."""
    return {
        p.name: p.callback.audience
        for p in patterns()
        if hasattr(p.callback, "audience") and p.name
    }


def page_address(world: World, name: str) -> str:
    """Write an example of an address that names no dataset: things of the root."""
    examples = _examples(world)
    return reverse(name, args=[examples[a] for a in PAGES[name].args])


@cache
def _examples(world: World) -> dict[str, Any]:
    assert world.pending is not None
    assert world.water is not None
    return {
        "code": "96003",
        "nowhere": "rien/ici",
        "no token": 0,
        "no officer": 0,
        "no erasure": NOBODY,
        "no dataset": "nulle-part",
        "no provider": "inconnu",
        "file format": "csv",
        "nothing": NOBODY,
        "organisation": world.root.slug,
        "token": world.invitation,
        "membership": world.root.memberships.get(user=world.people["reader"]).pk,
        "invitation": invitation_of(world).pk,
        "person": world.people["reader"].pk,
        "job": world.pending.job_id,
        "page": "legal",
        "one": 1,
        "duty": "bal",
        "no uuid": uuid.UUID(NOBODY),
        "import": world.pending.pk,
        "worksite": worksite_of(world).pk,
        "service": world.water.service.pk,
        "story": story_of(world).slug,
        "block kind": "text",
    }


def dataset_address(world: World, someone: Someone, name: str, dataset: str) -> str:
    """Write an example of an address of a dataset: its version in place, seen by somebody."""
    examples = _examples_of_dataset(world, dataset)
    args: list[Any] = []
    for wanted in DATASET_PAGES[name].args:
        if wanted == "tile":
            args += [examples["number"], fingerprint(world, someone.reader, dataset), 0, 0, 0]
        else:
            args.append(examples[wanted])
    return reverse(name, args=args) + DATASET_PAGES[name].query


@cache
def _examples_of_dataset(world: World, dataset: str) -> dict[str, Any]:
    found = world.datasets[dataset]
    assert found.current is not None
    return {
        "slug": found.slug,
        "table": TABLE,
        "row": 1,
        "format": "csv",
        "nothing": uuid.UUID(NOBODY),
        "collection": f"{found.slug}.{TABLE}",
        "key": "L0",
        "zero": 0,
        "number": found.current.number,
        "correction": Correction.objects.get(table__dataset=found).pk,
        "table id": found.tables.get().pk,
        "intervention": Intervention.objects.get(table__dataset=found).pk,
        "photograph": Photograph.objects.get(intervention__table__dataset=found).pk,
        "original": found.current.originals.get().pk,
    }


@cache
def fingerprint(world: World, reader: Reader, dataset: str) -> str:
    """Give the reader's own fingerprint; who sees nothing tries that of who sees everything."""
    found = world.datasets[dataset]
    assert found.current is not None
    seen = sight_of(world, reader, dataset)
    seen = seen if seen.visible else Sight(visible=True)
    return authority.relation(seen, found, found.current.tables.get()).fingerprint


@cache
def sight_of(world: World, reader: Reader, dataset: str) -> Sight:
    """Say what the policy of a dataset, which no test changes, lets a reader see."""
    return sight(reader, world.datasets[dataset].policy())


@cache
def root_of(world: World, dataset: str) -> int:
    """Give the root of the owner of a dataset."""
    return world.datasets[dataset].policy().owner_lineage[-1]


def expected_of_page(world: World, someone: Someone, name: str, method: str) -> int:
    """Say what an address that names no dataset answers."""
    route, who = PAGES[name], audiences()[name]
    refused = _gate(someone.reader, who, method)
    if refused:
        return refused
    if route.answer(method) == NOT_ALLOWED:
        return NOT_ALLOWED
    asked = route.proof and not (route.open_to_read and method == "GET")
    if asked and someone.user is None:
        return 401
    if route.unread and method == "POST":
        return route.answer(method)
    if name == "invitation" and method == "POST" and someone.user:
        return 403  # It was made out to somebody else.
    return _admitted(world, someone, route.needs) or route.answer(method)


def expected_of_dataset(
    world: World, someone: Someone, name: str, dataset: str, method: str
) -> int:
    """Say what an address of a dataset answers."""
    route, who = DATASET_PAGES[name], audiences()[name]
    refused = _gate(someone.reader, who, method)
    if refused:
        return refused
    if route.answer(method) == NOT_ALLOWED:
        return NOT_ALLOWED
    asked = route.proof and not (route.open_to_read and method == "GET")
    if asked and someone.user is None:
        return 401
    if route.unread and method == "POST":
        return route.answer(method)
    seen = sight_of(world, someone.reader, dataset)
    if not seen.visible:
        # Whoever reads the code of a label is led to sign in.
        led = name == "row-tag" and someone.user is None and not someone.reader.read_only
        return 302 if led else 404
    if world.datasets[dataset].gone_reason:
        return 410
    root = root_of(world, dataset)
    allowed = {
        "see": True,
        "belong": root in someone.reader.roots,
        "contribute": seen.contributes,
        "publish": seen.publishes,
    }
    if not allowed[route.needs]:
        return 403
    if name in OF_ONE_ROW and seen.communes is not None and "96001" not in seen.communes:
        return 404
    if seen.communes == frozenset() and name in OF_NO_ROW:
        return OF_NO_ROW[name]
    return route.answer(method)


def _gate(reader: Reader, who: Audience, method: str) -> int | None:
    """Say whom the declared audience turns away."""
    if who is Audience.EVERYONE:
        return None
    if reader.read_only and method == "POST":
        return 403
    if who is Audience.BY_DATASET:
        return None
    if reader.user is None:
        return 403 if reader.read_only else 302
    needed = {Audience.CONTRIBUTORS: Role.CONTRIBUTOR, Audience.ADMINISTRATORS: Role.ADMINISTRATOR}
    if who not in needed:
        return None
    if who is Audience.ADMINISTRATORS and reader.instance_administrator:
        return None
    return None if any(g.role.includes(needed[who]) for g in reader.grants) else 403


def _writes(root: int, reader: Reader, role: Role | None, needed: Role) -> int | None:
    """Say how a worksite of the root, which is internal, turns a writer away."""
    if root not in reader.roots:
        return 404
    return None if role and role.includes(needed) else 403


def _admitted(world: World, someone: Someone, needs: str) -> int | None:
    """Say whom an address turns away beyond its audience; None: nobody."""
    reader, root = someone.reader, world.root.pk
    role = reader.role_in((root,))
    pending = world.pending
    assert pending is not None
    refusals = {
        "": None,
        "an account": None if someone.user else 403,
        "administer": None if role is Role.ADMINISTRATOR or reader.instance_administrator else 403,
        "administer the instance": None if reader.instance_administrator else 403,
        "publish something": None
        if reader.instance_administrator
        or any(g.role.includes(Role.PUBLISHER) for g in reader.grants)
        else 403,
        "belong": None if root in reader.roots or reader.instance_administrator else 404,
        "oneself": 403 if reader.read_only else None,
        "protect": None
        if reader.instance_administrator or any(g.role is Role.ADMINISTRATOR for g in reader.grants)
        else 403,
        "own the job": None
        if reader.instance_administrator or reader.user == pending.created_by_id
        else 404,
        "see the story": None if root in reader.roots else 404,
        "write the story": _writes(root, reader, role, Role.PUBLISHER),
        "see the worksite": None if root in reader.roots else 404,
        "write the worksite": _writes(root, reader, role, Role.CONTRIBUTOR),
        "publish the worksite": _writes(root, reader, role, Role.PUBLISHER),
        "contribute to the root": None if role and role.includes(Role.CONTRIBUTOR) else 404,
    }
    return refusals[needs]
