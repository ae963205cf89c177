"""What the demonstration does with its networks once imported, by the acts of people."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset, Table
from terrier.apps.catalog.queries import open_table
from terrier.apps.interventions.actions import bringing
from terrier.apps.interventions.models import Intervention
from terrier.apps.networks.actions import declaring, sensitive, services
from terrier.apps.networks.models import Network, Service
from terrier.apps.networks.reading import relations
from terrier.apps.networks.tables import facts, proposed
from terrier.apps.territories import actions as territories
from terrier.apps.territories.actions.people import set_rights
from terrier.apps.territories.demonstration import ACCOUNTS
from terrier.apps.territories.models import Commune, Membership, Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.worksites.actions import feeding
from terrier.apps.worksites.models import Feed, Worksite
from terrier.domain.access.policy import Reader, Right, Role
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import ValveState
from terrier.domain.topology.mapping import FieldSource, NetworkMapping
from terrier.domain.worksites.reading import proposed as proposed_columns

from . import worksites
from .datasets import equipment, other_networks, road_works, sewer_network, water_network
from .manifest import Manifest
from .networks import cables
from .networks.rows import OPERATOR

BOARD_NAME = OPERATOR
EQUIPMENT = "equipements"
SENSITIVE = ("school", "college", "nursery", "care_home", "fire_station")
SENSITIVE_KINDS = tuple(" - ".join(equipment.TYPES[use][:2]) for use in SENSITIVE)
_VALVE_STATES = {
    "ouverte": ValveState.OPEN,
    "fermée": ValveState.CLOSED,
    "inconnu": ValveState.UNKNOWN,
    "hors service": ValveState.INOPERABLE,
}


@dataclass(frozen=True)
class _Served:
    """A service, and the dataset of its network."""

    slug: str
    name: str
    competence: str
    commodity: Commodity
    operator: str = OPERATOR
    management: str = "regie"


SERVICES = (
    _Served(
        water_network.SLUG, "Eau potable du Val de Virlane", "drinking_water",
        Commodity.DRINKING_WATER,
    ),
    _Served(
        sewer_network.SLUG, "Assainissement collectif du Val de Virlane", "sewer",
        Commodity.WASTEWATER,
    ),
    _Served(
        other_networks.ELECTRICITY, "Distribution d’électricité", "electricity",
        Commodity.ELECTRICITY, cables.ELECTRICITY, "propre",
    ),
    _Served(
        other_networks.GAS, "Distribution de gaz", "gas", Commodity.GAS, cables.GAS, "propre"
    ),
    _Served(
        other_networks.TELECOM, "Télécommunications", "telecom", Commodity.TELECOM,
        cables.TELECOM, "propre",
    ),
)  # fmt: skip


def prepare_board(root: Organisation, slug: str) -> Organisation:
    """Make the water board, an organisation below the grouping; one that exists is left alone."""
    known = Organisation.objects.filter(slug=slug).first()
    if known is not None:
        return known
    made = territories.create_organisation(
        SYSTEM, name=BOARD_NAME, kind=Organisation.Kind.PARTNER, parent=root
    )
    made.slug = slug
    made.save(update_fields=["slug"])
    return made


def give_rights(board: Organisation) -> None:
    """Let the agent work on the networks, and the administrator know the customers too."""
    agent = User.objects.get(email=ACCOUNTS["agent"].email)
    if not Membership.objects.filter(user=agent, organisation=board).exists():
        territories.add_member(SYSTEM, board, agent, Role.CONTRIBUTOR)
    mine = Membership.objects.get(user=agent, organisation=board)
    set_rights(SYSTEM, mine, frozenset({Right.OPERATE_NETWORK}))
    chief = Membership.objects.get(
        user__email=ACCOUNTS["administratrice"].email, organisation=board.parent
    )
    set_rights(SYSTEM, chief, frozenset(Right))


def use(manifest: Manifest, board: Organisation, actor: User, reader: Reader) -> None:
    """Declare the networks, read their breaks and the worksites; what is there is left alone."""
    for served in SERVICES:
        dataset = Dataset.objects.get(slug=served.slug)
        if not Network.objects.filter(dataset=dataset).exists():
            _declare(served, dataset, board, actor, reader)
    water = Network.objects.get(dataset__slug=water_network.SLUG)
    if not water.sensitive_tables.exists():
        _say_where_schools_are(water, actor, reader)
    if not Intervention.objects.exclude(brought_from=None).exists():
        _read_breaks(actor, reader)
    if not Worksite.objects.exists():
        _follow_road_works(actor, reader)
        worksites.inscribe(manifest.territory, board, actor, reader, timezone.localdate())


def _declare(
    served: _Served, dataset: Dataset, board: Organisation, actor: User, reader: Reader
) -> None:
    described = {
        "name": served.name,
        "competence": served.competence,
        "holder": board,
        "authority": board.parent.name if board.parent else "",
        "operator": served.operator,
        "management": served.management,
        "communes": Commune.objects.all(),
    }
    service = services.keep_service(actor, reader, Service(), described)
    mapping, _evidence = proposed(None, facts(dataset.current, relations(dataset.current)))
    declaring.declare(
        actor,
        reader,
        dataset,
        service=service,
        commodity=served.commodity,
        mapping=_with_valves(mapping) if served.slug == water_network.SLUG else mapping,
    )


def _say_where_schools_are(water: Network, actor: User, reader: Reader) -> None:
    """Let closures look for schools, nurseries and care homes among the public equipment."""
    table = Table.objects.filter(dataset__slug=EQUIPMENT).first()
    if table is not None:
        column = table.columns.get(name="type").stable_id
        sensitive.declare(actor, reader, water, table, column, SENSITIVE_KINDS)


def _with_valves(mapping: NetworkMapping) -> NetworkMapping:
    """Say which column tells whether valves turn, which the standard does not know."""
    codes = {text: state.value for text, state in _VALVE_STATES.items()}
    name = water_network.FITTINGS
    table = mapping.tables[name]
    fields = {**table.fields, "state": FieldSource(column="etatvanne", codes=codes)}
    return replace(mapping, tables={**mapping.tables, name: replace(table, fields=fields)})


def _read_breaks(actor: User, reader: Reader) -> None:
    lines = open_table(reader, water_network.SLUG, water_network.PIPES)
    repairs = open_table(reader, water_network.SLUG, water_network.REPAIRS)
    told = bringing.Mapping(pipe="idsuprepar", date="daterepar", id="idrepar", failure="defreparee")
    bringing.bring(actor, reader, lines, repairs, told)


def _follow_road_works(actor: User, reader: Reader) -> None:
    table = Table.objects.get(dataset__slug=road_works.SLUG)
    ids = dict(table.columns.filter(removed=False).values_list("name", "stable_id"))
    columns = {
        part: [ids[name] for name in names] for part, names in proposed_columns(list(ids)).items()
    }
    feed = feeding.follow(actor, reader, table, columns, publish=True)
    feeding.read(Feed.objects.select_related("table__dataset__owner", "set_by").get(pk=feed.pk))
