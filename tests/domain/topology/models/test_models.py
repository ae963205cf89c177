"""Models recognised by their tables, and their code lists held against the standards."""

from __future__ import annotations

import re

import pytest

from terrier.domain.topology.codes import NUMBERED, CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import (
    FIELDS,
    Circulation,
    FieldType,
    NodeKind,
    Role,
    Status,
    ValveState,
)
from terrier.domain.topology.mapping import FieldSource, NetworkMapping
from terrier.domain.topology.materials import (
    FROM_RAEPA,
    FROM_STARDT,
    FROM_STAREAU,
    MATERIALS,
    TO_STAREAU,
    is_known,
)
from terrier.domain.topology.models import (
    epanet,
    guess,
    pcrs,
    raepa,
    recognise,
    stardt,
    stareau,
    stareau_lists,
)

VALUES = {
    "commodity": set(Commodity),
    "status": set(Status),
    "circulation": set(Circulation),
    "kind": set(NodeKind),
    "device": set(NodeKind),
    "state": set(ValveState),
    "material": set(MATERIALS),
    "precision_xy": set("ABC"),
    "precision_z": set("ABC"),
}
RAEPA_MODEL_NAMES = {
    "Canalisation_AEP": [
        "idCanalisation", "maitreOuvrage", "exploitant", "branchement", "materiau",
        "diametreNominal", "anPoseSup", "anPoseInf", "modeCirculation", "contCanAE",
        "fonctionCanAE", "longueur", "filGen",
    ],
}  # fmt: skip
RAEPA_FILE_NAMES = {
    "RAEPA_CANALAEP_L": [
        "IDCANA", "MOUVRAGE", "GEXPLOIT", "BRANCHEMNT", "MATERIAU", "DIAMETRE", "ANFINPOSE",
        "ANDEBPOSE", "MODECIRC", "CONTCANAEP", "FONCCANAEP", "LONGCANA", "PROFGEN",
    ],
}  # fmt: skip
STARDT = ["gml_id", "precision_xy", "sensible", "statut_href", "materiau_href"]
EVERY = [
    recognise(RAEPA_FILE_NAMES),
    recognise({"raepa_apparass_p": ["idappareil", "fnappass", "typreseau", "qualglocxy"]}),
    recognise({"raepa_ouvrass_p": ["idouvrage", "fnouvass", "typreseau"]}),
    recognise({"raepa_reparaep_p": ["idrepar", "supprepare", "defreparee", "daterepar"]}),
    recognise({"canalisation_eau": STARDT, "accessoire": [*STARDT, "type_accessoire_href"]}),
    recognise({"affleurant_pcrs": ["id_objet", "nature", "reseau", "precision_planimetrique"]}),
    recognise(
        {
            name: ["type_reseau", "etat_service", "materiau", "contenu_canalisation", t.column]
            for name, t in stareau.NODES.items()
        }
    ),
    recognise({n: ["type_reseau", "etat_service", "fonction_canalisation"] for n in stareau.PIPES}),
    recognise(
        {
            "pipes": ["id", "node1", "node2", "status", "state", "diameter_in"],
            "valves": ["id", "node1", "node2", "type", "state", "diameter_in"],
            "junctions": ["id", "elevation_ft"],
        }
    ),
]


@pytest.mark.parametrize("mapping", EVERY, ids=lambda m: f"{m.model}-{len(m.tables)}")
def test_mappings_speak_the_vocabulary_alone(mapping: NetworkMapping) -> None:
    for table in mapping.tables.values():
        assert table.fields
        for field, source in table.fields.items():
            assert FIELDS[table.role].get(field) is not None, field
            if FIELDS[table.role][field] is FieldType.CODE:
                said = {*source.codes.values(), *([source.constant] if source.constant else [])}
                assert said <= VALUES[field], field
            if FIELDS[table.role][field] is FieldType.YES_NO and source.codes:
                assert set(source.codes.values()) <= {"true", "false"}
            assert all(key == key.casefold() for key in source.codes)
    assert NetworkMapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize("tables", [RAEPA_MODEL_NAMES, RAEPA_FILE_NAMES])
@pytest.mark.parametrize("longest", [99, 10])
@pytest.mark.parametrize("case", [str.lower, str.upper, str])
def test_raepa_under_all_its_names(tables, longest, case) -> None:
    cut = {name: [case(c[:longest]) for c in columns] for name, columns in tables.items()}
    mapping = recognise(cut)
    (table,) = mapping.tables.values()
    assert mapping.model == "raepa"
    assert mapping.commodity == Commodity.DRINKING_WATER
    # At 10 characters, « fonctionCa » and « contCanAE » still tell one from the other.
    assert {"identifier", "owner", "operator", "connection", "material", "diameter_mm", "laid_to",
            "laid_from", "circulation", "commodity", "function", "length_m", "depth_m"} == set(
        table.fields
    )  # fmt: skip


def test_raepa_tells_water_from_sewers() -> None:
    mapping = recognise(
        {
            "raepa_canalaep_l": ["idcana", "fonccanaep", "materiau"],
            "canal": ["idcana", "fonccanass", "typreseau", "id_nd_amon", "fe_aval"],
            "gabarit_appareils_aep": ["idappareil", "fnappass", "typreseau"],
            "raepa_apparass_p": ["idappareil", "fnappass", "typreseau"],
            "autre": ["a", "b"],
        }
    )
    assert mapping.commodity == Commodity.UNKNOWN
    tables = mapping.tables
    assert set(tables) == {"raepa_canalaep_l", "canal", "gabarit_appareils_aep", "raepa_apparass_p"}
    assert tables["raepa_canalaep_l"].constant("commodity") == Commodity.DRINKING_WATER
    assert tables["canal"].fields["commodity"].column == "typreseau"
    assert tables["canal"].fields["start_node"].column == "id_nd_amon"
    assert tables["canal"].fields["z_end_m"].column == "fe_aval"
    # The official template of water fittings has the column of sewers: its name decides.
    assert tables["gabarit_appareils_aep"].fields["kind"].codes["7"] == NodeKind.METER
    assert "7" not in tables["raepa_apparass_p"].fields["kind"].codes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("07", "7"),
        ("7", "7"),
        ("00", "0"),
        ("0", "0"),
        ("10", "10"),
        ("07-02", "7"),
        ("11.0", "11"),
    ],
)
def test_numbered_codes(written: str, read: str) -> None:
    assert re.search(NUMBERED, written).group(1) == read


def test_what_is_in_no_list_is_nothing() -> None:
    for odd in ("77", "7b", "_2", "AA", ""):
        found = re.search(NUMBERED, odd)
        assert (found.group(1) if found else odd) not in raepa.MATERIAL.source("m").codes
    assert raepa.MATERIAL.written("pvc") is None
    assert raepa.MATERIAL.written(None, "27") is None


def test_the_code_that_was_read_is_written_again() -> None:
    assert raepa.WATER_FITTING.written("meter") == "07"
    assert raepa.WATER_FITTING.written("meter", "08") == "08"
    assert raepa.WATER_FITTING.written("meter", "8") == "08"
    # Of another model, or no longer true: the first of the list.
    assert raepa.WATER_FITTING.written("meter", "03") == "07"
    assert stareau_lists.STATE_OF_SERVICE.written("abandoned", "comble") == "comble"
    assert stareau_lists.STATE_OF_SERVICE.written("unknown", "non_valide") == "non_valide"


def lists() -> list[CodeList]:
    return [*raepa.LISTS, *stareau_lists.LISTS, *stardt.LISTS, *pcrs.LISTS, *epanet.LISTS]


@pytest.mark.parametrize("codes", lists(), ids=lambda c: c.name)
def test_every_list_goes_both_ways(codes: CodeList) -> None:
    assert all(code.label for code in codes.codes)
    for ours, value in codes.writing.items():
        assert codes.reading[value] == ours or codes.reading[value] != ""
        assert codes.written(ours) == value
    known = {codes.source("c").codes[k] for k in codes.source("c").codes}
    assert known == set(codes.reading.values())


def test_every_list_of_stareau_has_its_generic_values() -> None:
    for codes in stareau_lists.LISTS:
        if codes is not stareau_lists.PRECISION:
            assert set(stareau_lists.GENERIC) <= set(codes.labels), codes.name


def test_materials_go_both_ways() -> None:
    assert set(FROM_RAEPA) == {f"{n:02}" for n in range(29)} | {"99"}
    assert len(set(FROM_STAREAU) - set(stareau_lists.GENERIC)) == 51
    for code, ours in FROM_STAREAU.items():
        assert TO_STAREAU[ours] == code or ours == "inc"
    assert FROM_STARDT["PVC"] == "pvc"
    assert [is_known(c) for c in ("fd", "inc", None, "zz")] == [True, False, False, False]


def test_precision_is_c_where_nothing_is_said() -> None:
    assert raepa.PRECISION.reading == {"01": "A", "02": "B", "03": "C"}
    assert pcrs.PRECISION.reading == {
        "002": "A", "005": "A", "010": "A", "040": "A", "150": "B", "999": "C",
    }  # fmt: skip


def test_epanet_units_are_in_the_mapping() -> None:
    pipes = EVERY[-1].tables["pipes"].fields
    assert pipes["diameter_mm"] == FieldSource("diameter_in", factor=25.4)
    assert EVERY[-1].tables["junctions"].fields["z_m"].factor == 0.3048
    assert EVERY[-1].tables["valves"].fields["device"].codes["prv"] == NodeKind.REGULATOR


def test_stareau_of_2025_and_what_says_nothing() -> None:
    columns = ["type_reseau", "etat_service", "an_pose_sup", "diametre_equivalent", "exploitant"]
    old, new = (
        recognise({"ass_canalisation": [*columns, name]}).tables["ass_canalisation"].fields
        for name in ("altitude_fil_eau_amont", "cote_fil_eau_amont")
    )
    assert old["z_start_m"].column == "altitude_fil_eau_amont"
    assert new["z_start_m"].column == "cote_fil_eau_amont"
    assert re.search(old["diameter_mm"].extract, "200").group(1) == "200"
    assert re.search(old["diameter_mm"].extract, "-9999") is None
    assert re.search(old["z_start_m"].extract, "-3.5").group(1) == "-3.5"
    assert re.search(old["z_start_m"].extract, "-9999") is None
    assert old["operator"].codes["non_renseigne"] == ""


@pytest.mark.parametrize("tables", [{}, {"communes": ["insee", "nom"]}, {"pipes": ["id"]}])
def test_what_is_no_network(tables) -> None:
    assert recognise(tables) is None


def test_a_guess_for_any_table_of_lines() -> None:
    samples = {
        "Matériau": ["Fonte ductile", "PVC", "f. mystère", None],
        "Diam": ["0,1", "0,15"],
        "Etat": ["En service", "Abandonné"],
        "Classe": ["A", "c"],
    }
    columns = ["gid", "Matériau", "Diam", "An_pose", "Classe", "Etat", "noeud_deb", "noeud_fin",
               "Commune", "truc"]  # fmt: skip
    table = guess("conduites_aep", columns, samples)
    fields = table.fields
    assert table.role is Role.PIPES
    assert fields["material"].codes == {"fonte ductile": "fd", "pvc": "pvc"}
    assert fields["diameter_mm"].factor == 1000.0
    assert fields["status"].codes == {"en service": "in_service", "abandonné": "abandoned"}
    assert fields["precision_xy"].codes == {"a": "A", "c": "C"}
    assert (fields["start_node"].column, fields["end_node"].column) == ("noeud_deb", "noeud_fin")
    assert (fields["laid_to"].column, fields["commune"].column) == ("An_pose", "Commune")
    assert "truc" not in {s.column for s in fields.values()}


def test_altitudes_named_after_the_flow_are_told_apart() -> None:
    def follows(*columns: str) -> bool:
        return guess("collecteurs", columns, {}).levels_follow_flow

    assert follows("z_amont", "z_aval")
    assert follows("fe_am", "fe_av")
    assert not follows("z_debut", "z_fin")
    assert not follows("materiau")
    raepa_tables = recognise({
        "raepa_canalass_l": ["idcana", "fonccanass", "typreseau", "zamont"],
        "raepa_canalaep_l": ["idcana", "fonccanaep", "materiau"],
    }).tables  # fmt: skip
    assert raepa_tables["raepa_canalass_l"].levels_follow_flow
    assert not raepa_tables["raepa_canalaep_l"].levels_follow_flow


def test_a_guess_for_points_and_english() -> None:
    nodes = guess("Vannes", ["Code", "Type", "Ouverture", "Z"], {"Type": ["Vanne"], "Z": ["1.5"],
                  "Ouverture": ["Ouverte", "Fermée"]})  # fmt: skip
    assert nodes.role is Role.NODES
    assert nodes.fields["kind"].codes == {"vanne": "valve"}
    assert nodes.fields["state"].codes == {"ouverte": "open", "fermée": "closed"}
    pipes = guess("water_mains", ["PipeID", "Material", "Diameter", "InstallYear", "FromNode",
                  "ToNode", "Length"], {"Material": ["Ductile", "HDPE"]})  # fmt: skip
    assert {f: s.column for f, s in pipes.fields.items()} == {
        "identifier": "PipeID", "material": "Material", "diameter_mm": "Diameter",
        "laid_to": "InstallYear", "start_node": "FromNode", "end_node": "ToNode",
        "length_m": "Length",
    }  # fmt: skip
    # « Type » that says nothing known is left to the person.
    assert "kind" not in guess("noeuds", ["type"], {"type": ["x1", "x2"]}).fields


def test_a_stardt_file_says_what_its_network_carries() -> None:
    gas = {"reseau_utilite": {"theme": ("GAZ",)}, "canalisation_hydrocarbure_chimique": {}}
    found = stardt.carried(gas)
    assert (found.commodity, found.said, found.table) == (Commodity.GAS, ("GAZ",), "reseau_utilite")
    # Several networks, a word that is in no list, or a table that cannot be it: nothing is guessed.
    for theme, table in (
        (("ELEC", "GAZ"), "autre_canalisation"),
        (("GAZZ",), "autre_canalisation"),
        (("ELEC",), "canalisation_assainissement_pluviale"),
        (("AEP",), "canalisation_hydrocarbure_chimique"),
    ):
        told = stardt.carried({"reseau_utilite": {"theme": theme}, table: {}})
        assert (told.commodity, told.said) == (Commodity.UNKNOWN, theme)
    assert stardt.carried({"canalisation_eau": {"theme": ("AEP",)}}) is None
    assert stardt.carried({"reseau_utilite": {"nom": ("Réseau",)}}) is None


def test_stardt_measures_have_the_unit_of_their_row() -> None:
    line = ["gml_id", "sensible", "dimension", "dimension_uom", "profondeurMinReg"]
    fields = recognise({"canalisation_eau": line}).tables["canalisation_eau"].fields
    assert fields["diameter_mm"].unit_column == "dimension_uom"
    assert fields["diameter_mm"].units["cm"] == pytest.approx(10)
    # No column of units: none is supposed.
    assert fields["depth_min_m"].unit_column == "profondeurMinReg_uom"
    assert "diameter_mm" not in recognise({"coffret": line}).tables["coffret"].fields
