"""The systemd units: systemd itself reads them, and says how much they are exposed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SERVICES = sorted(DEPLOY.glob("*.service"))
pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd on this machine"
)


def as_here(folder: Path) -> list[Path]:
    """Copy the units with a program and an account that exist on any machine."""
    copies = []
    for unit in (*SERVICES, *DEPLOY.glob("*.timer")):
        text = unit.read_text().replace("/opt/terrier/bin/terrier", "/bin/true")
        text = text.replace("User=terrier", "User=daemon").replace("Group=terrier", "Group=daemon")
        (folder / unit.name).write_text(text)
        copies.append(folder / unit.name)
    return copies


def test_systemd_understands_every_line(tmp_path):
    said = subprocess.run(
        ["systemd-analyze", "verify", *map(str, as_here(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    ours = [line for line in said.stderr.splitlines() if str(tmp_path) in line]
    assert ours == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda p: p.name)
def test_services_are_hardly_exposed(service, tmp_path):
    as_here(tmp_path)
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", tmp_path / service.name],
        capture_output=True,
        text=True,
        check=False,
    )
    score = re.search(r"exposure level for \S+: ([\d.]+)", said.stdout)
    assert score, said.stderr
    assert float(score[1]) <= 2.0, said.stdout
