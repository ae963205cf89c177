"""Django's registration of this app."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.stories"

    def ready(self) -> None:
        """Say which files pages name, and what they add to the page of a question."""
        from . import kept_files, sections, uses  # noqa: F401
