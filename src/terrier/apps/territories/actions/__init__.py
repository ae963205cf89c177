"""Every write about organisations, the people in them, and the territory itself."""

from ..reference import CommuneFacts
from .invitations import accept_invitation, find_invitation, invite, withdraw_invitation
from .organisations import change_organisation, create_organisation
from .people import (
    add_member,
    change_role,
    close_sessions,
    create_person,
    disable_person,
    enable_person,
    password_link,
    remove_member,
    set_account,
    set_rights,
)
from .sign_in_rules import add_rule, remove_rule, set_duty
from .sign_on import link, unlink, welcome
from .territory import prepare_fictional_territory, prepare_territory

__all__ = [
    "CommuneFacts",
    "accept_invitation",
    "add_member",
    "add_rule",
    "change_organisation",
    "change_role",
    "close_sessions",
    "create_organisation",
    "create_person",
    "disable_person",
    "enable_person",
    "find_invitation",
    "invite",
    "link",
    "password_link",
    "prepare_fictional_territory",
    "prepare_territory",
    "remove_member",
    "remove_rule",
    "set_account",
    "set_duty",
    "set_rights",
    "unlink",
    "welcome",
    "withdraw_invitation",
]
