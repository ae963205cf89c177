"""Nothing hidden gets out by a search, a filter, an old version, a tile or a file either."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from terrier.apps.catalog import authority
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.worker import drain
from terrier.domain.access.policy import sight
from terrier.lake.tiles import archive_info
from tests.matrix.leaks import body_of, forbidden, leaked
from tests.matrix.readers import ASKED
from tests.matrix.world import CODES, MASKED, OLD_COLUMN, ROWS, TABLE

READS = ("dataset-table", "dataset-features", "dataset-chart", "dataset-visible")
REST = "/api/v1"
FILES = ("xlsx", "gpkg", "shapefile", "geoparquet")
STREAMS = ("csv", "csv-excel", "json", "geojson")
BLIND = ("public", "elected", "administrator as public")
"""Readers who do not see the masked columns of `masque`, each in their own way."""


def table_address(name: str, dataset: str, *more: object) -> str:
    return reverse(name, args=[f"jeu-{dataset}", TABLE, *more])


def ask(client, address: str) -> tuple[int, str]:
    response = client.get(address, HTTP_ACCEPT="text/html")
    return response.status_code, body_of(response)


def visible(world, someone) -> list[str]:
    """List the datasets that somebody sees."""
    return [
        name
        for name, dataset in world.datasets.items()
        if not dataset.gone_reason and sight(someone.reader, dataset.policy()).visible
    ]


def other_doors(world) -> list[str]:
    """List addresses that say more than the plain examples."""
    old = [f"{table_address(n, 'masque')}?version=1" for n in READS]
    old += [f"{table_address('dataset-row', 'masque', 2)}?version={v}" for v in (1, 2)]
    old += [f"{table_address('dataset-download', 'masque', s)}?version=1" for s in STREAMS]
    lines = ("modifiees", "ajoutees", "retirees")
    compared = [f"/jeux/jeu-masque/comparer/?de=1&a=2&lignes={word}" for word in lines]
    streams = [
        table_address("dataset-download", name, stream)
        for name in world.datasets
        for stream in STREAMS
    ]
    rows = [table_address("dataset-row", "limite", n) for n in range(1, ROWS + 1)]
    places = [f"/communes/{code}/" for code in CODES]
    here = [f"/ici/?lat=46.51&lon={lon}&rayon=500" for lon in (4.81, 4.86, 4.91)]
    words = ("lieux", "zqvaleur0e1", "zqconfident", "zqligneinternec0", "zqtitreinterne")
    found = [f"{list_}?q={word}" for word in words for list_ in ("/catalogue/", f"{REST}/datasets")]
    found += [
        f"{REST}/datasets/jeu-{name}/tables/{TABLE}/{read}"
        for name in world.datasets
        for read in ("rows?geometry=true&limit=100", "aggregates?group_by=nom,genre", "statistics")
    ]
    found += [f"{REST}/datasets/jeu-masque/tables/{TABLE}{r}?version=1" for r in ("/rows", "")]
    found += [f"{REST}/datasets/jeu-masque/versions/2/changes?from=1"]
    owners = [f"/organismes/{o.slug}/" for o in (*world.communes, world.other_root)]
    return [*old, *compared, *streams, *rows, *places, *here, *found, *owners]


@pytest.mark.parametrize("name", ASKED)
def test_nothing_hidden_is_told(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    told = []
    for address in other_doors(world):
        status, body = ask(client, address)
        assert status < 500, address
        # What was asked may be said again.
        told += [f"{address}: « {m} »" for m in leaked(body, hidden) if m not in address]
    assert not told, "\n".join(["", *told])


@pytest.mark.parametrize("name", ASKED)
def test_made_files_hold_nothing_hidden(world, somebody, name):
    someone = somebody[name]
    if someone.reader.read_only:
        pytest.skip("« Voir comme… » asks for no file")
    client, hidden = someone.client(), forbidden(world, someone)
    for dataset in visible(world, someone):
        for format in FILES:
            page = client.post(table_address("dataset-download", dataset, format))["Location"]
            drain()
            path, _, query = page.partition("?")
            status, body = ask(client, f"{path}contenu?{query}")
            assert status == 200, Job.objects.first().error
            assert "zqligne" in body or someone.reader.communes == frozenset()
            assert not leaked(body, hidden), (dataset, format)


@pytest.mark.parametrize("name", ASKED)
def test_counts_agree_and_are_those_of_the_reader(world, somebody, name):
    someone = somebody[name]
    client = someone.client()
    for dataset in visible(world, someone):
        seen = sight(someone.reader, world.datasets[dataset].policy())
        allowed = CODES if seen.communes is None else seen.communes
        expected = ROWS * len(set(CODES) & set(allowed)) // len(CODES)
        streamed = client.get(table_address("dataset-download", dataset, "json"))
        assert len(json.loads(b"".join(streamed.streaming_content))) == expected
        window = client.get(table_address("dataset-features", dataset)).json()
        assert len(window["features"]) == expected
        assert window["numberMatched"] == expected
        page = client.get(table_address("dataset-table", dataset)).content.decode()
        assert len(re.findall(r"/lignes/\d+/", page)) >= expected
        assert f"{ROWS}\u202flignes" not in page or expected == ROWS


def plain(body: str, word: str) -> str:
    """Write an answer without the word that was asked and what changes at every answer."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    body = re.sub(r"(?i)\[?\(?'?(set-cookie|content-length|etag)'[^)]*\)", "", body)
    # The drawing library numbers the parts of its drawings from one to the next.
    body = re.sub(r"(clip|gradient_)\d+", "", body)
    return body.replace(word, "…")


@pytest.mark.parametrize("name", BLIND)
@pytest.mark.parametrize("version", ["", "version=1&"])
def test_a_masked_column_answers_like_one_that_does_not_exist(world, somebody, name, version):
    client = somebody[name].client()
    questions = (
        "f.{}=eq:zqvaleur0e1",
        "f.{}=contains:zqvaleur",
        "f.{}=gte:1",
        "f.{}=empty:",
        "s.{}=zqvaleur",
        "tri={}",
        "tri=-{}",
        "couleur={}",
        "g.x={}",
        "g.x={}&g.forme=histogram",
        "g.x=code_insee&g.y={}&g.mesure=sum",
        "g.x=code_insee&g.y={}&g.mesure=max",
    )
    for read in (*READS, "dataset-download"):
        format = ("csv",) if read == "dataset-download" else ()
        for question in questions:
            answers = set()
            for column in (MASKED[0], MASKED[1], OLD_COLUMN, "inexistante"):
                address = table_address(read, "masque", *format)
                status, body = ask(client, f"{address}?{version}{question.format(column)}")
                answers.add((status, plain(body, column)))
            assert len(answers) == 1, (read, question)


@pytest.mark.parametrize("name", BLIND)
def test_a_search_never_finds_what_is_masked_or_limited(world, somebody, name):
    client = somebody[name].client()
    seen = visible(world, somebody[name])
    asked = {"masque": ["zqvaleur0e1", "918273"], "limite": ["zqlignelimitec2"]}
    reader = somebody[name].reader
    for dataset in ("masque", "limite"):
        if dataset not in seen or (dataset == "limite" and CODES[2] in reader.communes):
            continue
        for word in asked[dataset]:
            for read in ("dataset-table", "dataset-visible", "dataset-features"):
                address = table_address(read, dataset)
                answers = {
                    (status, plain(body, tried))
                    for tried in (word, "introuvable")
                    for status, body in [ask(client, f"{address}?q={tried}")]
                }
                assert len(answers) == 1, (read, word)
    found = {plain(ask(client, f"/catalogue/?q={w}")[1], w) for w in ("zqconfident", "xwxwxwxw")}
    assert len(found) == 1


@pytest.mark.parametrize("name", ASKED)
def test_tiles_hold_nothing_hidden_and_only_public_ones_are_kept(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    for dataset in visible(world, someone):
        known = world.datasets[dataset]
        for stored in (v.tables.get() for v in known.versions.all()):
            seen = sight(someone.reader, known.policy())
            print_ = authority.relation(seen, known, stored).fingerprint
            for z, x, y in ((0, 0, 0), (9, 262, 181), (14, 8411, 5821)):
                number = stored.version.number
                address = table_address("dataset-tile", dataset, number, print_, z, x, y)
                for colour in ("", "?couleur=nom", "?couleur=genre"):
                    response = client.get(address + colour)
                    assert response.status_code in (200, 204), address
                    everybody = dataset in ("ouvert", "masque") and not (
                        dataset == "masque" and not seen.masked
                    )
                    kept = "public, max-age=3600" if everybody else "private, no-store"
                    assert response["Cache-Control"] == kept, address
                    assert not leaked(body_of(response), hidden), address


def test_an_archive_holds_no_masked_column(world):
    for number in (1, 2):
        stored = world.datasets["masque"].versions.get(number=number).tables.get()
        held = archive_info(authority.store().path(stored.archive)).attributes
        assert "genre" in held
        assert held.isdisjoint({*MASKED, OLD_COLUMN})
