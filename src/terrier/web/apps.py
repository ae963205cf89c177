"""Django's registration of the shell."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    """Templates, static files and template tags that every screen shares."""

    name = "terrier.web"
    label = "web"

    def ready(self) -> None:
        """Have both databases behave alike, and numbers agree in French."""
        from . import alike, plurals

        alike.register()
        plurals.register()
        connection_created.connect(alike.prepare_sqlite)
