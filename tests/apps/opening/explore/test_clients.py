"""Opendatasoft's own JavaScript client against a real server: an address changes, nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from terrier.apps.accounts import tokens
from terrier.domain.access.policy import Role

CLIENT = Path(__file__).resolve().parents[4] / "frontend/node_modules/@opendatasoft/api-client"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not (shutil.which("node") and CLIENT.exists()),
        reason="no Node.js, or `npm ci` was not run in frontend/",
    ),
]

PROGRAM = """
const { createRequire } = require("node:module");
const ods = createRequire(process.argv[1] + "/package.json")(process.argv[1]);
const [address, key] = process.argv.slice(2);
const client = new ods.ApiClient({ domain: address, apiKey: key || undefined });
const points = () => ods.fromCatalog().dataset("points-de-collecte");
const failure = (query) => client.get(query).then(() => null, (e) => [e.name, e.details]);
(async () => {
  const told = {};
  told.datasets = await client.get(ods.fromCatalog().datasets().where(ods.textSearch("collecte")));
  told.dataset = await client.get(points().itself());
  told.records = await client.get(points().records()
    .where(ods.all(ods.exactMatch("commune", "96001"), "tonnage > 1000", ods.not("actif")))
    .select("nom, tonnage").orderBy("-tonnage").limit(3).offset(1));
  told.since = await client.get(points().records()
    .where(`releve >= ${ods.date({ year: 2024, month: 2 })}`).limit(1));
  told.groups = await client.get(points().records()
    .select("count(*) as n").groupBy("year(releve) as annee, commune").orderBy("commune").limit(2));
  told.record = await client.get(points().record("4"));
  told.facets = await client.get(points().facets().facet("commune").refine("actif:true"));
  told.exported = await client.get(points().export("json").where(ods.textSuggest("poi")));
  told.wrong = await failure(points().records().where("tonnage >"));
  told.absent = await failure(ods.fromCatalog().dataset("jamais").records());
  console.log(JSON.stringify(told));
})();
"""


def told(address: str, key: str = "") -> dict:
    """Run the client beside the server, whose thread needs this interpreter free."""
    node = shutil.which("node") or "node"
    done = subprocess.run(
        [node, "-e", PROGRAM, str(CLIENT), address, key],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_client_of_opendatasoft_reads_everything(live_server, bins):
    bins()
    found = told(live_server.url)
    assert [d["dataset_id"] for d in found["datasets"]["results"]] == ["points-de-collecte"]
    assert found["dataset"]["metas"]["default"]["records_count"] == 60
    # Points of the first commune, every other one: rows 4, 10, 16 … 58.
    assert found["records"] == {
        "total_count": 10,
        "results": [{"nom": f"Point {n}", "tonnage": (n - 1) * 1000.5} for n in (52, 46, 40)],
    }
    assert found["since"]["total_count"] == 29
    assert found["groups"]["results"] == [
        {"n": 20, "annee": 2024, "commune": code} for code in ("96001", "96002")
    ]
    assert found["record"]["nom"] == "Point 4"
    assert [v["count"] for v in found["facets"]["facets"][0]["facets"]] == [10, 10, 10]
    assert len(found["exported"]) == 60
    assert found["wrong"][1]["error_code"] == "ODSQLError"
    assert found["absent"][1]["error_code"] == "NotFoundError"


def test_the_client_shows_its_key(live_server, bins, place):
    bins(visibility="internal")
    _token, secret = tokens.make(place.member("Agent", Role.READER), "Tableau", 30)
    assert told(live_server.url, secret)["since"]["total_count"] == 29
