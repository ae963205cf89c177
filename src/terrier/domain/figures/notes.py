"""What a drawing leaves out or puts together: said beside it, never silent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terrier.domain.figures import axes, wording
from terrier.domain.figures.choice import MOST_BARS
from terrier.domain.figures.columns import is_rate
from terrier.domain.figures.form import MAPS, Form
from terrier.domain.figures.grids import MOST_MONTHS, MOST_SMALL
from terrier.domain.figures.palette import MOST_CATEGORIES
from terrier.domain.figures.rows import series
from terrier.domain.figures.scales import from_zero, on_one_scale
from terrier.domain.figures.shapes import Shapes
from terrier.domain.questions.answer import Answer, Group
from terrier.domain.questions.question import Measure, Per
from terrier.domain.questions.wording import PER_UNITS, PER_WORDS
from terrier.domain.tabular.levels import is_level

MOST_NAMED = 5
_QUOTED = re.compile("«\\s(.*)\\s»")


def notes(answer: Answer, form: Form, shapes: Shapes | None = None) -> tuple[str, ...]:
    """Say what a drawing does not show, in French sentences."""
    sums = tuple(dict.fromkeys(_of_sums(answer)))
    if not answer.by or not axes.measured(answer):
        return sums
    if form in MAPS:
        return (*sums, *_of_means(answer), *_map(answer, shapes or Shapes({})))
    return (*sums, *_of_means(answer), *_chart(answer, form))


def _of_sums(answer: Answer) -> Iterator[str]:
    """Warn of totals that say something else than they seem to, whatever they are grouped by."""
    question = answer.question
    headed = [(question.measure, answer.measured, question.per)]
    if question.against and answer.against:
        headed.append((question.against[0], answer.against, Per.NOTHING))
    for measure, heading, per in headed:
        if measure is not Measure.SUM:
            continue
        label = _summed(heading.label.removesuffix(f" {PER_WORDS.get(per, '')}"))
        if heading.repeated:
            yield (
                f"«\u00a0{label}\u00a0» vient d’un croisement et se répète sur plusieurs "
                "lignes\u00a0: ce total compte la même valeur plusieurs fois."
            )
        # What it is brought to says nothing of what is added up.
        if is_level(label, heading.unit.removesuffix(PER_UNITS.get(per, ""))):
            yield "Additionner ces valeurs n’a guère de sens\u00a0: préférez leur moyenne."


def _of_means(answer: Answer) -> Iterator[str]:
    """Warn of means that weigh the small as the large."""
    heading = answer.measured
    rate = heading.unit == "%" or is_rate(heading.label)
    if answer.question.measure is Measure.MEAN and rate:
        yield "Moyenne simple\u00a0: chaque ligne compte autant, petite ou grande."


def _summed(title: str) -> str:
    """Give the label of the column inside « Total de « Tonnage » »; « Effectif total » is one."""
    found = _QUOTED.search(title)
    return found[1] if found else title


def _map(answer: Answer, shapes: Shapes) -> Iterator[str]:
    lost = [
        g for g in answer.groups
        if g.value is not None and (g.others or g.keys[0] is None or g.keys[0] not in shapes.by_key)
    ]  # fmt: skip
    names = list(dict.fromkeys(g.names[0] for g in lost))
    if names:
        yield f"Sans contour connu, donc hors de la carte\u00a0: {_listed(names)}."


def _chart(answer: Answer, form: Form) -> Iterator[str]:
    bars = len(axes.keys(answer, 0))
    moment = axes.moment_axis(answer)
    if form is Form.BARS and bars > MOST_BARS:
        which = "dernières dates" if axes.is_moment(answer, 0) else "premiers groupes"
        yield f"Les {MOST_BARS} {which} sur {bars} sont dessinés\u00a0; le tableau les donne tous."
    if form is Form.LINES and not from_zero(answer):
        yield "L’axe vertical ne part pas de zéro\u00a0: il montre les écarts de près."
    if form is Form.MULTIPLES and not on_one_scale(answer):
        yield "Chaque courbe a sa propre échelle\u00a0: comparez leurs formes, pas leurs hauteurs."
    if len(answer.by) == 2 and form in {Form.LINES, Form.AREAS, Form.SHARES, Form.MULTIPLES}:
        axis = 1 if moment is None else 1 - moment
        yield from _series(answer, axis, MOST_SMALL if form is Form.MULTIPLES else MOST_CATEGORIES)
    if form is Form.CALENDAR:
        days = sorted(d for key in axes.keys(answer, 0) if (d := axes.day_of(key)))
        months = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
        if months > MOST_MONTHS:
            yield (
                f"Le calendrier montre les {MOST_MONTHS} derniers mois sur {months}\u00a0; le "
                "tableau donne tous les jours."
            )
    if form in {
        Form.LINES,
        Form.AREAS,
        Form.CALENDAR,
        Form.HISTOGRAM,
        Form.MULTIPLES,
        Form.HEATMAP,
    }:
        yield from _without_key(answer, form)


def _series(answer: Answer, axis: int, most: int) -> Iterator[str]:
    found = series(answer, axis, most)
    if found.gathers:
        yield f"Les {found.beyond} groupes les plus petits sont réunis sous «\u00a0Autres\u00a0»."
    elif found.beyond:
        yield (
            f"Les {most - 1} groupes les plus forts sont dessinés sur {most - 1 + found.beyond}"
            "\u00a0; le tableau les donne tous."
        )


def _without_key(answer: Answer, form: Form) -> Iterator[str]:
    """Say what has no place on the axes."""
    moment = axes.moment_axis(answer)
    axis = 0 if moment is None else moment
    both = form is Form.HEATMAP
    lost = [g for g in answer.groups if _apart(g, axis) or (both and _apart(g, 1))]
    valued = [g for g in lost if g.value is not None]
    names = list(dict.fromkeys(_name(g, axis) for g in valued))
    if names:
        what = f" ({wording.group_text(answer, valued[0])})" if len(valued) == 1 else ""
        yield f"Hors du dessin, dans le tableau\u00a0: {_listed(names)}{what}."


def _apart(group: Group, axis: int) -> bool:
    return group.keys[axis] is None


def _name(group: Group, axis: int) -> str:
    return group.names[axis] if group.keys[axis] is None else group.names[1 - axis]


def _listed(names: list[str]) -> str:
    said = ", ".join(f"«\u00a0{name}\u00a0»" for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{said} et {more} autre{'s' if more > 1 else ''}" if more > 0 else said
