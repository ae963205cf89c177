"""What is proposed, what must never be, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrier.domain.matching.at_hand import at_hand, in_perimeter
from terrier.domain.matching.definition import Kind, Period, Rewrite, Several, Summary, Zoning
from terrier.domain.matching.proposals import best, propose
from tests.domain.matching.tables import areas, lines, points, table

SIRETS = [f"2171270{n:07}" for n in range(100)]
COMMUNES = [f"71{n:03}" for n in range(1, 25)]
HERE = (4.8, 46.4, 5.0, 46.7)


def said(one, *others, communes=0) -> list[str]:
    return [str(p) for p in propose(one, others, communes=communes)]


def test_codes_come_before_texts_that_coincide():
    bills = table(
        "Factures d'énergie", {"SIRET": SIRETS[:92] + ["9" * 14] * 8, "Montant": [1.5, 2.0] * 50}
    )
    buildings = table(
        "Bâtiments publics", {"N° SIRET": SIRETS, "Nom": [f"Mairie {n}" for n in range(100)]}
    )
    other = table("Autre", {"Libellé": [f"x{n}" for n in range(100)]})
    found = propose(bills, [other, buildings])
    assert len(found) == 1
    assert str(found[0].sentence) == "Factures d'énergie par SIRET avec Bâtiments publics"
    assert found[0].about.share == pytest.approx(92 / 93)
    assert found[0].definition.several is Several.BEST
    assert [b.label for b in found[0].definition.brought] == ["Nom"]


def test_sentences_of_the_issue():
    """The four examples, word for word."""
    stations = table(
        "Bornes de recharge", {"Nom": ["a", "b"]}, places=points((4.85, 46.5), (4.9, 46.6))
    )
    towns = table("Communes", {"Nom": [f"c{n}" for n in range(24)]}, places=areas(*HERE))
    stops = table("Arrêts de bus", {"Nom": ["a", "b"]}, places=points((4.85, 46.5), (4.9, 46.6)))
    near = points((4.849, 46.499), (4.901, 46.601))
    schools = table("Écoles", {"Effectif": [10, 20]}, places=near)
    drills = table("Sondages", {"Profondeur": [1.0, 2.0]}, places=points((4.85, 46.5), (4.9, 46.6)))
    pipe = table("Tronçon", {"Longueur": [10.0, 20.0]}, places=lines(*HERE))
    assert said(stations, towns)[0].startswith("Bornes de recharge dans Communes")
    assert said(stops, schools) == ["Arrêts de bus à moins de 300 m d’Écoles"]
    assert said(drills, pipe) == ["Sondages au plus proche Tronçon"]
    bus = table("Trajets", {"Code INSEE": COMMUNES * 3, "Nom": ["a"] * 72})
    assert said(bus, communes=24) == ["Trajets par commune"]


def test_ranks_are_no_keys():
    """Two unrelated sequences contain each other: that means nothing, even written as text."""
    one = table("Bancs", {"id": list(range(1, 80)), "numero": [str(n) for n in range(1, 80)]})
    other = table("Menus", {"fid": list(range(1, 200)), "Code": [str(n) for n in range(1, 200)]})
    assert said(one, other) == []
    lines_here = table("Un", {"Numéro de ligne": list(range(1, 80)), "Nom": ["x"] * 79})
    lines_there = table("Deux", {"numero_ligne": list(range(1, 200)), "Nom": ["y"] * 199})
    assert said(lines_here, lines_there) == []


def test_ranks_that_name_the_same_things_stay_out_and_real_identifiers_come_in():
    stations = [f"{n}" for n in range(4000, 9000, 37)]
    one = table("Mesures", {"id_station": stations * 2, "Débit": [1.0, 2.0] * len(stations)})
    other = table("Stations", {"Code de la station": stations, "Nom": [f"n{s}" for s in stations]})
    leases = [f"{n}" for n in range(4000, 9000, 7)]
    stranger = table("Baux", {"Numéro de bail": leases, "Objet": [f"n{s}" for s in leases]})
    assert said(one, other, stranger) == ["Mesures par « id_station » avec Stations (toutes)"]


def test_identifiers_meet_under_other_names_where_chance_cannot_explain_it():
    """The mains and breaks of Kitchener: ASSETID is WATMAINID, among numbers far apart."""
    mains = list(range(270, 149_676, 13))
    pipes = table("Conduites", {"WATMAINID": mains, "MATERIAL": ["CI", "PVC", "DI"] * 3831})
    breaks = table("Casses", {"ASSETID": mains[::9], "CAUSE": ["gel"] * len(mains[::9])})
    incidents = table("Incidents", {"WATBREAKINCIDENTID": list(range(1, 150_000, 2))})
    subareas = table("Quartiers", {"REL_CLEANING_SUBAREA": [str(n) for n in range(1, 97, 2)]})
    assert said(breaks, pipes, incidents, subareas) == [
        "Casses par « ASSETID » avec Conduites (environ 100 %)"
    ]
    assert said(subareas, incidents, pipes) == []
    # Few mains have a break, and all breaks are on a main: it is proposed from both.
    (found,) = propose(pipes, [incidents, subareas, breaks])
    assert str(found) == "Conduites par « WATMAINID » avec Casses (environ 12 %)"
    assert [b.label for b in found.definition.brought] == ["Casses : nombre"]
    assert found.definition.several is Several.SUMMARISED


def test_codes_of_communes_are_not_looked_for_among_numbers():
    one = table("Communes", {"NUMCOM": COMMUNES, "Nom": [f"c{n}" for n in range(24)]})
    other = table(
        "Incidents", {"incident_id": list(range(60_000, 80_000)), "Motif": ["x"] * 20_000}
    )
    assert said(one, other) == []


def test_years_booleans_categories_persons_and_dates_are_no_keys():
    shared = {
        "Année": [2020, 2021, 2022, 2023] * 5,
        "Actif": [True, False] * 10,
        "Type": ["école", "mairie", "stade", "parc"] * 5,
        "Statut": ["neuf", "usé", "mort", "loué"] * 5,
        "Téléphone": [f"03850000{n:02}" for n in range(20)],
        "Courriel": [f"a{n}@b.fr" for n in range(20)],
        "Date": [f"2024-01-{n + 1:02}" for n in range(20)],
    }
    assert said(table("Un", shared), table("Deux", shared)) == []


def test_names_meet_whatever_their_capitals():
    names = [f"École Jean Macé {n}" for n in range(30)]
    one = table("Effectifs", {"École": [n.upper() for n in names] * 2, "Inscrits": [3, 4] * 30})
    other = table("Écoles", {"Nom": names, "Capacité": list(range(100, 130))})
    found = propose(one, [other])
    assert str(found[0]) == "Effectifs par « École » avec Écoles (toutes)"
    assert found[0].definition.link.pairs[0].rewrites == (Rewrite.LETTERS,)
    assert "majuscules" in found[0].why


def test_codes_that_lost_their_zeros_meet():
    one = table("Subventions", {"code_insee": ["1001", "1002", "1004"] * 4, "Montant": [1.0] * 12})
    other = table("Limites", {"Code INSEE": ["01001", "01002", "01004"], "Nom": ["a", "b", "c"]})
    pair = propose(one, [other])[0].definition.link.pairs[0]
    assert Rewrite.ZEROS in pair.rewrites
    assert said(one, other) == ["Subventions par code Insee avec Limites (toutes)"]


def test_codes_of_elsewhere_are_not_proposed():
    one = table("Ici", {"code_insee": COMMUNES, "Nom": ["a"] * 24})
    other = table("Là-bas", {"code_insee": [f"33{n:03}" for n in range(24)], "Nom": ["b"] * 24})
    assert said(one, other) == []


def test_two_tables_with_several_rows_by_commune_do_not_meet_by_commune():
    """Every school with every bus stop of its commune: nobody wants that."""
    one = table("Écoles", {"code_insee": COMMUNES * 3, "Nom": [f"e{n}" for n in range(72)]})
    other = table("Arrêts", {"code_insee": COMMUNES * 4, "Nom": [f"a{n}" for n in range(96)]})
    assert said(one, other) == []


def test_a_series_meets_by_commune_and_month():
    months = [f"2024-{m:02}-01" for m in range(1, 13)]
    series = {"code_insee": [c for c in COMMUNES for _m in months], "Mois": months * 24}
    tons = table(
        "Tonnages",
        {**series, "Tonnage": [float(n) for n in range(288)]},
        together={("code_insee", "Mois", "month"): 288},
    )
    days = [f"2024-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(500)]
    events = table("Signalements", {"Code commune": (COMMUNES * 21)[:500], "Date": days})
    found = propose(events, [tons])[0]
    assert str(found) == "Signalements par code Insee et même mois avec Tonnages"
    assert found.definition.link.pairs[1].period is Period.MONTH
    assert found.definition.several is Several.BEST


def test_days_that_differ_by_chance_are_no_series():
    """Every column was put up on another day: the couples are different, and tell nothing."""
    days = [f"2023-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(72)]
    one = table("Signalements", {"code_insee": COMMUNES * 3, "Date": days})
    posts = table(
        "Colonnes",
        {"code_insee": COMMUNES * 3, "Posée le": days, "Volume": [1.0, 2.0] * 36},
        together={("code_insee", "Posée le", "day"): 72, ("code_insee", "Posée le", "month"): 60},
    )
    assert said(one, posts) == []


def test_a_zoning_counts_and_adds_up_but_never_stocks_over_years():
    towns = table("Communes", {"code_insee": COMMUNES, "Nom": [f"c{n}" for n in range(24)]})
    bills = table(
        "Factures",
        {"code_insee": COMMUNES * 4, "Montant": [1.0, 2.0] * 48, "Prix": [1.0, 3.0] * 48},
    )
    summaries = {b.label: b.summary for b in propose(towns, [bills])[0].definition.brought}
    assert summaries == {
        "Factures : nombre": Summary.COUNT,
        "Montant : total": Summary.SUM,
        "Prix : moyenne": Summary.MEAN,
    }
    census = table(
        "Population",
        {
            "code_insee": COMMUNES * 4,
            "Année": sorted([2020, 2021, 2022, 2023] * 24),
            "Population": [100 + n for n in range(96)],
        },
        together={("code_insee", "Année", "year"): 96},
    )
    labels = [b.label for b in propose(towns, [census])[0].definition.brought]
    assert "Population : total" not in labels


def test_what_is_brought_names_no_person_and_takes_no_name_twice():
    here = table(
        "Subventions",
        {"N° RNA": ["W712000001", "W712000002", "W712000003"], "Nom": ["x", "y", "z"]},
    )
    there = table(
        "Associations",
        {
            "rna": ["W712000001", "W712000002", "W712000003"],
            "Nom": ["A", "B", "C"],
            "Président(e)": ["M. Un", "Mme Deux", "M. Trois"],
            "Téléphone": ["0385000000", "0385000001", "0385000002"],
        },
    )
    added = propose(here, [there])[0].definition.brought
    assert [b.label for b in added] == ["Nom"]
    assert added[0].name == "nom_2"


def test_the_code_of_the_commune_comes_with_what_is_brought():
    """Without it no map can be made of the result."""
    bills = table("Factures", {"SIRET": SIRETS, "Montant": [1.5, 2.0] * 50})
    schools = {
        "N° SIRET": SIRETS,
        "Nom": [f"École {n}" for n in range(100)],
        "Commune": [f"Ville {n % 24}" for n in range(100)],
        "Code Insee": (COMMUNES * 5)[:100],
        "Surface": [float(n) for n in range(100)],
        **{f"Usage {n}": ["a", "b", "c", "d"] * 25 for n in range(6)},
    }
    added = propose(bills, [table("Bâtiments", schools)])[0].definition.brought
    labels = [b.label for b in added]
    assert labels[:2] == ["Nom", "Commune"]
    assert labels[-1] == "Code Insee"
    here = table("Ici", {"SIRET": SIRETS, "Code commune": (COMMUNES * 5)[:100]})
    again = propose(here, [table("Bâtiments", schools)])[0].definition.brought
    assert "Code Insee" not in [b.label for b in again]


def test_rows_of_a_perimeter_have_the_name_and_the_code_of_their_commune():
    spots = points(*((4.8 + n / 200, 46.4 + n / 200) for n in range(40)))
    benches = table("Bancs", {"Essence": ["chêne", "hêtre"] * 20}, places=spots)
    added = in_perimeter(benches, COMMUNES[:2]).definition.brought
    assert [(b.label, b.column) for b in added] == [
        ("Commune", "name"),
        ("Code Insee de la commune", "code"),
    ]
    trips = table("Trajets", {"Code INSEE": COMMUNES * 3, "Nom": ["a"] * 72})
    assert [b.label for b in in_perimeter(trips, COMMUNES[:2]).definition.brought] == ["Commune"]


def test_what_is_always_at_hand():
    spots = points(*((4.8 + n / 200, 46.4 + n / 200) for n in range(40)))
    benches = table("Bancs", {"Essence": ["chêne", "hêtre"] * 20}, places=spots)
    found = propose(benches, [], communes=24)
    assert [str(p) for p in found] == ["Bancs par commune", "Bancs par carreau de 200 m"]
    assert found[0].definition.left.zoning is Zoning.COMMUNES
    assert found[0].definition.link.kind is Kind.HOLDS
    assert said(benches) == ["Bancs par carreau de 200 m"]


def test_places_far_away_do_not_meet():
    here = table("Ici", {"Nom": ["a", "b"]}, places=points((4.8, 46.5), (4.9, 46.6)))
    far = table("Loin", {"Nom": ["a", "b"]}, places=areas(1.0, 44.0, 2.0, 45.0))
    assert said(here, far) == []


def test_far_points_are_told_by_the_nearest():
    """Gauges of a whole country lie kilometres apart: nothing is within a walk of them."""
    spread = [(0.5 * n % 7, 43 + 0.37 * n % 6) for n in range(100)]
    gauges = table("Stations", {"Débit": [1.0, 2.0] * 50}, places=points(*spread))
    moved = points(*((lon + 0.1, lat + 0.1) for lon, lat in spread))
    wells = table("Piézomètres", {"Niveau": [1.0, 2.0] * 50}, places=moved)
    _by_square, found = propose(gauges, [wells])
    assert str(found) == "Stations au plus proche Piézomètres"
    assert [b.label for b in found.definition.brought] == ["Niveau", "Distance (Piézomètres)"]
    many = replace(moved, located=1_000_000)
    crowd = table("Bancs", {"Niveau": [1.0, 2.0] * 50}, places=many)
    assert said(gauges, crowd)[1] == "Stations à moins de 300 m de Bancs"


def test_a_country_is_told_in_the_areas_of_a_department():
    """A few of its gauges lie there, and gauges are all around: it is proposed from both sides."""
    spread = [(0.5 * n % 7, 43 + 0.37 * n % 6) for n in range(100)]
    gauges = table("Stations", {"Débit": [1.0, 2.0] * 50}, places=points(*spread))
    cantons = table("Cantons", {"Nom": list("abcd")}, places=areas(3.0, 46.0, 4.0, 47.0))
    lying = sum(3 <= lon <= 4 and 46 <= lat <= 47 for lon, lat in spread)
    assert 0 < lying < 20
    assert said(gauges, cantons)[1] == f"Stations dans Cantons (environ {lying} %)"
    assert said(cantons, gauges)[0] == "Cantons contenant Stations"
    here = [one.words for one in at_hand(gauges, [cantons], communes=0)]
    assert "par zone de « Cantons »" in here
    beside = table("Ailleurs", {"Nom": list("abcd")}, places=areas(3.0, 46.0, 12.0, 47.0))
    assert said(gauges, replace(beside, places=replace(beside.places, sample=((11.0, 46.5),)))) == [
        "Stations par carreau de 200 m"
    ]


def test_the_best_do_not_repeat_each_other():
    """By name and by distance are two ways; by code and by outline of communes are one."""
    names = [f"École Jean Macé {n}" for n in range(24)]
    spots = points(*((4.81 + n / 200, 46.41 + n / 200) for n in range(24)))
    towns = table("Limites", {"code_insee": COMMUNES, "Nom": COMMUNES}, places=areas(*HERE))
    codes = [*COMMUNES[:23], COMMUNES[0]]
    schools = table("Écoles", {"Nom": names, "code_insee": codes}, places=spots)
    diners = table("Cantines", {"École": names, "Repas": list(range(24))}, places=spots)
    found = propose(schools, [towns, diners], communes=24)
    said = [str(p) for p in found]
    assert len([s for s in said if "Limites" in s]) == 1
    assert len([s for s in said if "Cantines" in s]) == 2
    few = [str(p) for p in best(found, 5)]
    assert len([s for s in few if "Cantines" in s]) == 1
    assert few[0] == "Écoles par commune"
