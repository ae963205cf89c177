"""Django's registration of this app."""

from django.apps import AppConfig


class CrossingConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.crossing"

    def ready(self) -> None:
        """Listen to new versions of what crossings are made of."""
        from . import pages, repeats, sketching, tasks, uses  # noqa: F401
