"""A table in the columns of a national schema."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from terrier.apps.catalog.streams import LimitedStream
from terrier.apps.opening.doors import door
from terrier.apps.opening.harvesting import national
from terrier.apps.opening.ogc.collections import open_collection
from terrier.domain.kernel.errors import NotFound
from terrier.lake import export


@door
def national_file(request: HttpRequest, collection: str) -> HttpResponse:
    """Send the rows as the CSV that was found to obey a schema."""
    opened = open_collection(request.reader, collection).opened
    known = national.current([opened.stored]) if opened.public else {}
    found = known.get(opened.stored.pk)
    if found is None:
        raise NotFound(_("Cette table n’a pas de fichier conforme à un schéma national."))
    relation = national.written(opened.relation, found.columns)
    made = export.stream(relation, labels=True)
    response = StreamingHttpResponse(LimitedStream(made.chunks), content_type=made.media_type)
    name = f"{opened.dataset.slug}-{found.schema.rpartition('/')[2]}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
