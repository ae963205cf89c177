"""Peers: tipg and pygeoapi on PostGIS, with a cluster of its own."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import instance, server

TIPG = instance.WORK / "tipg" / "bin" / "python"
PYGEOAPI = instance.WORK / "pygeoapi" / "bin"
POSTGRES_USER = "postgres"


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def missing_server() -> str:
    """Say that there is no PostgreSQL here; nothing where there is."""
    return "" if _programs() else "PostgreSQL is not installed (postgresql-15-postgis-3)"


def missing() -> str:
    """Say what is not installed; nothing where all is there."""
    if without := missing_server():
        return without
    return "" if TIPG.exists() else f"tipg is not installed in {TIPG.parents[1]}"


def missing_extension(name: str) -> bool:
    """Say whether an extension of PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        return True
    version = programs.parent.name
    return not Path(f"/usr/share/postgresql/{version}/extension/{name}.control").exists()


@contextmanager
def cluster() -> Iterator[str]:
    """Run a PostgreSQL server on a free port; give the address of its database."""
    programs = _programs()
    assert programs is not None
    folder, port = Path("/var/tmp/terrier-benchmarks-postgres"), server.free_port()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if os.geteuid() == 0:
        account = pwd.getpwnam(POSTGRES_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    _as_postgres([programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "postgres"])
    settings = f"-p {port} -k {folder} -c shared_buffers=512MB -c max_parallel_workers=2"
    control = [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
    _as_postgres([*control, "-o", settings, "start"])
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        _as_postgres([*control, "-m", "fast", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(command: list[str | Path]) -> None:
    """Run a program of PostgreSQL, which refuses to be root."""
    user = POSTGRES_USER if os.geteuid() == 0 else None
    subprocess.run(
        [str(part) for part in command], user=user, group=user, check=True, cwd="/",
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def load(database: str, parquet: str) -> None:
    """Copy the million rows, with the index and the statistics that PostGIS works with."""
    import psycopg

    from terrier.lake import engine

    with engine.cursor() as db, psycopg.connect(database, autocommit=True) as target:
        columns = db.execute(f"DESCRIBE SELECT * FROM '{parquet}'").fetchall()
        kept = [(name, kind) for name, kind, *_ in columns if name not in ("geom", "_line", "_key")]
        target.execute("CREATE EXTENSION postgis")
        declared = ", ".join(f'"{name}" {_type(kind)}' for name, kind in kept)
        target.execute(f"CREATE TABLE equipements ({declared}, geom geometry(Point, 4326))")
        names = ", ".join(f'"{name}"' for name, _ in kept)
        text = instance.WORK / "postgis.csv"
        db.execute(
            f"COPY (SELECT {names}, ST_AsHEXWKB(geom) FROM '{parquet}') TO '{text}' (HEADER false)"
        )
        order = "COPY equipements FROM STDIN (FORMAT csv)"
        with target.cursor().copy(order) as copy, text.open("rb") as rows:
            while block := rows.read(1 << 20):
                copy.write(block)
        target.execute('ALTER TABLE equipements ADD PRIMARY KEY ("_row")')
        target.execute("CREATE INDEX ON equipements USING gist (geom)")
        target.execute("VACUUM ANALYZE equipements")
        text.unlink()


def _type(kind: str) -> str:
    return {"VARCHAR": "text"}.get(kind, kind.lower())


@contextmanager
def tipg(database: str, processes: int) -> Iterator[server.Served]:
    """Serve the database by tipg on uvicorn."""
    port = server.free_port()
    command = [
        str(TIPG), "-m", "uvicorn", "tipg.main:app", "--port", str(port),
        "--workers", str(processes), "--log-level", "error",
    ]  # fmt: skip
    with server.started(
        command, port, "/healthz", DATABASE_URL=database, TIPG_DB_SCHEMAS='["public"]'
    ) as served:
        yield served


@contextmanager
def pygeoapi(database: str) -> Iterator[server.Served]:
    """Serve the database by pygeoapi, as its own image does: gunicorn with threads."""
    port, folder = server.free_port(), instance.WORK / "pygeoapi"
    address = urlsplit(database)
    provider = {
        "type": "feature",
        "name": "PostgreSQL",
        "data": {
            "host": address.hostname,
            "port": address.port,
            "dbname": "postgres",
            "user": address.username,
            "password": "none",
            "search_path": ["public"],
        },
        "id_field": "_row",
        "table": "equipements",
        "geom_field": "geom",
    }
    config, openapi = folder / "config.yml", folder / "openapi.yml"
    # JSON is YAML.
    config.write_text(json.dumps({**_service(port), "resources": {"equipements": {
        "type": "collection",
        "title": "equipements",
        "description": "equipements",
        "keywords": ["equipements"],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90]}},
        "providers": [provider],
    }}}))  # fmt: skip
    settings = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    generate = [str(PYGEOAPI / "pygeoapi"), "openapi", "generate", str(config)]
    with openapi.open("wb") as out:
        subprocess.run(generate, check=True, stdout=out, env={**os.environ, **settings})
    command = [
        str(PYGEOAPI / "gunicorn"), "--workers", "1", "--threads", "8",
        "--bind", f"127.0.0.1:{port}", "pygeoapi.flask_app:APP",
    ]  # fmt: skip
    with server.started(command, port, "/conformance?f=json", **settings) as served:
        yield served


def _service(port: int) -> dict[str, object]:
    """Write what pygeoapi must be told besides the data."""
    here = "http://127.0.0.1"
    words = {"title": "bench", "description": "bench", "keywords": ["bench"]}
    blank = ["position", "address", "city", "stateorprovince", "postalcode", "country", "phone",
             "fax", "hours", "instructions"]  # fmt: skip
    contact = {"name": "bench", "email": "a@example.org", "url": here, "role": "owner"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "language": "en-US",
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                **words,
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": here,
            },
            "license": {"name": "none", "url": here},
            "provider": {"name": "bench", "url": here},
            "contact": {**contact, **dict.fromkeys(blank, "")},
        },
    }
