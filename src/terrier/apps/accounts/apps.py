"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.accounts"

    def ready(self) -> None:
        """Listen to allauth."""
        from . import signals  # noqa: F401 - importing connects
