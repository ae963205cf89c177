"""The switch from one installed release to another, with the system's own programs stood in for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "install-release"
STANDINS = {
    "python3": """
mkdir -p "$3/bin"
printf '#!/bin/sh\\nexit %s\\n' "$PIP_ENDS" > "$3/bin/pip"
printf '#!/bin/sh\\necho terrier "$@" >> "$TOLD"\\nexit %s\\n' "$UPGRADE_ENDS" > "$3/bin/terrier"
chmod +x "$3/bin/pip" "$3/bin/terrier"
""",
    "systemctl": 'echo systemctl "$@" >> "$TOLD"',
    "systemd-run": 'while [ "${1#--}" != "$1" ]; do shift; done; exec "$@"',
}


@pytest.fixture
def machine(tmp_path):
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, body in STANDINS.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    old = tmp_path / "releases" / "old"
    old.mkdir(parents=True)
    (tmp_path / "terrier").symlink_to(old)
    (tmp_path / "terrier-9.whl").touch()
    return tmp_path


def install(machine: Path, pip: int = 0, upgrade: int = 0) -> tuple[int, list[str]]:
    told = machine / "told"
    told.touch()
    done = subprocess.run(
        [SCRIPT, machine / "terrier-9.whl"],
        env={
            "PATH": f"{machine / 'programs'}:{os.environ['PATH']}",
            "RELEASES": str(machine / "releases"),
            "LINK": str(machine / "terrier"),
            "TOLD": str(told),
            "PIP_ENDS": str(pip),
            "UPGRADE_ENDS": str(upgrade),
        },
        capture_output=True,
        check=False,
    )
    return done.returncode, told.read_text().splitlines()


STOPPED = "systemctl stop terrier-worker terrier-web"
STARTED = "systemctl start terrier-web terrier-worker"


def test_the_link_leads_to_the_new_release_once_the_instance_is_upgraded(machine):
    assert install(machine) == (0, [STOPPED, "terrier upgrade", STARTED])
    assert (machine / "terrier").resolve().name.startswith("terrier-9-")
    assert (machine / "releases" / "old").exists()


def test_a_failed_upgrade_leaves_the_old_program_running(machine):
    assert install(machine, upgrade=1) == (1, [STOPPED, "terrier upgrade", STARTED])
    assert (machine / "terrier").resolve().name == "old"


def test_a_failed_installation_stops_nothing(machine):
    assert install(machine, pip=1) == (1, [])
    assert (machine / "terrier").resolve().name == "old"
    assert [p.name for p in (machine / "releases").iterdir()] == ["old"]


def test_a_folder_in_the_place_of_the_link_is_refused(machine):
    (machine / "terrier").unlink()
    (machine / "terrier").mkdir()
    assert install(machine) == (1, [])
