"""Django's registration of this app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Settings of the app."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "terrier.apps.figures"
