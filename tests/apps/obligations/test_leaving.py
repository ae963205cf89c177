"""What the reversibility page promises exists."""

from __future__ import annotations

import argparse
import shlex
from importlib import import_module

import pytest

from terrier.apps.obligations import leaving
from terrier.cli.main import VERBS
from tests.docs.reading import ROOT


@pytest.mark.parametrize("command", leaving.COMMANDS, ids=lambda c: c.name)
def test_its_commands_can_be_typed(command):
    program, verb, *arguments = shlex.split(command.name)
    assert program == "terrier"
    assert verb in VERBS
    parser = argparse.ArgumentParser(exit_on_error=False)
    import_module(f"terrier.cli.{verb}_verb").add_arguments(parser)
    parser.parse_args(arguments)


def test_its_doors_answer_everybody(client, place):
    for door in leaving.doors():
        path = "/" + door.name.split("/", 3)[3]
        assert client.get(path).status_code == 200, path


def test_its_files_are_those_of_the_guide():
    guide = (ROOT / "docs/guides/exploitation.md").read_text()
    for file in leaving.FILES:
        assert f"`{file.name}`" in guide


def test_the_page_tells_them_all(client, place):
    text = client.get("/reversibilite/").content.decode()
    for named in (*leaving.COMMANDS, *leaving.FILES, *leaving.doors()):
        assert named.name in text
    assert "Demander une archive" not in text
