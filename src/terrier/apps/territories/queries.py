"""Composed reads about organisations and the people in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import NotFound
from terrier.web.alike import plain

from .models import Commune, Membership, Organisation
from .permissions import administered_organisations

PUBLIC = Reader()


def person(reader: Reader) -> User | None:
    """Give the person behind a reader; None for the command line."""
    return User.objects.get(pk=reader.user) if reader.user is not None else None


def reader_of(user: User | None) -> Reader:
    """Build the reader that the authority knows from a signed-in person (or nobody)."""
    if user is None or not user.is_authenticated or not user.is_active:
        return PUBLIC
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    return _reader(user, list(memberships))


def _reader(user: User, held: list[Membership]) -> Reader:
    organisations = Organisation.objects.descendants([m.organisation_id for m in held])
    communes = Commune.objects.filter(organisations__in=organisations).distinct()
    return Reader(
        user=user.pk,
        grants=tuple(m.grant() for m in held),
        organisations=organisations,
        roots=frozenset(m.organisation.lineage()[-1] for m in held),
        communes=frozenset(code for c in communes.only("code", "former_codes") for code in c.codes),
        instance_administrator=user.instance_administrator,
    )


def organisation_named(slug: str) -> Organisation:
    """Find an organisation by its address on the site."""
    found = Organisation.objects.select_related("parent", "commune").filter(slug=slug).first()
    if found is None:
        raise NotFound(_("Cet organisme n’existe pas."))
    return found


def organisations_to_write_for(
    reader: Reader, role: Role = Role.CONTRIBUTOR
) -> QuerySet[Organisation]:
    """Give the organisations in whose name the reader may write, or publish."""
    if reader.read_only:
        return Organisation.objects.none()
    lineages = Organisation.objects.lineages()
    roles = {pk: reader.role_in(lineage) for pk, lineage in lineages.items()}
    mine = [pk for pk, held in roles.items() if held and held.includes(role)]
    return Organisation.objects.filter(pk__in=mine).order_by("name__plain")


def candidates(organisation: Organisation) -> QuerySet[User]:
    """Give the people of the same territory who do not belong to the organisation yet."""
    territory = Organisation.objects.descendants([organisation.lineage()[-1]])
    near = User.objects.filter(memberships__organisation__in=territory, is_active=True)
    others = near.exclude(memberships__organisation=organisation)
    return others.order_by("name__plain", "pk").distinct()


def people_of(reader: Reader) -> QuerySet[User]:
    """Give everybody in what the reader administers, with their roles there."""
    mine = administered_organisations(reader)
    roles = Membership.objects.filter(organisation__in=mine).select_related("organisation")
    people = User.objects.order_by("name__plain", "pk")
    if not reader.instance_administrator:
        people = people.filter(memberships__organisation__in=mine).distinct()
    return people.prefetch_related(Prefetch("memberships", roles, to_attr="roles_here"))


@dataclass(frozen=True)
class Branch:
    """An organisation with what stands below it."""

    organisation: Organisation
    below: tuple[Branch, ...]


def trees() -> tuple[Branch, ...]:
    """Give every organisation, as trees, in two levels or more."""
    children: dict[int | None, list[Organisation]] = {}
    for organisation in sorted(Organisation.objects.select_related("commune"), key=_in_a_list):
        children.setdefault(organisation.parent_id, []).append(organisation)
    return tuple(_branch(root, children) for root in children.get(None, []))


def _in_a_list(organisation: Organisation) -> str:
    """Look for « Commune d’Azay » under A."""
    commune = organisation.commune
    return plain(commune.name if commune else organisation.name) or ""


def _branch(organisation: Organisation, children: dict[int | None, list[Organisation]]) -> Branch:
    below = children.get(organisation.pk, [])
    return Branch(organisation, tuple(_branch(o, children) for o in below))


def members_with(commune: Commune) -> list[Commune]:
    """Give the communes of the same territory, itself included; all, where it belongs to none."""
    lineages = Organisation.objects.lineages()
    held = commune.organisations.values_list("pk", flat=True)
    roots = {lineages[pk][-1] for pk in held}
    mine = [pk for pk, lineage in lineages.items() if lineage[-1] in roots]
    known = Commune.objects.order_by("code")
    return list(known.filter(organisations__in=mine).distinct() if mine else known)


def land_digest() -> str:
    """Sum up what is known of the communes: it belongs in the key of what shows or draws them."""
    digest = hashlib.sha256()
    told = ("code", "name", "former_codes", "population", "outline")
    for *said, outline in Commune.objects.order_by("code").values_list(*told):
        digest.update(repr(said).encode())
        digest.update(bytes(outline or b""))
    return digest.hexdigest()[:32]


def territory_bounds() -> tuple[float, float, float, float] | None:
    """Give west, south, east and north of all the communes in degrees; None without outlines."""
    boxes = list(Commune.objects.filter(bbox__isnull=False).values_list("bbox", flat=True))
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)
