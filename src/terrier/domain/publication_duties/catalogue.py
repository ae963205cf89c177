"""The duties to publish that Terrier knows, each with its source and what a dataset for it is like.

`to_verify` says what was not read in the text of the law itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from terrier.domain.publication_duties.rules import (
    Rule,
    acts,
    communes_only,
    every_body,
    general,
    where,
)


@dataclass(frozen=True)
class Duty:
    """One thing that must be published."""

    code: str
    title: str
    source: str
    """Law, decree, article."""
    asks: str
    """What is to be published, in one sentence."""
    rule: Rule
    schemas: tuple[str, ...] = ()
    """Parts of the names of national schemas that fit."""
    words: tuple[str, ...] = ()
    """Words of titles that fit, without accents."""
    to_verify: str = ""
    made_here: str = ""
    """Name of the address where the platform itself meets the duty."""


DUTIES: dict[str, Duty] = {
    duty.code: duty
    for duty in (
        Duty(
            "repertoire", "Répertoire des informations publiques", "CRPA, L322-6 et R322-7",
            "La liste des principaux documents qui contiennent des informations publiques.",
            every_body, made_here="public-register",
            to_verify="le texte consolidé de R322-7 ; Terrier ne recense que ce qui est ici",
        ),
        Duty(
            "documents", "Documents communiqués sur demande", "CRPA, L312-1-1, 1° et 2°",
            "Les documents déjà communiqués à quelqu’un, ceux du répertoire, leurs mises à jour.",
            general, words=("documents communiques", "cada"),
        ),
        Duty(
            "bases", "Bases de données", "CRPA, L312-1-1, 3°",
            "Les bases tenues à jour, produites ou reçues, et pas encore diffusées.", general,
            words=("base de donnees", "inventaire"),
        ),
        Duty(
            "interet", "Données d’intérêt économique, social, sanitaire ou environnemental",
            "CRPA, L312-1-1, 4°",
            "Les données mises à jour de façon régulière dont la publication présente un intérêt.",
            general,
        ),
        Duty(
            "algorithmes", "Règles des principaux traitements algorithmiques", "CRPA, L312-1-3",
            "Les règles des traitements qui fondent des décisions individuelles.", general,
            words=("algorithme",), to_verify="le seuil, supposé le même que celui de L312-1-1",
        ),
        Duty(
            "deliberations", "Délibérations et actes", "CGCT, L2131-1 et L5211-3",
            "Les actes réglementaires et les délibérations, sous forme électronique.", acts,
            schemas=("scdl/deliberations",), words=("deliberation",),
            to_verify="le cas des syndicats",
        ),
        Duty(
            "decp", "Données essentielles de la commande publique",
            "Arrêté du 22 décembre 2022 ; code de la commande publique",
            "Les marchés et concessions, sur data.gouv.fr, depuis le 1er janvier 2024.", every_body,
            schemas=("decp",), words=("decp", "commande publique", "marches publics", "marches"),
            to_verify="le montant à partir duquel un marché est concerné",
        ),
        Duty(
            "subventions", "Subventions de plus de 23 000 €",
            "Loi 2000-321, article 10 ; décret 2017-779",
            "Les données essentielles des conventions de subvention de plus de 23 000 €.",
            where("Dès qu’une subvention de plus de 23 000 € est attribuée."),
            schemas=("scdl/subventions",), words=("subvention",),
        ),
        Duty(
            "bal", "Base adresse locale", "Loi 3DS (2022-217), article 169",
            "Les voies nommées, les numéros et leur position.", communes_only,
            schemas=("schema-bal",), words=("base adresse", "adresses"),
        ),
        Duty(
            "irve", "Bornes de recharge pour véhicules électriques",
            "Règlement (UE) 2023/1804 (AFIR) ; décrets 2017-26 et 2021-546",
            "La position et les caractéristiques des bornes ouvertes au public, et leur état.",
            where("Si l’organisme aménage des bornes ouvertes au public."),
            schemas=("schema-irve",), words=("irve", "borne", "recharge"),
        ),
        Duty(
            "mobilite", "Données de mobilité", "Règlement (UE) 2017/1926 ; loi LOM",
            "Horaires, arrêts, parkings, covoiturage, sur transport.data.gouv.fr.",
            where("Si l’organisme est autorité organisatrice de la mobilité ou gère ces services."),
            schemas=("schema-stationnement", "covoiturage"),
            words=("horaires", "arrets", "gtfs", "stationnement", "covoiturage", "mobilite"),
        ),
        Duty(
            "environnement", "Informations relatives à l’environnement",
            "Code de l’environnement, L124-1 à L124-8",
            "L’état de l’eau, de l’air, des sols, les rejets, et ce qui les touche.",
            where("Dès que l’organisme détient de telles informations ; il n’y a pas de seuil."),
            words=("eau", "air", "dechets", "qualite", "environnement", "rejets"),
        ),
        Duty(
            "inspire", "Données géographiques et leurs métadonnées",
            "Code de l’environnement, L127-1 et suivants (INSPIRE)",
            "Les séries de données géographiques des annexes, décrites et consultables.",
            where("Si l’organisme détient des données des thèmes d’INSPIRE."),
            words=("reseau", "zonage", "cadastre", "batiments", "plu"),
            to_verify="les thèmes des annexes qui concernent une collectivité",
        ),
        Duty(
            "valeur", "Jeux de données de forte valeur",
            "Règlement d’exécution (UE) 2023/138, depuis le 9 juin 2024",
            "Certaines séries, dans un format ouvert, par téléchargement et par API.",
            where("Si l’organisme détient une des séries de l’annexe."),
            to_verify="quelles séries de l’annexe concernent une collectivité",
        ),
        Duty(
            "services", "Rapports sur l’eau, l’assainissement et les déchets",
            "CGCT, D2224-1 à D2224-5 ; SISPEA",
            "Le rapport annuel et ses indicateurs, saisis sur SISPEA.",
            where("Si l’organisme exerce la compétence."),
            words=("rpqs", "sispea", "rapport annuel", "prix et la qualite"),
            to_verify="les délais en vigueur",
        ),
    )
}  # fmt: skip
