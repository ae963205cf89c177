"""From the grid to the one mention at the foot of every page."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.obligations import grid
from terrier.apps.obligations.actions import auditing
from terrier.apps.obligations.models import AccessibilityAudit
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.domain.rgaa import State, Statement, criteria, themes

DESCRIBED = {
    "auditor": "Cabinet Lisible",
    "sample": "/\n/contact/\n/accessibilite/",
    "tools": "axe, inspecteur",
    "environments": "Firefox et NVDA",
    "technologies": "HTML",
    "alternatives": "",
    "exempt": "Les cartes : chacune a sa liste.",
}
FAILING = [{"url": "/catalogue/", "violations": [{"id": "color-contrast", "tags": ["RGAA-3.2.1"]}]}]


def found(state: State, **more: str) -> dict[str, str]:
    return {"state": state.value, "comment": "", "derogation": "", "pages": "", **more}


@pytest.fixture
def audit(head):
    """Start an audit and judge every criterion: three fail, one of them under a derogation."""
    made = auditing.start_audit(head)
    auditing.describe_audit(head, made, DESCRIBED)
    judged = {number: found(State.CONFORM) for number in criteria()}
    judged["4.1"] = found(State.NOT_APPLICABLE)
    judged["1.1"] = found(State.NON_CONFORM, comment="Le logo n’a pas d’alternative.")
    judged["1.6"] = found(State.NON_CONFORM)
    judged["13.3"] = found(State.NON_CONFORM, derogation="Dix ans de PDF à reprendre.")
    assert auditing.assess(head, made, judged) == 106
    return made


def footer(client) -> str:
    text = client.get("/a-propos/").content.decode()
    (mention,) = [s.value for s in Statement if f">{s.value}<" in text]
    return mention


def test_without_an_audit_the_site_says_non_conforme(client, place):
    assert footer(client) == "Accessibilité : non conforme"
    text = client.get("/accessibilite/").content.decode()
    assert "Aucun audit de conformité au RGAA 4.1.2" in text
    assert "%" not in text.split("<main")[1].split("</main>")[0]


def test_an_open_audit_changes_nothing(client, place, audit):
    assert audit.counted.percent == 97
    assert footer(client) == "Accessibilité : non conforme"


def test_a_closed_audit_is_declared(client, place, head, audit):
    auditing.close_audit(head, audit)
    assert footer(client) == "Accessibilité : partiellement conforme"
    text = client.get("/accessibilite/").content.decode()
    for words in (
        "97 % des critères applicables", "102 sur 105", "Le logo n’a pas d’alternative.",
        "Dix ans de PDF à reprendre.", "Les cartes : chacune a sa liste.", "Cabinet Lisible",
        "Firefox et NVDA", "/contact/?motif=accessibilite", "Libre réponse 71120",
        "formulaire.defenseurdesdroits.fr",
    ):  # fmt: skip
        assert words in text
    errors, derogations = text.split("Dérogations pour charge")
    assert "13.3" in derogations
    assert "13.3 –" not in errors


def test_after_three_years_it_no_longer_counts(client, place, head, audit):
    auditing.close_audit(head, audit)
    long_ago = timezone.localdate() - timedelta(days=3 * 366)
    AccessibilityAudit.objects.update(closed_on=long_ago)
    assert footer(client) == "Accessibilité : non conforme"
    assert any("plus de trois ans" in said for said in grid.reminders())
    AccessibilityAudit.objects.update(closed_on=timezone.localdate() - timedelta(days=3 * 365 - 30))
    assert any("préparez le suivant" in said for said in grid.reminders())


def test_an_audit_is_not_closed_before_its_time(head, place):
    audit = auditing.start_audit(head)
    with pytest.raises(Invalid) as refused:
        auditing.close_audit(head, audit)
    for words in ("chaque critère", "qui a mené", "pages vérifiées", "outils"):
        assert words in refused.value.user_message
    with pytest.raises(Conflict):
        auditing.start_audit(head)


def test_a_closed_audit_is_changed_only_when_it_is_opened_again(head, place, audit, client):
    auditing.close_audit(head, audit)
    with pytest.raises(Conflict):
        auditing.assess(head, audit, {"1.1": found(State.CONFORM)})
    auditing.reopen_audit(head, audit)
    assert footer(client) == "Accessibilité : non conforme"
    auditing.assess(head, audit, {n: found(State.CONFORM) for n in ("1.1", "1.6", "13.3")})
    auditing.close_audit(head, audit)
    assert footer(client) == "Accessibilité : totalement conforme"


def test_passing_tests_make_nothing_conform(head, place, client):
    audit = auditing.start_audit(head)
    everything = [{"id": "x", "tags": [f"RGAA-{n}.1" for n in criteria()]}]
    failed, confirm = auditing.take_report(head, audit, [{"violations": [], "passes": everything}])
    assert (failed, confirm) == (0, 106)
    assert audit.counted.not_tested == 106
    assert {line.automatic for line in grid.lines(audit)} == {"à confirmer"}


def test_a_later_failure_brings_a_closed_audit_down(head, place, audit, client):
    auditing.assess(head, audit, {n: found(State.CONFORM) for n in ("1.1", "1.6", "13.3")})
    auditing.close_audit(head, audit)
    assert footer(client) == "Accessibilité : totalement conforme"
    auditing.take_report(head, audit, FAILING)
    assert footer(client) == "Accessibilité : partiellement conforme"
    assert "Constat automatique." in client.get("/accessibilite/").content.decode()
    auditing.take_report(head, audit, [{"url": "/", "violations": []}])
    assert footer(client) == "Accessibilité : totalement conforme"


def test_the_grid_is_typed_theme_by_theme(desk, place):
    desk.post("/obligations/accessibilite/faire", {"act": "start"})
    text = desk.get("/obligations/accessibilite/2/").content.decode()
    assert "Chaque cadre a-t-il un titre de cadre" in text
    typed = {
        "c2-1-state": "conforme", "c2-1-comment": "Vu.", "c2-2-state": "non applicable",
    }  # fmt: skip
    answer = desk.post("/obligations/accessibilite/2/", typed)
    assert answer["Location"] == "/obligations/accessibilite/3/"
    audit = grid.latest()
    assert (audit.conform, audit.not_applicable, audit.not_tested) == (1, 1, 104)
    entry = AuditEntry.objects.get(action="audit.assess")
    assert entry.detail["changed"] == {
        "2.1": ["non testé", "conforme"],
        "2.2": ["non testé", "non applicable"],
    }
    kept = desk.get("/obligations/accessibilite/2/").content.decode()
    assert "Vu." in kept
    assert "Instance" in kept


def test_every_theme_has_its_screen(desk, place):
    desk.post("/obligations/accessibilite/faire", {"act": "start"})
    for theme in themes():
        text = desk.get(f"/obligations/accessibilite/{theme.number}/").content.decode()
        assert text.count("<fieldset") >= len(theme.criteria)
    assert desk.get("/obligations/accessibilite/14/").status_code == 404


def test_a_report_is_given_by_the_screen(desk, place):
    desk.post("/obligations/accessibilite/faire", {"act": "start"})
    report = SimpleUploadedFile("axe.json", json.dumps(FAILING).encode())
    desk.post("/obligations/accessibilite/rapport", {"file": report})
    text = desk.get("/obligations/accessibilite/3/").content.decode()
    assert "color-contrast" in text
    assert "/catalogue/" in text
    assert grid.latest().non_conform == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"a": 1}'])
def test_a_hostile_report_is_refused(desk, place, body):
    desk.post("/obligations/accessibilite/faire", {"act": "start"})
    file = SimpleUploadedFile("axe.json", body)
    answer = desk.post("/obligations/accessibilite/rapport", {"file": file})
    assert answer.status_code == 400


def test_the_grid_is_exported(desk, place, head, audit):
    auditing.assess(head, audit, {"1.1": found(State.NON_CONFORM, comment="=1+1")})
    text = desk.get("/obligations/accessibilite/grille.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 107
    assert rows[1][:2] == ["1.1", criteria()["1.1"].title]
    assert rows[1][3:5] == ["non conforme", "'=1+1"]


def test_nobody_else_keeps_the_grid(place, reader_of):
    from terrier.domain.access.policy import Role

    chief = reader_of(place.member("Chef", Role.ADMINISTRATOR))
    with pytest.raises(Refused):
        auditing.start_audit(chief)


def test_the_plan_and_the_scheme_are_reminded(desk, place):
    said = " ".join(grid.reminders())
    assert "schéma pluriannuel n’est pas renseigné" in said
    year = timezone.localdate().year
    desk.post(
        "/obligations/pages/accessibility/",
        {
            "scheme_from": year - 3, "scheme_until": year, "scheme": "Former.",
            "plan_year": year, "plan": "Auditer.", "filed_on": "2026-01-02",
        },
    )  # fmt: skip
    said = " ".join(grid.reminders())
    assert "plus de trois années" in said
    assert "plan d’action" not in said
    public = desk.get("/accessibilite/").content.decode()
    assert "Auditer." in public
    assert "2026-01-02" not in public
