"""Commands that the documents name can be typed."""

import argparse
import re
from importlib import import_module

import pytest

from terrier.cli.main import VERBS
from tests.docs.reading import ROOT, commands, documents, name_of, words_after

TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))


def options(verb: str) -> set[str]:
    parser = argparse.ArgumentParser()
    import_module(f"terrier.cli.{verb.replace('-', '_')}_verb").add_arguments(parser)
    return set(parser._option_string_actions)


def faults(words: list[str]) -> list[str]:
    if not words or not re.fullmatch(r"[a-z]+(-[a-z]+)*", words[0]):
        return []
    verb = words[0]
    if verb not in VERBS:
        return [verb]
    known = options(verb)
    asked = [w.partition("=")[0] for w in words if re.match(r"--?[a-z]", w)]
    return [f"{verb} {option}" for option in asked if option not in known]


def wrong_commands(text: str) -> list[str]:
    found = []
    for command in commands(text):
        words = words_after("terrier", command)
        if words is not None and not re.search(r"(systemctl|journalctl|apt|pip|adduser)", command):
            found += faults(words)
        targets = words_after("make", command)
        if targets and targets[0] not in TARGETS:
            found.append(f"make {targets[0]}")
    return found


@pytest.mark.parametrize("page", documents(), ids=name_of)
def test_verbs_options_and_targets_exist(page):
    assert wrong_commands(page.read_text()) == []


def test_a_wrong_command_is_found():
    text = "`terrier fly`, `terrier import --wings f` then\n```sh\nmake coffee   # hot\n```"
    assert wrong_commands(text) == ["make coffee", "fly", "import --wings"]


def test_every_verb_is_documented():
    guide = (ROOT / "docs/guides/exploitation.md").read_text()
    assert [verb for verb in VERBS if f"terrier {verb}" not in guide] == []


def test_both_first_pages_have_the_same_commands():
    english, french = (
        [
            re.sub(r"\S+@\S+", "ADDRESS", line.split("#")[0].strip())
            for line in re.findall(r"^(?:make|terrier) .*$", (ROOT / name).read_text(), re.M)
        ]
        for name in ("README.md", "LISEZMOI.md")
    )
    assert english == french
    assert "terrier user ADDRESS --admin" in english
