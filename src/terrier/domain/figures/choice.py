"""Which forms suit an answer, the best first, each with its reason in French."""

from __future__ import annotations

from collections.abc import Iterator

from terrier.domain.figures import axes, wording
from terrier.domain.figures.form import FORM_NAMES, Form, Suggestion
from terrier.domain.figures.palette import MOST_CATEGORIES
from terrier.domain.questions.answer import Answer
from terrier.domain.questions.question import Measure, Part, Per, Shown

MOST_BARS = 30
"""Bars that the eye compares."""
MOST_CELLS = 40
"""Rows or columns of a heat-map."""
MOST_MULTIPLES = 48
FEW = 3
"""Points under which a cloud or a histogram says nothing."""
_STEPS = {
    Part.YEAR: "an par an",
    Part.QUARTER: "trimestre par trimestre",
    Part.MONTH: "mois par mois",
    Part.DAY: "jour par jour",
}


def suitable(answer: Answer, *, placed: bool = False) -> list[Suggestion]:
    """List the forms that suit an answer, the best first; a table always does.

    Parameters
    ----------
    answer
        What is drawn.
    placed
        Whether the keys of its first grouping have geometries of their own (the rows of a map);
        communes always have.
    """
    found: dict[Form, Suggestion] = {}
    for suggestion in _ranked(answer, placed):
        found.setdefault(suggestion.form, suggestion)
    return list(found.values())


def chosen(answer: Answer, asked: Form | None, *, placed: bool = False) -> Suggestion:
    """Give the form that is asked where it suits, else the best with the reason of the change."""
    forms = [s for s in suitable(answer, placed=placed) if s.per is None]
    best = next((s for s in forms if s.form is asked), forms[0])
    if asked is None or best.form is asked:
        return best
    name = FORM_NAMES[asked].lower()
    return Suggestion(best.form, f"« {name} » ne convient pas à cette question. {best.reason}")


def _ranked(answer: Answer, placed: bool) -> Iterator[Suggestion]:
    table = Suggestion(Form.TABLE, "Le tableau dit chaque valeur.")
    if not answer.by:
        yield Suggestion(Form.NUMBER, "Un seul chiffre : chiffre clé.")
    elif not axes.measured(answer):
        yield Suggestion(Form.TABLE, "Aucune valeur à dessiner : le tableau dit pourquoi.")
    elif answer.against is not None:
        yield from _two_measures(answer)
    elif len(answer.by) == 1:
        yield from _one(answer, placed)
    else:
        yield from _two(answer)
    yield table


def _two_measures(answer: Answer) -> Iterator[Suggestion]:
    points = [g for g in axes.measured(answer) if g.against is not None]
    if len(points) >= FEW:
        reason = f"Deux mesures des mêmes {len(points)} groupes : nuage de points."
        yield Suggestion(Form.SCATTER, reason)


def _one(answer: Answer, placed: bool) -> Iterator[Suggestion]:
    part = answer.question.by[0].part
    if axes.is_moment(answer, 0):
        yield from _in_time(answer)
    elif part is Part.BANDS and answer.question.measure is Measure.COUNT and _plain(answer):
        yield Suggestion(
            Form.HISTOGRAM, "Un nombre compté par tranches : histogramme de sa répartition."
        )
        yield Suggestion(Form.BARS, "Une barre par tranche, dans l’ordre.")
    elif axes.is_cycle(answer, 0) or part is Part.BANDS:
        yield Suggestion(Form.BARS, "Des groupes qui ont leur ordre : barres dans cet ordre.")
    elif axes.is_commune(answer, 0) or placed:
        yield from _placed(answer)
    else:
        yield from _bars(answer)
        yield from _whole(answer)


def _plain(answer: Answer) -> bool:
    question = answer.question
    return question.shown is not Shown.CHANGE and question.per is Per.NOTHING


def _in_time(answer: Answer) -> Iterator[Suggestion]:
    count = len(axes.keys(answer, 0))
    step = _STEPS.get(axes.part_of(answer, 0), "")
    if answer.question.shown is Shown.CHANGE:
        yield Suggestion(Form.BARS, f"Une évolution {step} : barres de part et d’autre de zéro.")
    elif count < FEW:
        yield Suggestion(Form.BARS, f"{count} date{'s' if count > 1 else ''} seulement : barres.")
    yield Suggestion(Form.LINES, f"Une date et une quantité : courbe, {step}".rstrip(", ") + ".")
    if count <= MOST_BARS:
        yield Suggestion(Form.BARS, f"{count} dates : une barre pour chacune, dans l’ordre.")
    if wording.additive(answer) and _not_negative(answer):
        yield Suggestion(Form.AREAS, "Une quantité qui s’additionne dans le temps : aire.")
    if axes.part_of(answer, 0) is Part.DAY:
        yield Suggestion(Form.CALENDAR, "Une valeur par jour : calendrier.")
    yield Suggestion(Form.NUMBER, "La dernière valeur et sa tendance : chiffre clé.")


def _bars(answer: Answer) -> Iterator[Suggestion]:
    count = len(axes.keys(answer, 0))
    what = f"{count} catégorie{'s' if count > 1 else ''}"
    if count > MOST_BARS:
        yield Suggestion(Form.BARS, f"{what} : les {MOST_BARS} premières en barres.")
    else:
        yield Suggestion(Form.BARS, f"{what} : barres triées.")


def _whole(answer: Answer) -> Iterator[Suggestion]:
    few = 2 <= len(axes.keys(answer, 0)) <= MOST_CATEGORIES
    if few and wording.additive(answer) and _not_negative(answer):
        yield Suggestion(Form.SHARES, "Quelques parts d’un tout : une barre partagée.")


def _placed(answer: Answer) -> Iterator[Suggestion]:
    where = "commune" if axes.is_commune(answer, 0) else "lieu"
    if not wording.additive(answer):
        what = "Un taux" if answer.question.per is not Per.NOTHING else "Une valeur"
        yield Suggestion(Form.CHOROPLETH, f"{what} par {where} : carte en aplats.")
        yield from _bars(answer)
        return
    if _not_negative(answer):
        yield Suggestion(
            Form.CIRCLES,
            f"Une quantité par {where} : cercles proportionnels. En aplats, les {where}s les plus "
            "étendues paraîtraient les premières." if where == "commune" else
            f"Une quantité par {where} : cercles proportionnels.",
        )  # fmt: skip
    yield from _bars(answer)
    if axes.is_commune(answer, 0) and answer.question.shown is Shown.VALUE:
        why = "Un nombre brut en aplats montrerait surtout où l’on habite"
        yield Suggestion(
            Form.CHOROPLETH,
            f"{why} : la carte est proposée pour 1\u202f000 habitants, ou par km².",
            per=Per.THOUSAND_INHABITANTS,
        )
    yield from _whole(answer)


def _two(answer: Answer) -> Iterator[Suggestion]:
    moment = axes.moment_axis(answer)
    if all(axes.is_cycle(answer, axis) for axis in (0, 1)):
        yield Suggestion(
            Form.HEATMAP, "Des heures et des jours de la semaine : tableau de chaleur."
        )
    elif moment is not None and not axes.is_moment(answer, 1 - moment):
        yield from _series(answer, moment)
    else:
        yield from _crossed(answer)
    if all(1 < len(axes.keys(answer, axis)) <= MOST_CELLS for axis in (0, 1)):
        yield Suggestion(Form.HEATMAP, "Deux regroupements : une case pour chaque rencontre.")


def _series(answer: Answer, moment: int) -> Iterator[Suggestion]:
    series = 1 - moment
    count = len(axes.keys(answer, series))
    by_commune = axes.is_commune(answer, series)
    multiples = Suggestion(
        Form.MULTIPLES,
        f"Une courbe pour chacune des {count} communes : petites courbes côte à côte."
        if by_commune
        else f"{count} courbes : côte à côte, elles ne se croisent pas.",
    )
    many = 4 if by_commune else MOST_CATEGORIES
    if many < count <= MOST_MULTIPLES:
        yield multiples
    gathered = f" ; les {MOST_CATEGORIES - 1} premières, le reste ensemble"
    beyond = gathered if count > MOST_CATEGORIES else ""
    yield Suggestion(Form.LINES, f"Une date et {count} groupes : une courbe par groupe{beyond}.")
    if 1 < count <= MOST_MULTIPLES:
        yield multiples
    if wording.additive(answer) and _not_negative(answer):
        yield Suggestion(Form.SHARES, "Des parts d’un tout, période par période : barres de parts.")
        yield Suggestion(Form.AREAS, "Des quantités qui s’additionnent : aires empilées.")


def _crossed(answer: Answer) -> Iterator[Suggestion]:
    adds = wording.additive(answer) and _not_negative(answer)
    few = len(axes.keys(answer, 1)) <= MOST_CATEGORIES
    if adds:
        more = "" if few else f" ; les {MOST_CATEGORIES - 1} premières, le reste ensemble"
        what = f"Des parts de « {answer.by[1].label} » pour chaque groupe : barres de parts{more}."
        yield Suggestion(Form.SHARES, what)
    if adds and few and axes.is_commune(answer, 0):
        what = f"La catégorie la plus forte de chaque commune : carte de « {answer.by[1].label} »."
        yield Suggestion(Form.CATEGORIES, what)


def _not_negative(answer: Answer) -> bool:
    return all(g.value >= 0 for g in answer.groups if g.value is not None)
