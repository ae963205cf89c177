import json

import pyarrow.parquet as pq

from terrier.connectors.geo_codes.build import build


def _package(folder, communes):
    (folder / "data").mkdir(parents=True)
    tables = {
        "communes": communes,
        "epci": [
            {
                "code": "200000001", "nom": "CC d'essai", "type": "CC",
                "populationMunicipale": 900, "populationTotale": 950,
                "membres": [{"code": "01001"}],
            }
        ],
    }  # fmt: skip
    for name, rows in tables.items():
        (folder / "data" / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return folder


def _current(code, **more):
    return {"code": code, "nom": f"Nom {code}", "type": "commune-actuelle"} | more


def test_build_dates_and_names_former_communes_from_earlier_editions(tmp_path):
    now = _package(tmp_path / "now", [_current("01001", anciensCodes=["01002", "01003"])])
    past = _package(tmp_path / "past", [_current("01001"), _current("01002")])
    rows = build(now, {2021: past}, tmp_path)
    assert rows == {"communes": 3, "epci": 1}
    table = {r["code"]: r for r in pq.read_table(tmp_path / "communes.parquet").to_pylist()}
    assert (table["01001"]["status"], table["01001"]["epci"]) == ("current", "200000001")
    assert (table["01002"]["name"], table["01002"]["last_seen"]) == ("Nom 01002", 2021)
    assert (table["01003"]["name"], table["01003"]["last_seen"]) == (None, None)
    assert table["01003"]["merged_into"] == "01001"


def test_delegated_commune_without_former_code_leads_to_its_chef_lieu(tmp_path):
    delegated = {"code": "01004", "nom": "Bourg", "type": "commune-deleguee", "chefLieu": "01001"}
    now = _package(tmp_path / "now", [_current("01001"), delegated])
    build(now, {}, tmp_path)
    table = {r["code"]: r for r in pq.read_table(tmp_path / "communes.parquet").to_pylist()}
    assert (table["01004"]["status"], table["01004"]["merged_into"]) == ("former", "01001")
