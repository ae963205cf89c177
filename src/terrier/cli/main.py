"""The `terrier` command: finds the verb, prepares Django, and says errors in a sentence."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

import django

from terrier import __version__
from terrier.cli import french
from terrier.domain.kernel.errors import TerrierError, no_room

VERBS = (
    "archive",
    "backup",
    "demo",
    "doctor",
    "erase",
    "export",
    "import",
    "init",
    "move-database",
    "restore",
    "serve",
    "upgrade",
    "user",
    "version",
    "worker",
)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; give the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrier.config.settings")
    french.speak()
    parser = argparse.ArgumentParser(
        prog="terrier", description="La plateforme territoriale de données."
    )
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERBE")
    modules = {}
    for verb in VERBS:
        module = import_module(f"terrier.cli.{verb.replace('-', '_')}_verb")
        modules[verb] = module
        described = f"{module.HELP[0].upper()}{module.HELP[1:]}."
        module.add_arguments(verbs.add_parser(verb, help=module.HELP, description=described))
    asked = parser.parse_args(arguments)
    try:
        if modules[asked.verb].NEEDS_DJANGO:
            django.setup()
        return int(modules[asked.verb].run(asked) or 0)
    except TerrierError as error:
        print(error.user_message, file=sys.stderr)
        return 1
    except OSError as error:
        sentence = _said(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _said(error: OSError) -> str | None:
    """Say what the system refused: a full disk, or a file that this account cannot reach."""
    full = no_room(error)
    if full is not None:
        return full.user_message
    if isinstance(error, FileNotFoundError):
        return f"« {error.filename} » n’existe pas."
    if isinstance(error, PermissionError):
        return f"Le compte qui lance la commande n’a pas accès à « {error.filename} »."
    return None


if __name__ == "__main__":
    sys.exit(main())
