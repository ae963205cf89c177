"""Django's registration of this app."""

from django.apps import AppConfig


class OpeningConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.opening"

    def ready(self) -> None:
        """Add the examples to the page of every dataset."""
        from . import dataset_page  # noqa: F401 - importing adds
