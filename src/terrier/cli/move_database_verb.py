"""`terrier move-database`: carries the instance to another database, and proves it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terrier.apps.operations.moving import Carried

HELP = "transporte l’instance dans une autre base, et le vérifie"
NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address of the database to fill."""
    parser.add_argument(
        "url",
        metavar="ADRESSE",
        help="postgresql://compte@hôte/base, ou sqlite:////chemin/terrier.sqlite3",
    )


def run(asked: argparse.Namespace) -> int:
    """Carry everything, print what was carried; 1 when a table differs (nothing is kept then)."""
    from terrier.apps.operations.moving import move_database

    carried = move_database(asked.url)
    print("\n".join(_report(carried)))
    if not all(table.identical for table in carried):
        print("Des tables diffèrent : la base de destination n’a rien gardé.")
        return 1
    print(
        f"{sum(table.after.rows for table in carried)} lignes de {len(carried)} tables relues à "
        "l’identique. Donnez maintenant cette adresse à DATABASE_URL, puis redémarrez le site et "
        "les travaux. Ce qui serait encore écrit dans l’ancienne base n’est pas transporté."
    )
    return 0


def _report(carried: list[Carried]) -> list[str]:
    width = max(len(table.table) for table in carried)
    lines = [f"{'table':{width}}  {'lues':>9}  {'écrites':>9}  empreinte"]
    for table in carried:
        proof = f"{table.after.digest:064x}"[:12] if table.identical else "DIFFÉRENTE"
        lines.append(
            f"{table.table:{width}}  {table.before.rows:>9}  {table.after.rows:>9}  {proof}"
        )
    return lines
