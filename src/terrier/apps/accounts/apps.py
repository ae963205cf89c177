"""Django's registration of this app."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.accounts"

    def ready(self) -> None:
        """Listen to allauth, and have a table for the sign-in limits that processes share."""
        from . import signals  # noqa: F401 - importing connects

        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(using: str, verbosity: int = 0, **_more: Any) -> None:
    """Make the table of a cache kept in the database; nothing to do for the others."""
    call_command("createcachetable", database=using, verbosity=verbosity)
