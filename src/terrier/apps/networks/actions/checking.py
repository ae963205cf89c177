"""Holding a network against the checks, and accepting the repairs that they propose."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions.corrections import Mending, correct_together, why_not
from terrier.apps.catalog.leftovers import put_aside, sweep
from terrier.apps.catalog.models import Correction, Table, Version
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.domain.topology.checks.findings import Change
from terrier.domain.topology.checks.repairs import written
from terrier.domain.topology.checks.running import CHECKS, communes, run
from terrier.domain.topology.checks.survey import Survey
from terrier.lake.cells import cell_text
from terrier.lake.networks.findings import Proposal, proposals, write_findings

from ..checked import file_of, is_stale, latest, sources_of
from ..models import CheckRun, Network
from ..permissions import require_checker
from ..reading import Loaded, load, relations

KIND = "networks.check"
KEPT_RUNS = 10
"""Checks of a network whose findings are kept."""
MOST_REPAIRS = 500
"""Accepted at once: each is compared with what stands in the table."""
Report = Callable[[str, float], None]


def ask_check(network: Network, version: Version, actor: User | None = None) -> Job:
    """Ask for a check of a version, unless one is waiting or under way."""
    payload = {"network_id": network.pk, "version_id": version.pk}
    asked = Job.objects.filter(kind=KIND, state=Job.State.WAITING, payload=payload).first()
    return asked or enqueue(KIND, payload, actor)


def check_again(actor: User, reader: Reader, network: Network, version: Version) -> Job:
    """Ask for a check because a person wants it."""
    require_checker(reader, network)
    if reader.read_only:
        raise Refused(_("Vous regardez « comme » quelqu’un d’autre : rien ne peut être demandé."))
    return ask_check(network, version, actor)


def check(network: Network, version: Version, report: Report) -> CheckRun:
    """Hold a version against every check, and keep what is found."""
    report(_("Lecture du réseau"), 0.1)
    loaded = load(network, version)
    survey = _survey(network, version, loaded)
    report(_("Contrôles"), 0.3)
    findings = list(run(survey))
    report(_("Écriture des constats"), 0.8)
    before = _comparable(network, version)
    key = f"networks/{network.pk}/{secrets.token_hex(8)}.parquet"
    with store().workshop() as folder:
        made = folder / "findings.parquet"
        write_findings(
            findings,
            communes(survey, findings),
            made,
            crs=loaded.crs,
            previous=store().path(before.path) if before else None,
        )
        store().keep(made, key)
    kept = _keep(network, version, key, Counter(finding.code for finding in findings), before)
    sweep()
    return kept


def accept(
    actor: User, reader: Reader, network: Network, seen: CheckRun, rows: Iterable[int]
) -> list[Correction]:
    """Accept the repairs that some findings propose: each becomes a correction.

    Raises
    ------
    Conflict
        The network has changed since the check.
    Invalid
        Nothing that was ticked proposes a repair, or a table has no key.
    """
    dataset = network.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    version = dataset.current
    if version is None or (seen.version_id, seen.revision) != (version.pk, network.revision):
        raise Conflict(
            _("Le réseau a changé depuis ce contrôle : attendez le suivant, puis recommencez.")
        )
    chosen = proposals(file_of(seen), rows)
    if not chosen:
        raise Invalid(_("Cochez au moins un constat qui propose une réparation."))
    if sum(len(proposal.changes) for proposal in chosen) > MOST_REPAIRS:
        raise Invalid(
            _("Au plus %(most)d valeurs à la fois : acceptez le reste ensuite.")
            % {"most": MOST_REPAIRS}
        )
    mendings = _Mendings(network, version).of(chosen)
    with transaction.atomic():
        made = correct_together(actor, reader, dataset, mendings)
        codes = sorted({proposal.code for proposal in chosen})
        record(
            actor,
            "network.repair",
            dataset,
            organisation=dataset.owner_id,
            values=len(made),
            checks=", ".join(codes),
        )
    return made


class _Mendings:
    """Repairs as corrections of the values that stand in the tables."""

    def __init__(self, network: Network, version: Version) -> None:
        self.mapping = network.read_mapping()
        self.stored = {t.table.name: t for t in version.tables.select_related("table")}
        self.relations = relations(version)

    def of(self, chosen: list[Proposal]) -> list[tuple[Table, Mending]]:
        """Give each value once: two checks may propose for the same one."""
        made: dict[tuple[str, str], tuple[Table, Mending]] = {}
        for proposal in chosen:
            for change in proposal.changes:
                table, mending = self._one(change, proposal.code)
                made.setdefault((change.ref, mending.column), (table, mending))
        return list(made.values())

    def _one(self, change: Change, code: str) -> tuple[Table, Mending]:
        name, _slash, key = change.ref.partition("/")
        stored, relation = self.stored[name], self.relations[name]
        if refusal := why_not(stored):
            raise Invalid(refusal)
        source = self.mapping.tables[name].fields[change.field]
        column = relation.require(source.column)
        reason = _("Contrôle %(code)s : %(title)s") % {"code": code, "title": CHECKS[code].title}
        mending = Mending(
            row_key=key,
            column=column.id,
            expected=cell_text(relation, key, column),
            value=written(source, change),
            reason=reason,
        )
        return stored.table, mending


def _survey(network: Network, version: Version, loaded: Loaded) -> Survey:
    rows = dict(version.tables.values_list("table__name", "records"))
    today = timezone.localdate()
    return Survey(loaded.elements, today, network.read_mapping(), rows, loaded.territory)


def _comparable(network: Network, version: Version) -> CheckRun | None:
    """Give the check before, if its rows can be told again in this version."""
    before = latest(network, but=(version, network.revision))
    if before is None:
        return None
    then = {stored.table_id: stored for stored in before.version.tables.all()}
    pairs = [(now, then.get(now.table_id, now)) for now in version.tables.all()]
    keyed = all(now.path == old.path or (now.has_key and old.has_key) for now, old in pairs)
    return before if keyed else None


def tidy() -> int:
    """Forget the findings of versions that were withdrawn, or from which rows were erased."""
    runs = CheckRun.objects.select_related("network__dataset", "version")
    stale = [one for one in runs if is_stale(one)]
    for old in stale:
        with transaction.atomic():
            put_aside([old.path])
            old.delete()
            if old.version_id == old.network.dataset.current_id and not old.version.gone_reason:
                ask_check(old.network, old.version)
    sweep()
    return len(stale)


def forget(network: Network) -> None:
    """Let go of the findings of a network that is one no longer, in the caller's transaction."""
    put_aside(network.checks.values_list("path", flat=True))


@transaction.atomic
def _keep(
    network: Network, version: Version, key: str, counts: dict[str, int], before: CheckRun | None
) -> CheckRun:
    same = CheckRun.objects.select_for_update().filter(
        network=network, version=version, revision=network.revision
    )
    put_aside(same.values_list("path", flat=True))
    kept, _new = CheckRun.objects.update_or_create(
        network=network,
        version=version,
        revision=network.revision,
        defaults={
            "path": key,
            "counts": counts,
            "sources": sources_of(version),
            "at": timezone.now(),
            "compared_to": before.version if before else None,
        },
    )
    old = network.checks.exclude(pk__in=network.checks.values("pk")[:KEPT_RUNS])
    put_aside(old.values_list("path", flat=True))
    old.delete()
    return kept
