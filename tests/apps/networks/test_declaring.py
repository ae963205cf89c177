"""What is proposed to whoever says how tables are read as a network."""

from __future__ import annotations

from terrier.apps.networks.forms import TableFacts
from terrier.apps.networks.tables import proposed
from terrier.domain.topology.commodities import Commodity


def facts(theme: str) -> dict[str, TableFacts]:
    line = tuple((name, name) for name in ("gml_id", "sensible"))
    return {
        "reseau_utilite": TableFacts("Réseau", "", (("theme", "theme"),), {"theme": (theme,)}),
        "canalisation_hydrocarbure_chimique": TableFacts("Conduites", "LineString", line, {}),
    }


def test_what_the_file_says_of_its_network_is_proposed_with_its_evidence():
    mapping, evidence = proposed(None, facts("GAZ"))
    assert (mapping.model, mapping.commodity) == ("stardt", Commodity.GAS)
    assert evidence is not None
    mapping, evidence = proposed(None, facts("AEP"))
    assert (mapping.commodity, evidence.said) == (Commodity.UNKNOWN, ("AEP",))
    plain, none = proposed(None, {"lignes": TableFacts("L", "LineString", (("id", "id"),), {})})
    assert (plain.model, none) == ("guided", None)
