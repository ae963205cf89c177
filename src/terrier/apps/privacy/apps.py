"""Django's registration of this app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.privacy"

    def ready(self) -> None:
        """Add the sheet of the register to what is checked before a dataset is opened."""
        from terrier.apps.catalog.queries.publishing import publication_check

        from .queries.register import check

        publication_check(check)
