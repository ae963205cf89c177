"""`network_import`: a hundred thousand pipes through the door, with every check."""

from __future__ import annotations

from benchmarks import instance, raepa_network
from benchmarks.figures import Run
from benchmarks.processes import phases

TITLE = "A network of 100 000 pipes: from the RAEPA file to what the checks find"
PIPES = 100_000
FILE = instance.WORK / "raepa.gpkg"


def measure(run: Run) -> None:
    """Bring the network in, declare it, check it."""
    raepa_network.make(FILE, PIPES)
    phases(instance.child("instance"), instance.environment())
    found = phases(instance.child("network_door", str(FILE)), instance.environment())[-1]
    told = found.told
    run.detail = {"megabytes": FILE.stat().st_size / 1e6, **vars(found)}
    findings = sum(told["counts"].values())
    rows = sum(told["rows"].values())
    note = f"{rows:,} rows in three tables; {findings:,} findings"
    run.add("Import with all checks", float(told["seconds"]), "s", most=60, note=note)
    run.add("of which reading and typing", float(told["read"]), "s")
    run.add("of which writing the version", float(told["run"]), "s")
    run.add("of which declaring the network", float(told["declare"]), "s")
    run.add("of which the checks, from the lake to the file of findings", float(told["check"]), "s")
    run.add("Processor time of all the processes", float(told["processor"]), "s")
    run.add("Peak memory, shared pages counted in each", found.peak_mb, "MB")
