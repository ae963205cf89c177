"""Every write about organisations, the people in them, and the territory itself."""

from ..reference import CommuneFacts
from .invitations import accept_invitation, find_invitation, invite, withdraw_invitation
from .organisations import change_organisation, create_organisation
from .people import (
    add_member,
    change_role,
    create_person,
    disable_person,
    enable_person,
    password_link,
    remove_member,
    set_account,
)
from .territory import prepare_fictional_territory, prepare_territory

__all__ = [
    "CommuneFacts",
    "accept_invitation",
    "add_member",
    "change_organisation",
    "change_role",
    "create_organisation",
    "create_person",
    "disable_person",
    "enable_person",
    "find_invitation",
    "invite",
    "password_link",
    "prepare_fictional_territory",
    "prepare_territory",
    "remove_member",
    "set_account",
    "withdraw_invitation",
]
