"""What a reader may not be told, and how to look for it in an answer."""

from __future__ import annotations

import gzip
import io
import zipfile

import pyarrow.parquet as pq
from django.http import HttpResponse

from terrier.domain.access.policy import Policy, Role, Visibility, sight
from tests.matrix.network import WITHHELD
from tests.matrix.readers import Someone
from tests.matrix.world import CODES, MASKED, World, secrets_of


def forbidden(world: World, someone: Someone) -> list[str]:
    """List the markers that this reader may never be answered."""
    found = [m for name in world.datasets for m in _of_dataset(world, someone, name)]
    if outside(world, someone):
        found += WITHHELD
    role = someone.reader.role_in((world.root.pk,))
    if not (role and role.includes(Role.CONTRIBUTOR)):
        found += ["zqtitreattente", "zqfichierattente", "zqligneattente"]
    for name, crossing in world.crossings.items():
        if not sight(someone.reader, crossing.dataset.policy()).visible:
            found.append(f"zqtitre{name}")
    # What is internal to the root, and what is reserved to its first commune.
    if world.root.pk not in someone.reader.roots:
        found += ["zqchantier", "zqtranchee", "zqpage"]
    if not reads_reserved(world, someone):
        found.append("zqreservee")
    return found + _of_people(world, someone)


def reads_reserved(world: World, someone: Someone) -> bool:
    """Say whether somebody reads the page of the root that is shared with its first commune."""
    shared = Policy(
        Visibility.RESTRICTED, (world.root.pk,), shared_with=frozenset({world.communes[0].pk})
    )
    return sight(someone.reader, shared).visible


def outside(world: World, someone: Someone) -> bool:
    """Say whether somebody is shown the network of the root from outside."""
    return sight(someone.reader, world.water.dataset.policy()).outside


def own_traces(world: World, someone: Someone, page: str) -> tuple[str, ...]:
    """Give what a page of traces may name: what one did oneself, or what one answers for."""
    mine = someone.user in (world.people["administrator"], world.people["instance"])
    if page == "account" and mine:
        # What one did oneself is told in its words: which row was matched by hand.
        return ("zqtitre", "zqfichier", "zqligne")
    if page in ("jobs", "job", "rest-jobs", "rest-job") and mine:
        return ("zqtitre", "zqfichier")
    if page in ("trail", "trail-export") and someone.reader.instance_administrator:
        # The trail keeps what people wrote in place of what, for whoever answers for the instance.
        titles = ("zqtitre", "zqpage", "zqreservee", "zqchantier", "zqtranchee")
        return (*titles, "zqfichier", "zqdescription", "zqligne")
    return ()


def leaked(body: str, markers: list[str]) -> list[str]:
    """Give the markers that stand in an answer."""
    return [marker for marker in markers if marker in body]


def body_of(response: HttpResponse) -> str:
    """Read an answer whole, out of whatever it is packed in."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    headers = str(sorted(response.headers.items()))
    return f"{headers}\n{unpacked(raw)}"


def unpacked(raw: bytes) -> str:
    """Write bytes as text, out of gzip, zip or Parquet."""
    if raw.startswith(b"\x1f\x8b"):
        return unpacked(gzip.decompress(raw))
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "\n".join(f"{n}\n{unpacked(archive.read(n))}" for n in archive.namelist())
    if raw.startswith(b"PAR1"):
        table = pq.read_table(io.BytesIO(raw))
        return f"{table.schema}\n{table.schema.metadata}\n{table.to_pylist()}"
    return raw.decode("utf-8", errors="replace")


def _of_dataset(world: World, someone: Someone, name: str) -> list[str]:
    dataset, secrets = world.datasets[name], secrets_of(name)
    seen = sight(someone.reader, dataset.policy())
    if not seen.visible:
        return [marker for markers in secrets.values() for marker in markers]
    found = [] if seen.contributes else [*secrets["files"]]
    if dataset.policy().owner_lineage[-1] not in someone.reader.roots:
        found += secrets["log"]
    if world.column("masque", MASKED[0]).stable_id in seen.masked:
        found += secrets["masked"] if name == "masque" else []
    for n, code in enumerate(CODES):
        hidden = seen.communes is not None and code not in seen.communes
        if hidden or dataset.gone_reason:
            found += secrets[f"commune {n}"]
    return found


def _of_people(world: World, someone: Someone) -> list[str]:
    """E-mail addresses are for people of the same root."""
    if someone.reader.instance_administrator:
        return []
    root = world.root.pk
    ours = root in someone.reader.roots
    administers = someone.reader.role_in((root,)) is Role.ADMINISTRATOR
    hidden = [] if administers else ["zqmailinvite"]
    for name, user in world.people.items():
        theirs = name in ("stranger", "neighbour", "instance")
        itself = someone.user is not None and user.pk == someone.user.pk
        if not itself and (theirs or not ours):
            hidden.append(f"zqmail{name}")
    return hidden
