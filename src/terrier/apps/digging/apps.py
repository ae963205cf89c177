"""Django's registration of this app."""

from django.apps import AppConfig


class DiggingConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.digging"

    def ready(self) -> None:
        """Add what this app says to the pages of rows, and holds of people."""
        from . import keeping, pages  # noqa: F401
