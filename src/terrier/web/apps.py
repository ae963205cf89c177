"""Django's registration of the shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags that every screen shares."""

    name = "terrier.web"
    label = "web"
