"""Addresses of the app."""

from django.urls import path

from . import views

urlpatterns = [
    # These two stand before allauth's pages of the same addresses.
    path("compte/login/", views.sign_in, name="account_login"),
    path("compte/password/reset/", views.password_reset, name="account_reset_password"),
    path("mon-compte/sessions/", views.sessions, name="sessions"),
    path("mon-compte/sessions/autres/", views.end_other_sessions, name="sessions-end-others"),
    path("mon-compte/sessions/<uuid:pk>/", views.end_session, name="session-end"),
]
