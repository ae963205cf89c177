"""`terrier user`: creates an account, gives it a role or a new password."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys

HELP = "crée un compte, lui donne un rôle ou un nouveau mot de passe"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the e-mail address, the name and the role."""
    parser.add_argument("email", metavar="COURRIEL", help="adresse, qui sert d’identifiant")
    parser.add_argument("--name", default="", metavar="NOM", help="nom affiché")
    parser.add_argument("--admin", action="store_true", help="administre toute l’instance")
    parser.add_argument(
        "--organisation", metavar="ORGANISME", help="où la personne travaille, identifiant court"
    )
    parser.add_argument(
        "--role",
        choices=["reader", "contributor", "publisher", "administrator"],
        default="reader",
        help="lire, contribuer, publier ou administrer dans l’organisme (reader)",
    )
    parser.add_argument(
        "--password",
        action="store_true",
        help="change le mot de passe d’un compte qui existe ; un nouveau compte en demande un",
    )
    parser.add_argument(
        "--generate-password", action="store_true", help="tire un mot de passe et l’affiche"
    )


def run(asked: argparse.Namespace) -> None:
    """Create or change the account."""
    from terrier.apps.accounts.models import User
    from terrier.apps.territories.actions import set_account

    password = None
    if asked.generate_password:
        password = secrets.token_urlsafe(12)
    elif asked.password or not User.objects.filter(email=asked.email.lower()).exists():
        password = _ask_password()
    user, created = set_account(
        asked.email,
        asked.name,
        password,
        instance_administrator=asked.admin,
        organisation=asked.organisation,
        role=asked.role,
    )
    print(f"{'Compte créé' if created else 'Compte mis à jour'} : {user.email}")
    if asked.generate_password:
        print(f"Mot de passe : {password}")
    elif not created:
        print(
            "Mot de passe changé." if password else "Mot de passe inchangé (--password le change)."
        )


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass("Mot de passe : ")
