"""Addresses of the app."""

from django.urls import path

from .views import communes, here, home, organisations, site

urlpatterns = [
    path("", home.home, name="home"),
    path("communes/", communes.communes, name="communes"),
    path("communes/<str:code>/", communes.commune, name="commune"),
    path("ma-commune/", communes.mine, name="my-commune"),
    path("ici/", here.here, name="here"),
    path("ici/carte.svg", here.sheet, name="here-sheet"),
    path("organismes/", organisations.organisations, name="organisations"),
    path("organismes/<slug:slug>/", organisations.organisation, name="organisation"),
    path("a-propos/", site.about, name="about"),
    path("plan-du-site/", site.site_map, name="site-map"),
    path("aide/", site.guide, name="guide"),
    path("sante", site.state, name="state"),
]
