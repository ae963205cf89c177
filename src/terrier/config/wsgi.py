"""The web process."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from terrier.apps.operations import presence
from terrier.lake import engine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrier.config.settings")
# Before anything imports the client: it decides on importing where it counts.
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.COUNTS))
settings.COUNTS.mkdir(parents=True, exist_ok=True)

application = get_wsgi_application()
# Addresses, and the views behind them, are loaded before the first visitor comes.
list(get_resolver().url_patterns)
presence.enter(settings.STORE.parent)
engine.configure(**settings.LAKE)
