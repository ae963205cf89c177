"""Every kind of reader, with the rights that they should have written down by hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from terrier.apps.accounts.models import User
from terrier.domain.access.policy import Grant, Reader, Role
from tests.conftest import ON_POSTGRESQL
from tests.matrix.network import RIGHTS
from tests.matrix.world import CODES, World

NAMES = (
    "public",
    "stranger",
    "reader",
    "agent",
    "elected",
    "contributor",
    "publisher",
    "administrator",
    "instance",
    "administrator as public",
    "administrator as agent",
    "administrator as elected",
    "elected as agent",
    "stranger as agent",
)
ON_EACH_DATABASE = ("administrator", "public", "administrator as agent")
"""One of the root, nobody, one who looks as a person limited to a commune: whose queries differ.
The others differ from these in the `Reader` alone, made in Python. The first, who is answered
everywhere, is the one asked where a first case is enough (`tests/twice.py`)."""
ASKED = ON_EACH_DATABASE if ON_POSTGRESQL else NAMES
"""Whom the matrix asks for: everybody on SQLite, which shows whatever a reader is told too much."""


@dataclass(frozen=True)
class Someone:
    """A kind of reader: who signs in, what they look as, and what they are to the policy."""

    name: str
    user: User | None
    reader: Reader
    looks_as: tuple[str, str] | None = None

    def client(self) -> Client:
        """Open a browser in their name."""
        client = Client(raise_request_exception=False)
        if self.user:
            client.force_login(self.user)
        if self.looks_as:
            kind, organisation = self.looks_as
            client.post("/voir-comme/", {"kind": kind, "organisation": organisation})
        return client


def everybody(world: World) -> list[Someone]:
    """List them, in the order of `NAMES`."""
    root, other = world.root.pk, world.other_root.pk
    first, second, third = (c.pk for c in world.communes)
    under = frozenset({root, first, second, third})
    every = frozenset(CODES)
    plain = [
        Someone("public", None, Reader()),
        _signed(world, "stranger", other, Role.READER, {other}, other, set()),
        _signed(world, "reader", root, Role.READER, under, root, every),
        _signed(world, "agent", first, Role.CONTRIBUTOR, {first}, root, {CODES[0]}),
        _signed(world, "elected", second, Role.READER, {second}, root, {CODES[1]}),
        _signed(world, "contributor", root, Role.CONTRIBUTOR, under, root, every),
        _signed(world, "publisher", root, Role.PUBLISHER, under, root, every),
        _signed(world, "administrator", root, Role.ADMINISTRATOR, under, root, every),
        Someone(
            "instance",
            world.people["instance"],
            Reader(user=world.people["instance"].pk, instance_administrator=True),
        ),
    ]
    known = {someone.name: someone for someone in plain}
    public = Reader(read_only=True)
    agent = _prototype(first, Role.CONTRIBUTOR, root, CODES[0])
    elected = _prototype(second, Role.READER, root, CODES[1])
    looks = [
        ("administrator", "public", public, ("public", "")),
        ("administrator", "agent", agent, ("agent", str(first))),
        ("administrator", "elected", elected, ("elu", str(second))),
        ("elected", "agent", agent, ("agent", str(first))),
        ("stranger", "agent", agent, ("agent", str(first))),
    ]
    return plain + [
        Someone(f"{who} as {kind}", known[who].user, known[who].reader.seen_as(prototype), words)
        for who, kind, prototype, words in looks
    ]


def _signed(world, name, organisation, role, organisations, root, communes) -> Someone:
    user = world.people[name]
    reader = Reader(
        user=user.pk,
        grants=(Grant(organisation, role, RIGHTS.get(name, frozenset())),),
        organisations=frozenset(organisations),
        roots=frozenset({root}),
        communes=frozenset(communes),
    )
    return Someone(name, user, reader)


def _prototype(organisation: int, role: Role, root: int, code: str) -> Reader:
    return Reader(
        user=0,
        grants=(Grant(organisation, role),),
        organisations=frozenset({organisation}),
        roots=frozenset({root}),
        communes=frozenset({code}),
        read_only=True,
    )
