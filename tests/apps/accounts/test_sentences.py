"""Every action that the code writes to the trail can be read as a sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.accounts.sentences import SENTENCES, label, sentence

APPS = Path(__file__).resolve().parents[3] / "src" / "terrier"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
GIVEN = {"who", "what"}


def calls():
    """Find the calls that write to the trail, directly or through an app's `_record`."""
    for file in APPS.rglob("*.py"):
        text = file.read_text()
        # To parse what calls nothing would take seconds of each process that collects tests.
        for node in ast.walk(ast.parse(text)) if "record(" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "_record"}:
                yield file, node


def written():
    """Give each action written, with the details that its call names (None: not known here)."""
    for file, call in calls():
        literals = [a.value for a in call.args if isinstance(a, ast.Constant)]
        actions = [v for v in literals if isinstance(v, str) and ACTION.fullmatch(v)]
        direct = call.func.id == "record"
        named = {k.arg for k in call.keywords}
        known = named if direct and None not in named else None
        yield from ((action, known, file) for action in actions)


ACTIONS = list(written())


def test_the_search_finds_the_calls():
    assert len({action for action, _, _ in ACTIONS}) > 25


@pytest.mark.parametrize("action", sorted({action for action, _, _ in ACTIONS}))
def test_every_action_has_a_sentence(action):
    assert action in SENTENCES


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_every_sentence_is_of_an_action_that_exists(action):
    assert action.split(":")[0] in {written for written, _, _ in ACTIONS}


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_a_sentence_says_only_what_the_entry_holds(action):
    asked = {name for _, name, _, _ in Formatter().parse(str(SENTENCES[action])) if name} - GIVEN
    for other, details, file in ACTIONS:
        if other == action and details is not None:
            assert asked <= details, file


def entry(**fields) -> AuditEntry:
    made = {"actor_label": "Claire Morel <c@val.example>", "object_label": "Déchets", "detail": {}}
    return AuditEntry(**(made | fields))


def test_a_sentence_names_who_and_what():
    said = sentence(entry(action="dataset.publish"))
    assert said == "Claire Morel a publié le jeu de données «\u00a0Déchets\u00a0»"


def test_a_dataset_made_public_is_said_so():
    changed = {"visibility": {"before": "internal", "after": "public"}}
    said = sentence(entry(action="dataset.publish", detail=changed))
    assert said == "Claire Morel a rendu public le jeu de données «\u00a0Déchets\u00a0»"


def test_what_an_old_entry_lacks_is_a_dash():
    assert sentence(entry(action="version.commit")).startswith(
        "Claire Morel a mis en place la version – "
    )


def test_an_action_of_an_older_release_is_still_shown():
    assert sentence(entry(action="well.dug")) == "Claire Morel : well.dug « Déchets »"


def test_braces_in_a_name_are_no_placeholders():
    assert "{who}" in sentence(entry(action="dataset.publish", object_label="{who}"))


def test_the_label_of_a_choice_leaves_gaps():
    assert label("dataset.publish") == "… a publié le jeu de données « … »"
