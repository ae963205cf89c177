from __future__ import annotations

import pytest

from terrier.domain.questions.address import read
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.places import Place
from terrier.domain.questions.sentence import pieces, sentence, title
from terrier.domain.questions.wording import measured_heading

COLUMNS = {
    "commune": Heading("Commune", concept="commune_code"),
    "tonnage": Heading("Tonnage", "t", "decimal"),
    "habitants": Heading("Habitants", family="integer"),
    "hauteur": Heading("Hauteur", "m", "double"),
    "siret": Heading("SIRET"),
    "mois": Heading("Mois", family="date"),
    "pose": Heading("Date de pose", family="date"),
    "flux": Heading("Flux"),
    "degres": Heading("Température moyenne", "°C", "double"),
    "effectif": Heading("Effectif total", family="integer"),
    "tva": Heading("Taux de TVA", "%", "decimal"),
}
PLACES = {"71543": Place("Tournus"), "71270": Place("Lugny")}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Montre-moi le nombre de lignes."),
        (
            "mesure=sum:tonnage&par=commune&par=mois:month&pour=1000hab&f.flux=eq:Verre"
            "&ordre=highest&premiers=10",
            "Montre-moi le total du tonnage par commune et par mois, pour 1 000 habitants, "
            "où flux est « Verre », les 10 plus élevés.",
        ),
        ("mesure=mean:habitants", "Montre-moi la moyenne d’habitants."),
        ("mesure=mean:tva", "Montre-moi la moyenne du taux de TVA."),
        ("mesure=mean:degres&par=mois:month", "Montre-moi la température moyenne par mois."),
        ("mesure=max:degres", "Montre-moi le maximum de la température moyenne."),
        (
            "mesure=sum:effectif&par=commune&montre=share",
            "Montre-moi la part de l’effectif total par commune.",
        ),
        (
            "mesure=sum:tonnage&contre=mean:degres&par=commune",
            "Montre-moi le total du tonnage face à la température moyenne par commune.",
        ),
        ("mesure=median:hauteur&par=siret", "Montre-moi la médiane de la hauteur par SIRET."),
        (
            "montre=share&par=pose:year",
            "Montre-moi la part du nombre de lignes par année (date de pose).",
        ),
        (
            "mesure=mean:tonnage&montre=change&par=mois:quarter",
            "Montre-moi la variation de la moyenne du tonnage par trimestre.",
        ),
        (
            "par=commune&f.commune=in:71543&f.commune=in:71270&ordre=lowest",
            "Montre-moi le nombre de lignes par commune, où commune est Lugny ou Tournus, "
            "du plus bas au plus élevé.",
        ),
        (
            "mesure=sum:tonnage&contre=count&par=habitants:bands:0,500&premiers=1"
            "&f.mois=gte:2024-03-01&f.flux=empty",
            "Montre-moi le total du tonnage face au nombre de lignes par tranche d’habitants, "
            "où flux n’est pas renseigné et mois est à partir du 1er mars 2024, le premier.",
        ),
        ("near=4.9,46.5,300", "Montre-moi le nombre de lignes, où la position est à moins de "
         "300 m du point choisi."),
    ],
)  # fmt: skip
def test_sentences(query, said) -> None:
    assert sentence(read(query), COLUMNS, PLACES) == said


def test_each_piece_knows_what_it_changes() -> None:
    asked = read("mesure=sum:tonnage&par=commune&par=mois:month&f.flux=Verre&premiers=3")
    found = pieces(asked, COLUMNS, PLACES)
    assert {p.changes: p.text for p in found if p.changes} == {
        "measure": "le total", "of": "tonnage", "by:0": "par commune", "by:1": "par mois",
        "filter:0": "flux est « Verre »", "order": "les 3 premiers",
    }  # fmt: skip


def test_a_label_that_says_its_measure_heads_its_column() -> None:
    asked = read("mesure=mean:degres&par=mois:month")
    assert title(asked, COLUMNS) == "Température moyenne par mois"
    assert measured_heading(asked, COLUMNS).label == "Température moyenne"
    changes = read("mesure=mean:degres&par=mois:month&montre=change")
    assert measured_heading(changes, COLUMNS).label == "Variation de la température moyenne"
    shares = read("mesure=sum:effectif&par=commune&montre=share")
    assert measured_heading(shares, COLUMNS).label == "Part de l’effectif total"
