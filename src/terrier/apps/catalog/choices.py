"""The short lists that describe a dataset."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """What a dataset is about, in the words of a town hall."""

    ADMINISTRATION = "administration", _("Vie municipale")
    BUILDINGS = "batiments", _("Bâtiments et équipements")
    CULTURE = "culture", _("Culture, sport et loisirs")
    WASTE = "dechets", _("Déchets")
    ECONOMY = "economie", _("Économie et emploi")
    EDUCATION = "education", _("Enfance et éducation")
    ENERGY = "energie", _("Énergie et climat")
    ENVIRONMENT = "environnement", _("Environnement")
    FINANCE = "finances", _("Finances et subventions")
    MOBILITY = "mobilite", _("Mobilité et voirie")
    NETWORKS = "reseaux", _("Eau et réseaux")
    POPULATION = "population", _("Population et territoire")
    HEALTH = "sante", _("Santé et solidarité")
    SAFETY = "securite", _("Sécurité et risques")
    TOURISM = "tourisme", _("Tourisme")
    PLANNING = "urbanisme", _("Urbanisme")


class Licence(models.TextChoices):
    """Licences that a local authority uses (list of the decree D323-2-1 CRPA, and others)."""

    ETALAB_2 = "etalab-2.0", _("Licence Ouverte 2.0")
    ODBL_1 = "ODbL-1.0", _("ODbL 1.0")
    CC_BY_4 = "CC-BY-4.0", _("CC BY 4.0")
    CC0_1 = "CC0-1.0", _("CC0 1.0 (domaine public)")
    INTERNAL = "interne", _("Usage interne")


class Frequency(models.TextChoices):
    """How often the owner promises to update."""

    CONTINUOUS = "continuous", _("en continu")
    DAILY = "daily", _("chaque jour")
    WEEKLY = "weekly", _("chaque semaine")
    MONTHLY = "monthly", _("chaque mois")
    QUARTERLY = "quarterly", _("chaque trimestre")
    SEMIANNUAL = "semiannual", _("deux fois par an")
    ANNUAL = "annual", _("chaque année")
    IRREGULAR = "irregular", _("irrégulière")
    NEVER = "never", _("jamais (archive)")


DAYS_BETWEEN_UPDATES = {
    Frequency.CONTINUOUS: 1,
    Frequency.DAILY: 1,
    Frequency.WEEKLY: 7,
    Frequency.MONTHLY: 31,
    Frequency.QUARTERLY: 92,
    Frequency.SEMIANNUAL: 183,
    Frequency.ANNUAL: 366,
}
"""Longest time between two updates that keep the promise, in days."""
