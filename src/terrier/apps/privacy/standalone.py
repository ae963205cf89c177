"""Erasing from the command line, by whoever holds the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog.models import Dataset
from terrier.apps.imports.models import Import
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Sight
from terrier.domain.kernel.errors import Invalid, NotFound

from . import actions, upkeep
from .actions.erasing import total_rows
from .queries import searching

WHOLE = Sight(visible=True)
"""Whoever holds the machine holds the files."""
NAMED = 20
"""Datasets left out that are named; the others are counted."""


def erase(
    *, datasets: Sequence[str], key: str, values: Sequence[str], reason: str, really: bool
) -> Iterator[str]:
    """Look for a person; erase them if `really`. Gives what to print, line by line."""
    chosen = _datasets(datasets)
    answer = searching.search(chosen, lambda _dataset: WHOLE, _pairs(values), key)
    for sentence in answer.unsearched:
        yield _("Non regardé : %(what)s") % {"what": sentence}
    if not datasets:
        yield from _not_looked_into()
    yield from _not_imported()
    if not answer.candidates:
        yield _("Personne n’a été trouvé.")
        return
    for one in answer.candidates:
        told = ", ".join(f"{label} : {text}" for label, text in one.cells)
        yield f"{one.dataset.slug} ({_('versions')} {', '.join(map(str, one.versions))}) – {told}"
    targets = searching.targets_of((c.token for c in answer.candidates), chosen)
    for part in searching.consequences(targets):
        lines = ngettext("%(n)d ligne", "%(n)d lignes", part.rows) % {"n": part.rows}
        yield f"  {part.dataset.slug}, version {part.version.number} : {lines}"
    if not really:
        yield _("Rien n’a été changé. Ajoutez --yes et --reason pour effacer ces lignes.")
        return
    asked = actions.ask(None, SYSTEM, targets, reason)
    done = actions.execute(asked, lambda _step, _share: None)
    yield _("Effacé : %(n)d lignes, toutes versions comprises.") % {"n": total_rows(done)}


def replay(ledger: Path | None) -> str:
    """Do again what a restore undid; give a sentence."""
    done = actions.replay(ledger)
    if not done:
        return _("Rien à rejouer : la base connaît tous les effacements du registre.")
    rows = sum(total_rows(one) for one in done)
    return _("Effacements rejoués : %(n)d (%(rows)d lignes).") % {"n": len(done), "rows": rows}


def _datasets(slugs: Sequence[str]) -> list[Dataset]:
    if not slugs:
        return list(searching.about_persons())
    found = {d.slug: d for d in Dataset.objects.filter(slug__in=slugs)}
    absent = [slug for slug in slugs if slug not in found]
    if absent:
        raise NotFound(_("Aucun jeu de données ne s’appelle « %(slug)s ».") % {"slug": absent[0]})
    return list(found.values())


def _not_looked_into() -> Iterator[str]:
    """Name the datasets left out because nobody has said what they speak of."""
    slugs = list(searching.not_said().values_list("slug", flat=True))
    if slugs:
        more = "…" if len(slugs) > NAMED else ""
        yield _(
            "Non regardés, car personne n’a dit s’ils parlent de personnes (%(n)d) : "
            "%(slugs)s%(more)s. Ajoutez --dataset pour y chercher."
        ) % {"n": len(slugs), "slugs": ", ".join(slugs[:NAMED]), "more": more}


def _not_imported() -> Iterator[str]:
    """Say how many files wait, unread by any search, for somebody to accept them."""
    waiting = Import.objects.filter(version=None, state__in=upkeep.DRAFTS).count()
    if waiting:
        yield _(
            "Non regardés : %(n)d imports sans suite, effacés d’eux-mêmes après %(days)d jours. "
            "S’ils contiennent la personne, réglez la durée des brouillons sur « Conservation »."
        ) % {"n": waiting, "days": upkeep.keeping().drafts_days}


def _pairs(values: Sequence[str]) -> dict[str, str]:
    pairs = [value.partition("=") for value in values]
    for label, sign, text in pairs:
        if not (label and sign and text):
            raise Invalid(_("Écrivez --value sous la forme COLONNE=VALEUR."))
    return {label.strip(): text.strip() for label, _sign, text in pairs}
