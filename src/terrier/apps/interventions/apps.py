"""Django's registration of this app."""

from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.interventions"

    def ready(self) -> None:
        """Add the log to the pages of rows and datasets, and its files to those that are kept."""
        from . import kept_files, pages  # noqa: F401
