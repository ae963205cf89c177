"""Real crossings, documents and pages: who is answered, and what nobody is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse

from terrier.domain.access.policy import Role, sight
from tests.matrix import routes
from tests.matrix.crossed import RELEASED
from tests.matrix.judging import METHODS, NOT_ALLOWED, ask, judge
from tests.matrix.leaks import forbidden, leaked, reads_reserved
from tests.matrix.readers import ASKED
from tests.matrix.world import TABLE as LIEUX

TABLE = "croisement"
HAND_MADE = "croise"
"""The one that has matches made by hand."""


@dataclass(frozen=True)
class Asked:
    """What an address of a crossing answers, and to whom: a word of `refused`."""

    needs: str
    get: int = 200
    post: int | None = None
    """Empty: it is not asked, or answers as the link."""
    args: tuple[object, ...] = ()
    query: str = ""


PAGES = {
    "crossing": Asked("see"),
    "crossing-change": Asked("contribute", 302),
    "crossing-compute": Asked("contribute", NOT_ALLOWED, 302),
    "crossing-withdraw": Asked("publish", NOT_ALLOWED, 400),
    "crossing-release": Asked("see"),
    "crossing-release-confirm": Asked("publish each", NOT_ALLOWED, 409),
    "crossing-release-close": Asked("publish", NOT_ALLOWED, 302),
    "crossing-remains": Asked("see whole", args=("left",)),
    "crossing-remains-file": Asked("see whole", args=("right",)),
    "crossing-correct": Asked("mend whole", 404, args=("left",), query="?comme=1"),
    "crossing-match": Asked("match whole", query="?ligne=%5B%22L0%22%5D"),
    "crossing-unmatch": Asked("contribute", NOT_ALLOWED, 302, args=("hand",)),
}
SOURCES = {"croise": ("ouvert", "interne"), "voile": ("masque", "ouvert"), RELEASED: ("interne",)}
ASKED_OF = {
    HAND_MADE: tuple(PAGES),
    "voile": ("crossing", "crossing-remains"),
    RELEASED: tuple(p for p in PAGES if p == "crossing" or p.startswith("crossing-re")),
}
"""What could be answered otherwise than of the first."""
READS: dict[str, tuple[object, ...]] = {
    "dataset": (),
    "dataset-row": (TABLE, 1),
    "rest-rows": (TABLE,),
}
"""Some doors of the derived datasets; each other one reads the same relation."""


def expected(world, someone, name: str, page: str, method: str) -> int:
    asked = PAGES[page]
    refused = routes._gate(someone.reader, routes.audiences()[page], method)
    answer = asked.get if method == "GET" or asked.post is None else asked.post
    if refused or answer == NOT_ALLOWED:
        return refused or NOT_ALLOWED
    if page == "crossing-release-confirm" and name == RELEASED:
        answer = 302
    seen = sight(someone.reader, world.crossings[name].dataset.policy())
    if not seen.visible:
        return 404
    policies = [world.datasets[source].policy() for source in SOURCES[name]]
    sights = [sight(someone.reader, policy) for policy in policies]
    if "whole" in asked.needs and not all(source.visible for source in sights):
        # What a source is called is not told to who sees a release of it alone.
        return 404
    whole = all(source.whole for source in sights)
    role = someone.reader.role_in((world.root.pk,))
    allowed = {
        "see": True,
        "see whole": whole,
        "match whole": whole and seen.contributes,
        # No row is left: whoever may mend the source is told so.
        "mend whole": whole and sights[0].contributes,
        "contribute": seen.contributes,
        "publish": seen.publishes,
        "publish each": seen.publishes and bool(role and role.includes(Role.PUBLISHER)),
    }
    return answer if allowed[asked.needs] else 403


@pytest.mark.parametrize("name", ASKED)
def test_crossings(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    wrong = []
    hand = world.crossings[HAND_MADE].hands.first().pk
    for crossed, crossing in world.crossings.items():
        for page in ASKED_OF[crossed]:
            asked = PAGES[page]
            more = [hand if a == "hand" else a for a in asked.args]
            address = reverse(page, args=[crossing.pk, *more]) + asked.query
            for method in METHODS if asked.post else METHODS[:1]:
                status = expected(world, someone, crossed, page, method)
                wrong += judge(client, method, address, status, hidden)
        seen = sight(someone.reader, crossing.dataset.policy())
        for read, more in READS.items():
            address = reverse(read, args=[crossing.dataset.slug, *more])
            wrong += judge(client, "GET", address, 200 if seen.visible else 404, hidden)
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("name", ASKED)
def test_documents_and_pages(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    wrong = []
    for dataset, document in world.documents.items():
        seen = sight(someone.reader, world.datasets[dataset].policy())
        shown = seen.visible and (seen.communes is None or "96001" in seen.communes)
        for page in ("document", "rest-document-content"):
            address = reverse(page, args=[f"jeu-{dataset}", document.pk])
            wrong += judge(client, "GET", address, 200 if shown else 404, hidden)
        listed = reverse("rest-documents", args=[f"jeu-{dataset}", LIEUX])
        wrong += judge(client, "GET", listed, 200 if seen.visible else 404, hidden)
    for title, shown in (
        ("Page ouverte", True),
        ("Page zqreservee", reads_reserved(world, someone)),
    ):
        slug = world.root.pages.get(title=title).slug
        for page in ("story", "story-embed"):
            address = reverse(page, args=[slug])
            # What was asked may be said again; a figure that was opened names its source.
            markers = [m for m in hidden if m not in address and m != "zqtitrerestreint"]
            wrong += judge(client, "GET", address, 200 if shown else 404, markers)
    assert not wrong, "\n".join(["", *wrong])


def test_there_is_something_to_be_told(world, somebody):
    """Markers stand where they are looked for, for whoever may read them."""
    client = somebody["publisher"].client()
    remains = reverse("crossing-remains", args=[world.crossings["croise"].pk, "right"])
    assert "zqligneinternec0" in ask(client, "GET", remains)[1]
    rows = reverse("rest-rows", args=["croisement-voile", TABLE])
    assert "zqvaleur" in ask(client, "GET", rows)[1]
    public = somebody["public"].client()
    told = ask(public, "GET", rows)[1]
    assert "zqlignemasquec0" in told
    assert not leaked(told, ["zqvaleur", "zqconfident"])
    released = reverse("rest-rows", args=[f"croisement-{RELEASED}", TABLE])
    assert ask(public, "GET", released)[0] == 200
