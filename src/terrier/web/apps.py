"""Django's registration of the shell."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    """Templates, static files and template tags that every screen shares."""

    name = "terrier.web"
    label = "web"

    def ready(self) -> None:
        """Have both databases behave alike."""
        from . import alike

        alike.register()
        connection_created.connect(alike.prepare_sqlite)
