"""A value is mended with what stood there, and conflicts are settled by people."""

from __future__ import annotations

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog import authority
from terrier.apps.catalog.actions.correcting import apply_now
from terrier.apps.catalog.actions.corrections import (
    Mending,
    accept_value,
    correct,
    keep_correction,
    withdraw_correction,
)
from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Correction, VersionTable
from terrier.apps.jobs.models import Job
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused
from terrier.lake.cells import cell_text

ACTIVE, CONFLICT, WITHDRAWN = (
    Correction.State.ACTIVE,
    Correction.State.CONFLICT,
    Correction.State.WITHDRAWN,
)


@pytest.fixture
def mend(draft, column, town):
    def do(name, expected, value, *, key="S1", reason="vérifié", who=town.contributor):
        mending = Mending(key, column(name).stable_id, expected, value, reason)
        return correct(*who, draft, draft.tables.get(), mending)

    return do


@pytest.fixture
def conflict(mend, draft, add_version):
    made = mend("montant", "1200.50", "1250")
    add_version(draft, [("S1", "96001", "Fanfare", "1300.00", "2024-03-01", None)])
    made.state, made.found = CONFLICT, "1300.00"
    made.save()
    return made


def test_a_correction_keeps_what_stood_there_and_asks_for_a_version(mend, town):
    made = mend("montant", "1200.50", "1 250,5")
    assert (made.expected, made.value, made.state) == ("1200.50", "1250.50", ACTIVE)
    assert made.author == town.contributor.user
    job = Job.objects.get(kind="catalog.correct")
    assert job.payload == {"correction_id": made.pk, "standing": "1200.50"}
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry.action == "correction.create"
    assert (entry.detail["row"], entry.detail["value"]) == ("S1", "1250.50")


def test_a_date_is_read_as_people_write_it(mend):
    assert mend("versee_le", "2024-03-01", "03/04/2024").value == "2024-04-03"


def test_an_empty_value_can_be_filled_and_a_full_one_emptied(mend):
    assert mend("telephone", None, "03 85 00 00 02", key="S2").expected is None
    assert mend("telephone", "03 85 00 00 01", "").value is None


def test_a_correction_of_a_correction_still_expects_what_the_file_says(mend, draft, add_version):
    first = mend("objet", "Fanfare", "Fanfare municipale")
    add_version(draft, [("S1", "96001", "Fanfare municipale", "1200.50", "2024-03-01", None)])
    second = mend("objet", "Fanfare municipale", "La Fanfare")
    first.refresh_from_db()
    assert first.state == WITHDRAWN
    assert (second.expected, second.value) == ("Fanfare", "La Fanfare")
    job = Job.objects.filter(kind="catalog.correct").order_by("-created_at").first()
    assert job.payload["standing"] == "Fanfare municipale"


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (("montant", "1200.50", "beaucoup"), Invalid, "écrivez un nombre"),
        (("montant", "1200.50", "12,345"), Invalid, "trop de chiffres"),
        (("montant", "1200.50", "1200,5"), Invalid, "la même"),
        (("montant", "999.00", "1250"), Conflict, "1200.50"),
        (("numero", "S1", "S9"), Invalid, "clé"),
    ],
)
def test_what_cannot_be_mended_is_said(mend, given, error, words):
    with pytest.raises(error, match=words):
        mend(*given)
    assert not Correction.objects.exists()


def test_a_reason_and_an_existing_row_are_needed(mend):
    with pytest.raises(Invalid, match="pourquoi"):
        mend("montant", "1200.50", "1250", reason=" ")
    with pytest.raises(NotFound):
        mend("montant", "1200.50", "1250", key="S9")


def test_a_table_without_key_is_not_corrected(mend):
    VersionTable.objects.update(has_key=False)
    with pytest.raises(Invalid, match="pas de clé"):
        mend("montant", "1200.50", "1250")


def test_keeping_a_correction_takes_the_new_value_as_expected(conflict, town):
    Job.objects.all().delete()
    keep_correction(*town.contributor, conflict)
    assert (conflict.expected, conflict.value, conflict.found) == ("1300.00", "1250.00", None)
    assert conflict.state == ACTIVE
    assert Job.objects.get().payload == {"correction_id": conflict.pk, "standing": "1300.00"}
    assert AuditEntry.objects.first().action == "correction.keep"


def test_a_correction_of_a_row_that_is_gone_cannot_be_kept(conflict, draft, add_version, town):
    add_version(draft, [("S2", "96001", "Judo", "800.00", "2024-03-01", None)])
    with pytest.raises(NotFound, match="S1"):
        keep_correction(*town.contributor, conflict)
    accept_value(*town.contributor, conflict)
    assert conflict.state == WITHDRAWN


def test_accepting_the_value_of_the_file_ends_the_correction(conflict, town):
    Job.objects.all().delete()
    accept_value(*town.contributor, conflict)
    assert conflict.state == WITHDRAWN
    assert not Job.objects.exists()
    assert AuditEntry.objects.first().action == "correction.accept"
    with pytest.raises(Conflict, match="déjà"):
        keep_correction(*town.contributor, conflict)


def test_a_correction_is_applied_no_more(mend, town):
    made = mend("montant", "1200.50", "1250")
    withdraw_correction(*town.contributor, made)
    assert made.state == WITHDRAWN
    assert AuditEntry.objects.first().action == "correction.withdraw"
    with pytest.raises(Conflict):
        withdraw_correction(*town.contributor, made)


@pytest.mark.parametrize("who", ["reader", "neighbour"])
def test_others_correct_and_settle_nothing(open_to, conflict, mend, town, who):
    open_to("internal")
    person = town.people[who]
    with pytest.raises(Refused):
        mend("objet", "Fanfare", "Orphéon", who=person)
    for act in (keep_correction, accept_value, withdraw_correction):
        with pytest.raises(Refused):
            act(*person, conflict)
    conflict.refresh_from_db()
    assert conflict.state == CONFLICT


def test_a_correction_becomes_a_version_that_says_nothing_of_its_reason(mend, draft, town):
    made = mend("telephone", "03 85 00 00 01", "03 85 11 11 11", reason="numéro de M. Dupont")
    version = apply_now(made, made.expected, lambda _step, _share: None)
    assert (version.number, version.mode) == (2, "correction")
    assert "Dupont" not in version.note
    draft.refresh_from_db()
    stored = draft.current.tables.get()
    relation = authority.relation(sight_of(town.contributor.reader, draft), draft, stored)
    column = next(c for c in relation.columns if c.name == "telephone")
    assert cell_text(relation, "S1", column) == "03 85 11 11 11"
    assert cell_text(relation, "S3", column) == "03 85 00 00 03"
