"""Words of worksites for templates: `{% load worksites_words %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from terrier.apps.worksites import presenting
from terrier.apps.worksites.models import Worksite
from terrier.domain.worksites.sharing import Advice
from terrier.domain.worksites.vocabulary import State

register = template.Library()


@register.filter
def span(worksite: Worksite) -> str:
    """Say from when to when."""
    return presenting.span(worksite)


@register.filter
def badge(state: str) -> str:
    """Give the colour of a state's badge."""
    return presenting.BADGES[State(state)]


@register.filter
def away(distance_m: float) -> str:
    """Say how far."""
    if distance_m < 1:
        return _("au même endroit")
    return _("à %(metres)d m") % {"metres": round(distance_m)}


@register.filter
def advice(value: Advice) -> str:
    """Say what is proposed, in two words."""
    return {
        Advice.SHARE: _("Partager la tranchée."),
        Advice.TRENCH_FIRST: _("La tranchée d’abord."),
        Advice.SURFACE_AFTER: _("Réfection après la tranchée."),
        Advice.NEW_SURFACE: _("Chaussée récente."),
        Advice.AGREE: _("À accorder."),
    }[value]
