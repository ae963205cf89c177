"""Django's registration of this app."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.networks"

    def ready(self) -> None:
        """Add what networks say to the pages of datasets and rows."""
        from . import pages  # noqa: F401
