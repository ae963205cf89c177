import pytest

from terrier.apps.catalog import search
from terrier.apps.catalog.queries import Wish, listing


def score(q: str, *texts: str) -> float:
    return search.score(search.words(q), [search.field(texts, 1)])


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("dechets", "Collecte des déchets"),
        ("DÉCHÈTERIE", "Les déchèteries"),
        ("tonages", "Tonnages par commune"),
        ("subvetnions", "Subventions versées"),
        ("ecole", "Écoles élémentaires"),
        ("coeur", "Cœur de bourg"),
        ("eau d'irrigation", "L’eau et l’irrigation"),
        ("hydr", "Hydrants"),
        ("borne recharge", "Bornes de recharge"),
    ],
)
def test_accents_plurals_and_typos_do_not_matter(asked, text):
    assert score(asked, text) > 0


@pytest.mark.parametrize(
    ("asked", "text"),
    [("eau", "Bateau"), ("cantine", "Cabine téléphonique"), ("eau piscine", "Eau potable")],
)
def test_other_words_are_not_found(asked, text):
    assert score(asked, text) == 0


def test_the_exact_word_comes_before_the_near_one():
    assert score("hydrant", "hydrant") > score("hydrant", "hydrante") > 0


def test_the_title_weighs_more_than_the_description(bins, reader_of):
    bins("Éclairage", description="Des lampes.", slug="a")
    bins("Lampes", description="Leur éclairage.", slug="b")
    found = listing(reader_of(None), Wish(q="eclairage"))
    assert [e.dataset.slug for e in found.entries] == ["a", "b"]


def test_columns_communes_keywords_and_owners_are_searched(bins, place, reader_of):
    bins("Bacs", slug="bacs", owner=place.first, keywords=["ordures"])
    public = reader_of(None)
    for q in ("tonnage", "aubrac", "ordure"):
        assert listing(public, Wish(q=q)).total == 1, q


def test_a_masked_column_finds_nothing_for_whom_it_is_masked(bins, place, reader_of):
    from terrier.domain.access.policy import Role

    bins.mask(bins("Bacs"))
    assert listing(reader_of(None), Wish(q="téléphone")).total == 0
    contributor = reader_of(place.member("Ana", Role.CONTRIBUTOR))
    assert listing(contributor, Wish(q="téléphone")).total == 1


def test_facets_appear_only_where_they_help(bins, reader_of):
    bins("Seul", theme="dechets")
    bins("Autre", theme="culture")
    assert listing(reader_of(None), Wish()).facets == ()


def test_facets_count_exactly_and_narrow(bins, reader_of):
    for n in range(17):
        bins(f"Jeu {n}", theme="dechets" if n < 9 else "culture", rows=3)
    found = listing(reader_of(None), Wish())
    (theme,) = found.facets
    assert [(c.label, c.count) for c in theme.choices] == [
        ("Déchets", 9),
        ("Culture, sport et loisirs", 8),
    ]
    narrowed = listing(reader_of(None), Wish(facets={"theme": "culture"}))
    assert narrowed.total == 8
    assert [c.count for c in narrowed.facets[0].choices] == [9, 8]


def test_counts_of_rows_are_withheld_from_those_who_see_a_part(bins, reader_of):
    bins.limit(bins("Bacs"))
    (entry,) = listing(reader_of(None), Wish()).entries
    assert entry.records is None


CATALOGUE = {
    "Écoles élémentaires": "Effectifs par classe.",
    "Zones d’activité": "Les zones artisanales.",
    "Eau potable": "Qualité de l’eau distribuée.",
    "Éclairage public": "Points lumineux.",
    "ÉCLUSES": "Passages d’eau.",
    "eclairs et orages": "Impacts relevés.",
    "Déchets ménagers": "Tonnages par commune et par an.",
    "Déchèteries": "Horaires d’ouverture, et eau de lavage.",
    "Œuvres d’art": "Sculptures de l’espace public.",
    "L’été au musée": "Programme.",
    "100 % local": "Cantine, produits_du_pays.",
    "Eau potable ": "La même, en double.",
}
BY_TITLE = [
    "100 % local", "Déchèteries", "Déchets ménagers", "Eau potable", "Eau potable ",
    "Éclairage public", "eclairs et orages", "ÉCLUSES", "Écoles élémentaires",
    "L’été au musée", "Œuvres d’art", "Zones d’activité",
]  # fmt: skip
ANSWERS = {
    "": BY_TITLE,
    "de la": BY_TITLE,
    "%": BY_TITLE,
    "eau": ["Eau potable", "Eau potable ", "Déchèteries", "ÉCLUSES"],
    "l’eau": ["Eau potable", "Eau potable ", "Déchèteries", "ÉCLUSES"],
    "ECLUSE": ["ÉCLUSES"],
    "dechet": ["Déchets ménagers", "Déchèteries"],
    "dechetterie": ["Déchèteries", "Déchets ménagers"],
    "eclairage": ["Éclairage public", "eclairs et orages"],
    "oeuvre": ["Œuvres d’art"],
    "publik": ["Éclairage public", "Œuvres d’art"],
    "été": ["L’été au musée"],
    "produits_du": ["100 % local"],
    "zzz": [],
}


def test_every_database_gives_the_same_answers_in_the_same_order(bins, reader_of):
    for number, (title, description) in enumerate(CATALOGUE.items()):
        bins(title, description=description, slug=f"jeu-{number}")
    public = reader_of(None)
    given = {
        q: [e.dataset.title for e in listing(public, Wish(q=q, sort=order)).entries]
        for q in ANSWERS
        for order in ["titre" if ANSWERS[q] is BY_TITLE else "pertinence"]
    }
    assert given == ANSWERS
