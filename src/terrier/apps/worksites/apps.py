"""Django's registration of this app."""

from django.apps import AppConfig


class WorksitesConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.worksites"

    def ready(self) -> None:
        """Listen to new versions of the datasets that worksites come from."""
        from . import tasks  # noqa: F401
