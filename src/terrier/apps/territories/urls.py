"""Addresses of the app."""

from django.urls import path

from . import views_seen_as
from .views import account, demonstration, organisations, people, trail

urlpatterns = [
    path("mon-compte/", account.account, name="account"),
    path("invitation/<str:token>/", account.invitation, name="invitation"),
    path("nouvel-organisme/", organisations.create, name="organisation-create"),
    path("organismes/<slug:slug>/modifier/", organisations.edit, name="organisation-edit"),
    path("organismes/<slug:slug>/membres/", people.members, name="members"),
    path("organismes/<slug:slug>/membres/inviter/", people.invite, name="member-invite"),
    path("organismes/<slug:slug>/membres/ajouter/", people.add, name="member-add"),
    path("membres/<int:pk>/role/", people.change_role, name="member-role"),
    path("membres/<int:pk>/retirer/", people.remove, name="member-remove"),
    path("invitations/<int:pk>/retirer/", people.withdraw, name="invitation-withdraw"),
    path("personnes/", people.people, name="people"),
    path("personnes/<int:pk>/desactiver/", people.disable, name="person-disable"),
    path("personnes/<int:pk>/reactiver/", people.enable, name="person-enable"),
    path("personnes/<int:pk>/mot-de-passe/", people.password_link, name="person-password"),
    path("journal/", trail.read, name="trail"),
    path("journal/export.csv", trail.export, name="trail-export"),
    path("demonstration/lecteur", demonstration.change_reader, name="change-reader"),
    path("voir-comme/", views_seen_as.start, name="seen_as"),
    path("voir-comme/fin", views_seen_as.end, name="seen_as_end"),
]
