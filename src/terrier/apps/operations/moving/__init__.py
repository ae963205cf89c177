"""Moving an instance from its database to another one: SQLite, PostgreSQL, either direction."""

from .carrying import Carried, move_database

__all__ = ["Carried", "move_database"]
