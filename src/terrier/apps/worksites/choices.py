"""The words of worksites for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from terrier.domain.worksites.reading import Part
from terrier.domain.worksites.vocabulary import Kind, Occupation, State

KINDS = [
    (Kind.ELECTRICITY.value, _("électricité")),
    (Kind.TELECOM.value, _("télécommunications")),
    (Kind.GAS.value, _("gaz")),
    (Kind.WATER.value, _("eau potable")),
    (Kind.SEWER.value, _("assainissement")),
    (Kind.HEATING.value, _("chauffage")),
    (Kind.COOLING.value, _("climatisation")),
    (Kind.ROAD.value, _("voirie")),
    (Kind.PUBLIC_SPACE.value, _("aménagement")),
    (Kind.OTHER.value, _("autre")),
]
STATES = [
    (State.INTENTION.value, _("intention")),
    (State.PLANNED.value, _("prévu")),
    (State.ONGOING.value, _("en cours")),
    (State.INTERRUPTED.value, _("interrompu")),
    (State.DONE.value, _("terminé")),
    (State.CANCELLED.value, _("annulé")),
]
OCCUPATIONS = [
    (Occupation.NONE.value, _("aucune gêne")),
    (Occupation.NARROWED.value, _("chaussée rétrécie")),
    (Occupation.ALTERNATING.value, _("circulation alternée")),
    (Occupation.CLOSED.value, _("route barrée")),
    (Occupation.FOOTWAY.value, _("trottoir occupé")),
    (Occupation.PARKING.value, _("stationnement interdit")),
    (Occupation.OTHER.value, _("autre gêne")),
]
PARTS = {
    Part.TITLE: _("Titre"),
    Part.START: _("Début"),
    Part.END: _("Fin"),
    Part.STATE: _("État"),
    Part.KIND: _("Nature"),
    Part.ADDRESS: _("Adresse ou voie"),
    Part.OCCUPATION: _("Gêne pour la circulation"),
    Part.PRINCIPAL: _("Maître d’ouvrage"),
    Part.CONTRACTOR: _("Entreprise"),
    Part.DEPTH: _("Profondeur (m)"),
    Part.WIDTH: _("Largeur de tranchée (m)"),
    Part.DESCRIPTION: _("Description"),
    Part.CONTACT: _("Contact (jamais public)"),
    Part.IDENTIFIER: _("Identifiant du chantier"),
}
"""What a column may say, in the order of the form."""
