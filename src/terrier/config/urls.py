"""The addresses of the whole site."""

from django.urls import include, path

urlpatterns = [
    # First: machines ask by the thousand, and every address before theirs would be tried each time.
    path("", include("terrier.apps.opening.urls")),
    path("", include("terrier.apps.portal.urls")),
    path("", include("terrier.web.urls")),
    path("", include("terrier.apps.accounts.urls")),
    path("compte/", include("allauth.urls")),
    path("", include("terrier.apps.territories.urls")),
    path("", include("terrier.apps.jobs.urls")),
    path("", include("terrier.apps.imports.urls")),
    path("", include("terrier.apps.catalog.urls")),
    path("", include("terrier.apps.worksites.urls")),
    path("", include("terrier.apps.interventions.urls")),
    path("", include("terrier.apps.sources.urls")),
    path("", include("terrier.apps.privacy.urls")),
    path("", include("terrier.apps.networks.urls")),
    path("", include("terrier.apps.digging.urls")),
    path("", include("terrier.apps.crossing.urls")),
    path("", include("terrier.apps.figures.urls")),
    path("", include("terrier.apps.stories.urls")),
    path("", include("terrier.apps.obligations.urls")),
    path("", include("terrier.apps.operations.urls")),
]
