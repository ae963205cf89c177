"""Who may work with a network: technical rights, given beside a role."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import sight_of
from terrier.domain.access.policy import Reader, Right
from terrier.domain.kernel.errors import NotFound, Refused

from .models import Network


def may_operate(reader: Reader, network: Network) -> bool:
    """Say whether the reader may trace and close this network, and ask what lies underground."""
    policy = network.dataset.policy()
    return reader.holds(Right.OPERATE_NETWORK, policy) and sight_of(reader, network.dataset).visible


def may_see_customers(reader: Reader, network: Network) -> bool:
    """Say whether the reader may also know which customers are cut."""
    may = reader.holds(Right.SEE_CUSTOMERS, network.dataset.policy())
    return may and may_operate(reader, network)


def may_check(reader: Reader, network: Network) -> bool:
    """Say whether the reader may see what the checks found: who mends the network, or runs it."""
    return sight_of(reader, network.dataset).contributes or may_operate(reader, network)


def require_checker(reader: Reader, network: Network) -> None:
    """Refuse whoever neither contributes to the dataset nor operates the network.

    Raises
    ------
    NotFound
        The reader does not even see the dataset.
    Refused
        The reader sees it, and does neither.
    """
    if not sight_of(reader, network.dataset).visible:
        raise NotFound(_("Ce réseau n’existe pas, ou n’est pas ouvert à votre compte."))
    if not may_check(reader, network):
        raise Refused(
            _(
                "Les contrôles sont pour qui contribue à ce jeu de données ou exploite le réseau : "
                "une personne qui administre %(owner)s donne ces droits."
            )
            % {"owner": network.dataset.owner}
        )


def require_operator(reader: Reader, network: Network) -> None:
    """Refuse whoever may not operate the network, saying who gives the right.

    Raises
    ------
    NotFound
        The reader does not even see the dataset.
    Refused
        The reader sees it, and has not the right.
    """
    if not sight_of(reader, network.dataset).visible:
        raise NotFound(_("Ce réseau n’existe pas, ou n’est pas ouvert à votre compte."))
    if not may_operate(reader, network):
        raise Refused(
            _(
                "Il faut le droit « exploiter le réseau » dans %(owner)s : une personne qui "
                "administre cet organisme le donne sur la page de ses membres."
            )
            % {"owner": network.dataset.owner}
        )
