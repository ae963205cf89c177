"""The same call from several processes at once is done once."""

from __future__ import annotations

import json

from tests.instances import ended_well

TOKEN = """
    import django; django.setup()
    from terrier.apps.accounts import tokens
    from terrier.apps.accounts.models import User
    from terrier.apps.territories.models import Membership, Organisation
    from terrier.domain.access.policy import Role
    from terrier.domain.access.scopes import Scope
    place = Organisation.objects.create(name="Val", slug="val", kind="epci")
    user = User.objects.create_user("a@val.example", name="A")
    Membership.objects.create(user=user, organisation=place, role=Role.PUBLISHER.value)
    print(tokens.make(user, "Essai", 30, [Scope.IMPORT])[1])
"""

CALL = """
    import django; django.setup()
    import io, json, time
    from pathlib import Path
    from django.test import Client
    from django.urls import reverse
    reverse("rest-imports")
    print("ready", flush=True)
    while not Path("go").exists():
        time.sleep(0.005)
    file = io.BytesIO(b"numero;nom\\n1;A\\n")
    file.name = "a.csv"
    headers = {{"authorization": "Bearer {secret}", "idempotency-key": "une"}}
    sent = {{"organisation": "val", "files": file}}
    answer = Client(SERVER_NAME="localhost").post("/api/v1/imports", sent, headers=headers)
    print(json.dumps([answer.status_code, answer.json().get("id")]))
"""

COUNT = """
    import django; django.setup()
    from terrier.apps.imports.models import Import
    from terrier.apps.jobs.models import Job
    print(Import.objects.count(), Job.objects.filter(kind="imports.read").count())
"""


def test_a_sending_repeated_at_once_is_one_import(prepared):
    secret = prepared.run(TOKEN)
    calls = [prepared.begin(CALL.format(secret=secret)) for _ in range(4)]
    assert [call.stdout.readline().strip() for call in calls] == ["ready"] * 4
    (prepared.home / "go").touch()
    answers = [json.loads(ended_well(call)) for call in calls]
    assert [status for status, _import in answers] == [201] * 4
    assert len({found for _status, found in answers}) == 1
    assert prepared.run(COUNT) == "1 1"
