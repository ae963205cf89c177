"""Every page template: nothing for axe to say, no sideways scroll, complete without JavaScript."""

from __future__ import annotations

import pytest

from tests.browser.axe import violations

NARROW = {"width": 320, "height": 700}

PAGES = {
    "network-checks": ("administrator", "/reseaux/eau-du-bourg/controles/", "constats"),
    "network-sensitive": (
        "administrator",
        "/jeux/eau-du-bourg/reseau/etablissements/",
        "Tables regardées",
    ),
    "document-add": (
        "secretary",
        "/jeux/points-de-collecte/t/points/joindre/?cle=P07",
        "50 Mo au plus",
    ),
    "home": ("public", "/", "J’ai un fichier"),
    "catalogue": ("public", "/catalogue/", "Tonnages de déchets par commune"),
    "catalogue-search": ("public", "/catalogue/?q=dechet", "Tonnages de déchets par commune"),
    "catalogue-nothing": ("public", "/catalogue/?q=introuvable", "introuvable"),
    "dataset-chart": ("public", "/jeux/tonnages-de-dechets-par-commune/", "Ordures ménagères"),
    "dataset-map": ("public", "/jeux/points-de-collecte/", "Point 1"),
    "dataset-contributor": ("secretary", "/jeux/points-de-collecte/", "Décrire"),
    "row": ("public", "/jeux/points-de-collecte/t/{points}/lignes/3/", "P02"),
    "compare": ("public", "/jeux/tonnages-de-dechets-par-commune/comparer/", "ajoutées"),
    "bring": ("secretary", "/importer/", "fichier"),
    "proposal": ("secretary", "/importer/{pending}/", "Identifiant"),
    "receipt": ("secretary", "/jeux/subventions-aux-associations/recepisse/1/", "subventions.csv"),
    "repair": (
        "secretary",
        "/jeux/subventions-aux-associations/recepisse/1/reparer/{grants}/",
        "mille deux cents",
    ),
    "jobs": ("secretary", "/travaux/", "ravaux"),
    "describe": ("secretary", "/jeux/points-de-collecte/decrire/", "Titre"),
    "columns": ("secretary", "/jeux/points-de-collecte/colonnes/", "Bacs"),
    "policy": ("secretary", "/jeux/points-de-collecte/visibilite/", "Public"),
    "publish": ("secretary", "/jeux/jours-de-permanence/publier/", "licence"),
    "corrections": ("secretary", "/jeux/points-de-collecte/corrections/", "orrection"),
    "correct": ("secretary", "/jeux/points-de-collecte/t/{points}/lignes/3/corriger/", "Bacs"),
    "withdraw": ("secretary", "/jeux/points-de-collecte/retirer/", "Retirer"),
    "organisations": ("public", "/organismes/", "Val Clair"),
    "organisation": ("public", "/organismes/val-clair/", "Val Clair"),
    "organisation-edit": ("administrator", "/organismes/val-clair/modifier/", "Nom"),
    "members": ("administrator", "/organismes/val-clair/membres/", "secretaire@val.example"),
    "people": ("administrator", "/personnes/", "secretaire@val.example"),
    "audit": ("administrator", "/journal/", "publi"),
    "account": ("secretary", "/mon-compte/", "mot de passe"),
    "sessions": ("secretary", "/mon-compte/sessions/", "celle-ci"),
    "person-sessions": ("administrator", "/personnes/1/sessions/", "Connexions de"),
    "sign-in-rules": ("administrator", "/connexions/", "Double authentification"),
    "login": ("public", "/compte/login/", "Mot de passe"),
    "password": ("public", "/compte/password/reset/", "mot de passe"),
    "style": ("public", "/style/", "outon"),
    "cross": ("secretary", "/croiser/points-de-collecte/{points}/", "Compter par zone"),
    "cross-compose": (
        "secretary",
        "/croiser/points-de-collecte/{points}/composer/?avec=communes&comment=inside",
        "Enregistrer ce croisement",
    ),
    "crossings": ("public", "/croisements/", "roisement"),
    "communes": ("public", "/communes/", "Aubrac"),
    "commune": ("public", "/communes/96001/", "Aubrac"),
    "worksites": ("public", "/chantiers/", "Conduite de la rue Haute"),
    "worksite": ("secretary", "/chantiers/1/", "Partager la tranchée"),
    "worksite-new": ("secretary", "/chantiers/nouveau/", "Tracé ou coordonnées"),
    "worksite-feeds": ("administrator", "/chantiers/sources/", "Points de collecte"),
    "here": ("public", "/ici/", "rue"),
    "here-point": ("public", "/ici/?lat=46.51&lon=4.81&rayon=500", "Point"),
    "health": ("public", "/sante", "fonctionne|base de données"),
    "help": ("public", "/aide/", "ichier"),
    "about": ("public", "/a-propos/", "Terrier"),
    "accessibility": ("public", "/accessibilite/", "ccessib"),
    "legal": ("public", "/mentions-legales/", "entions"),
    "contact": ("public", "/contact/", "essage"),
    "terms-of-api": ("public", "/cgu-api/", "API"),
    "public-register": ("public", "/repertoire-informations-publiques/", "Tonnages de déchets"),
    "reversibility": ("public", "/reversibilite/", "terrier archive"),
    "obligations": ("administrator", "/obligations/", "Mentions légales"),
    "site-page": ("administrator", "/obligations/pages/legal/", "Hébergeur"),
    "inbox": ("administrator", "/obligations/messages/", "essage"),
    "rgaa": ("administrator", "/obligations/accessibilite/", "Consultation"),
    "rgaa-theme": ("administrator", "/obligations/accessibilite/3/", "contraste"),
    "duties": ("administrator", "/organismes/val-clair/obligations/", "avis juridique"),
    "archives": ("secretary", "/archives/", "Préparer"),
    "dataset-archive": ("secretary", "/jeux/points-de-collecte/archive/", "Sort final"),
    "personal-data": ("public", "/donnees-personnelles/", "personnelles"),
    "site-map": ("public", "/plan-du-site/", "atalogue"),
    "not-found": ("public", "/jeux/inconnu/", "n’existe pas"),
    "refused": ("reader", "/importer/", "rôle"),
}
"""Who looks, where, and words that the page must hold."""
ERRORS = {"not-found": 404, "refused": 403}


@pytest.fixture
def visit(open_page, site):
    """Open a page of the list."""

    def visited(name: str, **options):
        who, address, _words = PAGES[name]
        page = open_page(who, **options)
        if name in ERRORS:
            page.watch.excuse(str(ERRORS[name]))
        page.goto(address.format(pending=site.pending, points="points", grants="subventions"))
        return page

    return visited


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_a_narrow_screen_never_scrolls_sideways(visit, name):
    page = visit(name)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == [], "in the dark"
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"], widest(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_without_javascript(visit, name):
    page = visit(name, java_script_enabled=False)
    text = page.locator("body").inner_text()
    values = page.locator("input, textarea").evaluate_all("all => all.map((e) => e.value)")
    words = PAGES[name][2].split("|")
    assert any(word.casefold() in f"{text} {values}".casefold() for word in words)
    assert page.locator("main h1").count() == 1


def widest(page) -> list[str]:
    """Name what reaches beyond the edge."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")]
        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 8).map((e) => e.outerHTML.slice(0, 140))"""
    )
