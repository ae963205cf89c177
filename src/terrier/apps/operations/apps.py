"""Django's registration of this app."""

from django.apps import AppConfig
from django.conf import settings

from terrier.connectors.remote import way_out


class OperationsConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.operations"

    def ready(self) -> None:
        """Tell connectors, which know no settings, how this instance reaches the web."""
        way_out.configure(proxy=settings.OUTGOING_PROXY, authorities=settings.OUTGOING_AUTHORITIES)
