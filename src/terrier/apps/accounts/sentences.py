"""What each action of the trail says, as a French sentence.

Keys of `AuditEntry.detail` may stand in a sentence; what an old entry lacks shows as a dash.
`action:public` is said instead of `action` where the visibility became public, and so on.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import AuditEntry

SENTENCES: dict[str, str | Promise] = {
    "session.open": _("{who} a ouvert une session"),
    "session.emergency": _(
        "{who} a ouvert une session par le mot de passe de secours, depuis l’adresse {address}"
    ),
    "session.end": _("{who} a fermé une de ses sessions ({device})"),
    "session.end_others": _("{who} a fermé ses autres sessions ({sessions})"),
    "session.end_all": _("{who} a fermé les sessions de {what} ({sessions})"),
    "sign_on.create": _("{who} a ouvert un compte à {what}, qui vient de « {provider} »"),
    "sign_on.link": _("{who} a rattaché le compte de {what} à « {provider} » ({identity})"),
    "sign_on.unlink": _("{who} a détaché le compte de {what} de « {provider} » ({identity})"),
    "sign_on.lost": _("{who} a fermé les sessions de {what}, que « {provider} » ne confirme plus"),
    "sign_on.logout": _("{who} a fermé des sessions de {what}, à la demande de « {provider} »"),
    "mapping.add": _(
        "{who} a ajouté une règle de « {provider} » : {what} donne le rôle « {role} » dans {place}"
    ),
    "mapping.remove": _(
        "{who} a retiré une règle de « {provider} » : {what} ne donne plus le rôle « {role} » "
        "dans {place}"
    ),
    "second_factor.duty": _(
        "{who} a changé qui doit avoir une double authentification : « {before} » est devenu "
        "« {after} »"
    ),
    "password.change": _("{who} a changé son mot de passe"),
    "password.reset": _("{who} a choisi un nouveau mot de passe par un lien"),
    "mfa.add": _("{who} a activé une seconde preuve de connexion ({kind})"),
    "mfa.remove": _("{who} a retiré une seconde preuve de connexion ({kind})"),
    "person.create": _("{who} a créé le compte de {what}"),
    "person.rename": _("{who} a changé son nom (auparavant « {before} »)"),
    "person.email": _("{who} a changé son adresse électronique (auparavant {before})"),
    "person.disable": _("{who} a désactivé le compte de {what}"),
    "person.enable": _("{who} a réactivé le compte de {what}"),
    "person.password_link": _("{who} a fait un lien de nouveau mot de passe pour {what}"),
    "person.password": _("{who} a donné un nouveau mot de passe à {what}"),
    "person.instance_administrator": _("{who} a confié l’administration de l’instance à {what}"),
    "token.make": _("{who} a créé le jeton d’accès « {what} » pour {days} jours ({permits})"),
    "token.revoke": _("{who} a révoqué le jeton d’accès « {what} »"),
    "webhook.add": _("{who} fait prévenir l’adresse {what} des nouvelles versions"),
    "webhook.remove": _("{who} ne fait plus prévenir l’adresse {what}"),
    "membership.add": _("{who} a donné à {what} le rôle « {role} » dans {place}"),
    "membership.change": _(
        "{who} a changé le rôle de {what} dans {place} : « {before} » est devenu « {role} »"
    ),
    "network.declare": _("{who} a déclaré que {what} est un réseau du service « {service} »"),
    "network.repair": _(
        "{who} a accepté les réparations proposées par les contrôles {checks} sur {what} "
        "({values} valeurs)"
    ),
    "network.download": _("{who} a téléchargé le réseau « {what} » ({format})"),
    "network.undeclare": _("{who} ne lit plus {what} comme un réseau"),
    "service.add": _("{who} a décrit le service « {detail} »"),
    "service.change": _("{who} a modifié le service « {detail} »"),
    "service.remove": _("{who} a retiré le service « {detail} »"),
    "membership.rights": _(
        "{who} a donné à {what} les droits techniques « {rights} » dans {place}"
    ),
    "membership.remove": _("{who} a retiré {what} de {place} (rôle « {role} »)"),
    "membership.mapped_add": _(
        "{who} a donné à {what} le rôle « {role} » dans {place}, d’après « {provider} »"
    ),
    "membership.mapped_change": _(
        "{who} a changé le rôle de {what} dans {place} en « {role} », d’après « {provider} »"
    ),
    "membership.mapped_remove": _(
        "{who} a retiré {what} de {place} (rôle « {role} »), d’après « {provider} »"
    ),
    "invitation.send": _("{who} a invité {email} dans {what} avec le rôle « {role} »"),
    "invitation.withdraw": _("{who} a retiré l’invitation de {email} dans {what}"),
    "invitation.accept": _("{who} a accepté l’invitation de {what} (rôle « {role} »)"),
    "organisation.create": _("{who} a créé l’organisme {what}"),
    "organisation.change": _("{who} a modifié la fiche de l’organisme {what}"),
    "territory.prepare": _("{who} a préparé le territoire {what} ({communes} communes)"),
    "trail.export": _("{who} a exporté le journal ({entries} lignes)"),
    "digging.answer": _(
        "{who} a demandé ce qu’il y a sous {place} : réponse n° {what}, réseaux lus : {networks}"
    ),
    "worksite.create": _("{who} a inscrit le chantier « {what} »"),
    "worksite.change": _("{who} a modifié le chantier « {what} » ({fields})"),
    "worksite.publish": _("{who} a publié le chantier « {what} »"),
    "worksite.unpublish": _("{who} ne publie plus le chantier « {what} »"),
    "worksite.remove": _("{who} a supprimé la fiche du chantier « {what} »"),
    "worksites.follow": _("{who} tire des chantiers de « {what} », table « {table} »"),
    "worksites.stop": _("{who} ne tire plus de chantiers de « {what} », table « {table} »"),
    "worksites.read": _(
        "{who} a relu les chantiers de « {what} » : {created} ajoutés, {changed} modifiés, "
        "{removed} retirés"
    ),
    "crossing.create": _("{who} a croisé {sources} : « {what} »"),
    "crossing.change": _("{who} a changé la définition du croisement « {what} »"),
    "crossing.recompute": _("{who} a demandé de recalculer le croisement « {what} »"),
    "crossing.match": _("{who} a rapproché à la main dans « {what} » : {match}"),
    "crossing.unmatch": _(
        "{who} a retiré un rapprochement fait à la main dans « {what} » : {match}"
    ),
    "crossing.release": _(
        "{who} a ouvert le résumé « {what} » plus largement que ses sources ({reason}) ; les "
        "effectifs de moins de {threshold} sont masqués"
    ),
    "crossing.confirm": _("{who} a relu et confirmé l’ouverture du résumé « {what} »"),
    "crossing.close": _("{who} a retiré l’ouverture du résumé « {what} »"),
    "figure.release": _(
        "{who} a ouvert le résultat « {figure} » de « {what} » plus largement que ses données "
        "({reason}) ; les effectifs de moins de {threshold} sont masqués"
    ),
    "figure.confirm": _("{who} a relu et confirmé le résultat ouvert « {figure} » de « {what} »"),
    "figure.withdraw": _("{who} a retiré le résultat ouvert « {figure} » de « {what} »"),
    "story.create": _("{who} a commencé la page « {what} »"),
    "story.change": _("{who} a changé les réglages de la page « {what} »"),
    "story.block_add": _("{who} a ajouté « {block} » à la page « {what} »"),
    "story.block_change": _("{who} a modifié « {block} » dans la page « {what} »"),
    "story.block_move": _("{who} a déplacé « {block} » dans la page « {what} »"),
    "story.block_remove": _("{who} a retiré « {block} » de la page « {what} »"),
    "story.publish": _("{who} a publié la page « {what} » ({audience})"),
    "story.withdraw": _("{who} ne publie plus la page « {what} »"),
    "story.remove": _("{who} a supprimé la page « {what} »"),
    "indicator.add": _("{who} a ajouté un chiffre aux fiches des communes de {what}"),
    "indicator.change": _("{who} a modifié un chiffre des fiches des communes de {what}"),
    "indicator.move": _("{who} a déplacé un chiffre des fiches des communes de {what}"),
    "indicator.remove": _("{who} a retiré un chiffre des fiches des communes de {what}"),
    "dataset.create": _("{who} a créé le jeu de données « {what} »"),
    "dataset.describe": _("{who} a complété la description du jeu de données « {what} »"),
    "dataset.publish": _("{who} a publié le jeu de données « {what} »"),
    "dataset.publish:public": _("{who} a rendu public le jeu de données « {what} »"),
    "dataset.unpublish": _("{who} a remis en brouillon le jeu de données « {what} »"),
    "dataset.withdraw": _("{who} a retiré le jeu de données « {what} » : {reason}"),
    "policy.change": _("{who} a changé qui peut voir le jeu de données « {what} »"),
    "policy.change:public": _("{who} a rendu public le jeu de données « {what} »"),
    "policy.change:internal": _(
        "{who} a réservé le jeu de données « {what} » aux membres du territoire"
    ),
    "policy.change:restricted": _(
        "{who} a réservé le jeu de données « {what} » à des organismes choisis"
    ),
    "columns.describe": _("{who} a décrit des colonnes du jeu de données « {what} »"),
    "version.commit": _("{who} a mis en place la version {version} du jeu de données « {what} »"),
    "version.restore": _(
        "{who} a restauré la version {restored} du jeu de données « {what} » "
        "(devenue la version {version})"
    ),
    "intervention.note": _(
        "{who} a noté une intervention sur « {row} » ({kind}, {day}) dans « {what} »"
    ),
    "intervention.change": _("{who} a modifié une intervention sur « {row} » dans « {what} »"),
    "intervention.withdraw": _(
        "{who} a retiré une intervention sur « {row} » dans « {what} » : {reason}"
    ),
    "intervention.photograph": _(
        "{who} a supprimé une photographie d’une intervention sur « {row} » dans « {what} »"
    ),
    "intervention.export": _(
        "{who} a exporté le journal des interventions de « {what} » ({entries} lignes)"
    ),
    "intervention.bring": _(
        "{who} a repris {entries} réparations de « {source} » dans le journal de « {what} »"
    ),
    "network.sensitive": _("{who} fait regarder « {table} » par les fermetures de « {what} »"),
    "network.sensitive_end": _(
        "{who} ne fait plus regarder « {table} » par les fermetures de « {what} »"
    ),
    "document.add": _("{who} a joint « {document} » à « {row} » dans « {what} »"),
    "document.remove": _("{who} a supprimé « {document} », joint à « {row} » dans « {what} »"),
    "correction.create": _("{who} a corrigé une valeur du jeu de données « {what} » : {reason}"),
    "correction.keep": _("{who} a maintenu une correction du jeu de données « {what} »"),
    "correction.accept": _(
        "{who} a préféré la valeur du fichier à une correction du jeu de données « {what} »"
    ),
    "correction.withdraw": _("{who} a retiré une correction du jeu de données « {what} »"),
    "import.begin": _("{who} a apporté un fichier à importer ({what})"),
    "import.launch": _("{who} a lancé l’import de {what}"),
    "import.cancel": _("{who} a abandonné l’import de {what}"),
    "source.follow": _("{who} fait suivre à « {what} » l’adresse {url}, {every}"),
    "source.stop": _("{who} ne fait plus suivre à « {what} » l’adresse {url}"),
    "import.repair": _("{who} a réparé des valeurs rejetées de {what}"),
    "sheet.write": _(
        "{who} a écrit la fiche du registre de « {what} » (données sur des personnes : {persons})"
    ),
    "officer.name": _("{who} a confié à {what} la protection des données de {place}"),
    "officer.dismiss": _(
        "{who} a clos la mission de {what} à la protection des données de {place}"
    ),
    "keeping.change": _("{who} a changé les durées de conservation de la plateforme"),
    "erasure.ask": _("{who} a demandé l’effacement de lignes de « {what} » ({reason})"),
    "erasure.done": _("L’effacement « {what} » est terminé ({rows} lignes, toutes versions)"),
    "retention.found": _("« {what} » garde des données au-delà de leur durée de conservation"),
    "readings.export": _("{who} a exporté le journal des consultations ({entries} lignes)"),
    "person.delete": _("Un compte a été supprimé par la personne qui le tenait"),
    "download.original": _("{who} a téléchargé le fichier d’origine « {file} » de « {what} »"),
    "download.table": _("{who} a téléchargé le jeu de données « {what} » ({format})"),
    "site.page": _("{who} a rempli la page « {what} » du site"),
    "message.answer": _("{who} a traité le {what}"),
    "audit.start": _("{who} a commencé un audit d’accessibilité"),
    "audit.describe": _("{who} a décrit l’{what}"),
    "audit.assess": _("{who} a noté des critères d’accessibilité ({criteria})"),
    "audit.automatic": _(
        "{who} a donné un rapport automatique d’accessibilité ({pages} pages, {failed} critères "
        "en échec)"
    ),
    "audit.close": _("{who} a déclaré complet l’{what} ({percent} %)"),
    "audit.reopen": _("{who} a rouvert l’{what}"),
    "duties.profile": _("{who} a changé les chiffres de {what} qui décident de ses publications"),
    "duties.answer": _("{who} a répondu pour {what} à l’obligation « {duty} » : {answer}"),
    "duties.forget": _("{who} a retiré la réponse de {what} à l’obligation « {duty} »"),
    "archive.terms": _("{who} a réglé la conservation du jeu de données « {what} »"),
    "archive.ask": _("{who} a demandé une archive ({what})"),
    "archive.take": _("{who} a emporté le jeu de données « {what} » dans une archive"),
    "archive.fetch": _("{who} a téléchargé une archive ({what})"),
    "download.rejects": _("{who} a téléchargé les lignes rejetées de « {what} »"),
}


class _Dashes(dict[str, object]):
    """Old entries may lack what a newer sentence says."""

    def __missing__(self, key: str) -> str:
        return "–"


def who(entry: AuditEntry) -> str:
    """Give the name of the person, as it was then."""
    return entry.actor_label.rsplit(" <", 1)[0]


def sentence(entry: AuditEntry) -> str:
    """Say an entry; an action of an older release, unknown today, is named as it was written."""
    after = entry.detail.get("visibility", {}).get("after", "")
    known = SENTENCES.get(f"{entry.action}:{after}") or SENTENCES.get(entry.action)
    if known is None:
        return f"{who(entry)} : {entry.action} « {entry.object_label} »"
    words = _Dashes(entry.detail, who=who(entry), what=entry.object_label)
    # No line may begin with a closing quotation mark.
    return str(known).format_map(words).replace("« ", "«\u00a0").replace(" »", "\u00a0»")


def label(action: str) -> str:
    """Name an action for a list of choices: its sentence with « … » for what varies."""
    known = SENTENCES.get(action)
    return str(known).format_map(_Ellipses()) if known is not None else action


class _Ellipses(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
