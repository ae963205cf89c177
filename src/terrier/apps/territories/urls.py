"""Addresses of the app."""

from django.urls import path

from . import views_seen_as
from .views import account, demonstration, organisations, people, sign_in_rules, sign_on, trail

urlpatterns = [
    path("mon-compte/", account.account, name="account"),
    path("invitation/<str:token>/", account.invitation, name="invitation"),
    path("nouvel-organisme/", organisations.create, name="organisation-create"),
    path("organismes/<slug:slug>/modifier/", organisations.edit, name="organisation-edit"),
    path("organismes/<slug:slug>/membres/", people.members, name="members"),
    path("organismes/<slug:slug>/membres/inviter/", people.invite, name="member-invite"),
    path("organismes/<slug:slug>/membres/ajouter/", people.add, name="member-add"),
    path("membres/<int:pk>/role/", people.change_role, name="member-role"),
    path("membres/<int:pk>/droits/", people.set_rights, name="member-rights"),
    path("membres/<int:pk>/retirer/", people.remove, name="member-remove"),
    path("invitations/<int:pk>/retirer/", people.withdraw, name="invitation-withdraw"),
    path("personnes/", people.people, name="people"),
    path("personnes/<int:pk>/desactiver/", people.disable, name="person-disable"),
    path("personnes/<int:pk>/reactiver/", people.enable, name="person-enable"),
    path("personnes/<int:pk>/mot-de-passe/", people.password_link, name="person-password"),
    path("personnes/<int:pk>/sessions/", sign_in_rules.sessions, name="person-sessions"),
    path("personnes/<int:pk>/detacher/", sign_in_rules.unlink, name="person-unlink"),
    path("connexions/", sign_in_rules.rules, name="sign-in-rules"),
    path("connexions/regles/<int:pk>/retirer/", sign_in_rules.remove_rule, name="mapping-remove"),
    path("connexions/double-authentification/", sign_in_rules.set_duty, name="duty-set"),
    path("double-authentification/", sign_in_rules.second_factor_owed, name="second-factor"),
    path("connexion/rattacher/", sign_on.confirm_link, name="sign-on-confirm"),
    path("connexion/<slug:provider>/", sign_on.leave, name="sign-on"),
    path("connexion/<slug:provider>/rattacher/", sign_on.leave_to_link, name="sign-on-link"),
    path("connexion/<slug:provider>/retour/", sign_on.come_back, name="sign-on-return"),
    path("connexion/<slug:provider>/fin/", sign_on.signed_out_there, name="sign-on-ended"),
    path("deconnexion/<slug:provider>/", sign_on.signed_out, name="signed-out"),
    path("journal/", trail.read, name="trail"),
    path("journal/export.csv", trail.export, name="trail-export"),
    path("demonstration/lecteur", demonstration.change_reader, name="change-reader"),
    path("voir-comme/", views_seen_as.start, name="seen_as"),
    path("voir-comme/fin", views_seen_as.end, name="seen_as_end"),
]
