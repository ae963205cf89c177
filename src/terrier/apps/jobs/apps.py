"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.jobs"

    def ready(self) -> None:
        """Find the handlers of every app."""
        autodiscover_modules("tasks")
