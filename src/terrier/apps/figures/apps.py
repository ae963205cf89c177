"""Django's registration of this app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.figures"

    def ready(self) -> None:
        """Add to the page of a dataset; be asked before an aggregate of the same rows is opened."""
        from . import pages, relatives, uses  # noqa: F401
