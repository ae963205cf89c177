"""The database that an instance enters: whose it is, and whether it may be filled."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import AuditEntry, User
from terrier.apps.territories.models import Organisation
from terrier.domain.kernel.errors import Invalid, Refused
from terrier.web import databases

from .rows import carried_models, tally_of

ALIAS = "target"
MADE_BY_OTHERS = {"django_migrations", "terrier_cache", "terrier_figures", "spatial_ref_sys"}
"""Tables beside the models: Django's, the cache's, those of PostGIS."""


class Mark(models.Model):
    """What a move left at its target; no part of what moves, and so outside the apps.

    Kept the way Django keeps its list of applied migrations.
    """

    instance = models.CharField(max_length=64)
    tallies = models.JSONField()

    class Meta:
        apps = Apps()
        app_label = "operations"
        db_table = "terrier_move"

    def __str__(self) -> str:
        return self.instance


@contextmanager
def opened(url: str) -> Iterator[BaseDatabaseWrapper]:
    """Open the database at an address beside the current one."""
    try:
        described = databases.at(url)
    except ImproperlyConfigured as error:
        raise Invalid(
            _("Cette adresse de base n’est pas comprise. Formes possibles : %(shapes)s")
            % {"shapes": databases.SHAPES}
        ) from error
    if "sqlite" in str(described["ENGINE"]) and not Path(str(described["NAME"])).parent.is_dir():
        raise Invalid(_("Le dossier du fichier de destination n’existe pas."))
    known = {**connections.settings, ALIAS: described}
    connections.settings.update(connections.configure_settings(known))
    there = connections[ALIAS]
    try:
        there.ensure_connection()
    except DatabaseError as error:
        raise Refused(
            _("La base de destination ne répond pas : %(why)s") % {"why": str(error).strip()}
        ) from error
    try:
        yield there
    finally:
        there.close()


def refuse_unsuitable(here: BaseDatabaseWrapper, there: BaseDatabaseWrapper) -> None:
    """Refuse the current database itself, another program's, another instance's; change nothing."""
    if _place(here) == _place(there):
        raise Refused(_("Cette adresse est celle de la base actuelle."))
    tables = set(there.introspection.table_names())
    ours = {model._meta.db_table for model in carried_models()} | {Mark._meta.db_table}
    if tables - ours - MADE_BY_OTHERS and User._meta.db_table not in tables:
        raise Refused(
            _("Cette base contient les tables d’un autre programme. Donnez une base vide.")
        )
    mark = _mark(there) if Mark._meta.db_table in tables else None
    if mark is not None and mark.instance != _instance():
        raise _of_another()
    if mark is None and User._meta.db_table in tables and _inhabited(there):
        raise _of_another()


def prepare(there: BaseDatabaseWrapper) -> None:
    """Make the tables that are not there yet; a run killed meanwhile goes on from there."""
    call_command("migrate", database=there.alias, verbosity=0, interactive=False)
    if Mark._meta.db_table not in there.introspection.table_names():
        with there.schema_editor() as editor:
            editor.create_model(Mark)


def hold(there: BaseDatabaseWrapper) -> None:
    """Let nobody else write until the end (SQLite holds its whole file from the first word)."""
    if there.vendor == "postgresql":
        tables = [model._meta.db_table for model in carried_models()]
        with there.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(map(there.ops.quote_name, tables))}")


def refuse_used_since(there: BaseDatabaseWrapper) -> None:
    """Refuse a target where somebody has worked since the last move."""
    mark = _mark(there)
    if mark is None:
        if _inhabited(there):
            raise _of_another()
        return
    for model in carried_models():
        left = mark.tallies.get(model._meta.db_table)
        if left != str(tally_of(model, there)):
            raise Refused(
                _(
                    "On a travaillé dans cette base depuis le dernier transport (table "
                    "%(table)s) : la remplir de nouveau effacerait ce travail. Pour recommencer "
                    "quand même, donnez une base vide."
                )
                % {"table": model._meta.db_table}
            )


def mark(there: BaseDatabaseWrapper, tallies: dict[str, str]) -> None:
    """Note whose the content is and what it was, in the transaction that brought it."""
    kept = Mark.objects.using(there.alias)
    kept.all().delete()
    kept.create(instance=_instance(), tallies=tallies)


def _mark(there: BaseDatabaseWrapper) -> Mark | None:
    return Mark.objects.using(there.alias).first()


def _inhabited(there: BaseDatabaseWrapper) -> bool:
    """Say whether anybody has done anything: whatever is done has an author, a place or a trace."""
    tables = there.introspection.table_names()
    return any(
        model._meta.db_table in tables and model._base_manager.using(there.alias).exists()
        for model in (User, Organisation, AuditEntry)
    )


def _instance() -> str:
    """Tell instances apart without telling their secret."""
    return hmac.new(settings.SECRET_KEY.encode(), b"terrier move", hashlib.sha256).hexdigest()


def _place(database: BaseDatabaseWrapper) -> tuple[object, ...]:
    if database.vendor != "postgresql":
        return (database.vendor, Path(database.settings_dict["NAME"]).resolve())
    with database.cursor() as cursor:
        cursor.execute("SELECT current_database(), system_identifier FROM pg_control_system()")
        return (database.vendor, *cursor.fetchone())


def _of_another() -> Refused:
    return Refused(_("Cette base contient déjà les données d’une instance. Donnez une base vide."))
