"""The web process."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from terrier.apps.operations import presence
from terrier.lake import engine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrier.config.settings")

application = get_wsgi_application()
presence.enter(settings.STORE.parent)
engine.configure(**settings.LAKE)
