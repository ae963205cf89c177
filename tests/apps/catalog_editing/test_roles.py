"""Every act on a dataset × every kind of person: refused without a trace, or done with one."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog import actions
from terrier.apps.catalog.actions import corrections, metadata, policy, publication
from terrier.apps.catalog.actions.columns import describe_columns
from terrier.apps.catalog.models import Correction
from terrier.domain.access.policy import Visibility
from terrier.domain.kernel.errors import Refused

WHO = ["actor", "reader"]
LADDER = ("reader", "contributor", "publisher", "administrator")


@pytest.fixture
def acts(open_to, column):
    """Give every act, as a function of the person, on a dataset that all of them see."""
    dataset = open_to("internal")
    table = dataset.tables.get()

    def correction(state):
        return Correction.objects.create(
            table=table,
            row_key="S1",
            column=column("montant"),
            expected="1200.50",
            value="1250.00",
            found="1200.50",
            reason="x",
            state=state,
        )

    mending = corrections.Mending("S2", column("objet").stable_id, "Judo", "Judo club", "x")
    wanted = policy.Wanted(Visibility.RESTRICTED)
    held, lost = correction(Correction.State.ACTIVE), correction(Correction.State.CONFLICT)
    labels = {column("objet").stable_id: {"label": "Objet voté"}}
    revision = {"revision": dataset.policy_revision}
    return {
        "create_dataset": lambda who: metadata.create_dataset(*who, dataset.owner, "Autre"),
        "update_metadata": lambda who: metadata.update_metadata(*who, dataset, title="Aides"),
        "withdraw_dataset": lambda who: metadata.withdraw_dataset(*who, dataset, "doublon"),
        "describe_columns": lambda who: describe_columns(*who, dataset, labels),
        "change_policy": lambda who: policy.change_policy(*who, dataset, wanted, **revision),
        "publish": lambda who: publication.publish(*who, dataset, wanted, **revision),
        "unpublish": lambda who: publication.unpublish(*who, dataset, **revision),
        "correct": lambda who: corrections.correct(*who, dataset, table, mending),
        "correct_together": lambda who: corrections.correct_together(
            *who, dataset, [(table, mending)]
        ),
        "keep_correction": lambda who: corrections.keep_correction(*who, lost),
        "accept_value": lambda who: corrections.accept_value(*who, lost),
        "withdraw_correction": lambda who: corrections.withdraw_correction(*who, held),
    }


LEAST = {
    "create_dataset": "contributor",
    "update_metadata": "contributor",
    "withdraw_dataset": "publisher",
    "describe_columns": "contributor",
    "change_policy": "publisher",
    "publish": "publisher",
    "unpublish": "publisher",
    "correct": "contributor",
    "correct_together": "contributor",
    "keep_correction": "contributor",
    "accept_value": "contributor",
    "withdraw_correction": "contributor",
}


@pytest.mark.parametrize(("name", "least"), LEAST.items())
def test_refused_below_the_least_role_and_done_with_a_trace_from_it(acts, town, name, least):
    before = AuditEntry.objects.count()
    for who in ("neighbour", *LADDER[: LADDER.index(least)]):
        with pytest.raises(Refused):
            acts[name](town.people[who])
    user, reader = town.administrator
    with pytest.raises(Refused):
        acts[name]((user, reader.seen_as(reader)))
    assert AuditEntry.objects.count() == before
    acts[name](town.people[least])
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.first().actor == town.people[least].user


def test_the_table_of_roles_names_every_act(acts):
    """An act is a function of the package that takes who does it and with which rights."""
    written = {
        name
        for found in pkgutil.iter_modules(actions.__path__)
        for name, made in vars(import_module(f"{actions.__name__}.{found.name}")).items()
        if inspect.isfunction(made) and list(inspect.signature(made).parameters)[:2] == WHO
    }
    assert written == set(acts) == set(LEAST)
