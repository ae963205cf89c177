"""Harvests a catalogue with udata's own DCAT backend, the one of data.gouv.fr; prints JSON.

Run by a Python that has udata and mongomock, which stands for its database.
"""

import json
import sys

import mongoengine.connection
import mongomock
import pymongo

pymongo.MongoClient = mongoengine.connection.MongoClient = mongomock.MongoClient

from udata import settings  # noqa: E402
from udata.app import create_app, standalone  # noqa: E402


class Settings(settings.Defaults):
    SECRET_KEY = "s" * 50
    API_TOKEN_SECRET = "t" * 50
    SECURITY_PASSWORD_SALT = "u" * 50
    SERVER_NAME = "udata.local"
    LANGUAGES = {"fr": "Français"}
    DEFAULT_LANGUAGE = "fr"
    CELERY_TASK_ALWAYS_EAGER = True
    CACHE_TYPE = "flask_caching.backends.SimpleCache"
    URLS_ALLOW_LOCAL = True
    URLS_ALLOW_PRIVATE = True


def harvest(address):
    from udata.core.dataset.models import Dataset, License
    from udata.core.organization.models import Organization
    from udata.harvest.backends.dcat import DcatBackend
    from udata.harvest.models import HarvestSource

    licence = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    License(id="lov2", title="Licence Ouverte 2.0", url=licence).save()
    License(id="notspecified", title="Non précisée").save()
    organisation = Organization(name="Val Clair", description="Un territoire").save()
    source = HarvestSource(
        name="Terrier", url=address, backend="dcat", organization=organisation
    ).save()
    job = DcatBackend(source, dryrun=False).harvest()
    return {
        "status": job.status,
        "errors": [e.message for e in job.errors],
        "items": {i.remote_id: [i.status, *(e.message for e in i.errors)] for i in job.items},
        "datasets": [described(dataset) for dataset in Dataset.objects],
    }


def described(dataset):
    return {
        "id": dataset.harvest.remote_id,
        "title": dataset.title,
        "licence": dataset.license.id if dataset.license else None,
        "frequency": dataset.frequency and str(dataset.frequency),
        "modified": str(dataset.harvest.modified_at),
        "geometry": bool(dataset.spatial and dataset.spatial.geom),
        "files": [[r.title, r.format, r.url] for r in dataset.resources],
        "schemas": [r.schema.url for r in dataset.resources if r.schema and r.schema.url],
    }


application = create_app(Settings)
standalone(application)
with application.app_context():
    print(json.dumps(harvest(sys.argv[1])))
