"""The pages where people follow their work."""

from __future__ import annotations

import pytest
from django.urls import reverse

from terrier.apps.jobs import actions
from terrier.apps.jobs.models import Job
from terrier.domain.access.policy import Role


@pytest.fixture
def agent(place):
    return place.member("Agathe", Role.CONTRIBUTOR)


@pytest.fixture
def job(agent) -> Job:
    return actions.enqueue("catalog.correct", {"correction_id": 0, "standing": None}, agent)


def test_the_list_says_what_each_job_is_about_and_its_state(client, agent, job):
    client.force_login(agent)
    text = client.get(reverse("jobs")).content.decode()
    assert "Correction dans « un jeu de données supprimé »" in text
    assert "en attente" in text


def test_without_work_the_list_says_what_to_do(client, agent):
    client.force_login(agent)
    assert "Importer un fichier" in client.get(reverse("jobs")).content.decode()


def test_the_list_asks_as_many_questions_for_many_jobs_as_for_two(
    client, agent, job, django_assert_max_num_queries
):
    client.force_login(agent)
    for _ in range(12):
        actions.enqueue("imports.clear", {}, agent)
        actions.enqueue("catalog.archive", {"version_table_id": 0}, agent)
    with django_assert_max_num_queries(20):
        client.get(reverse("jobs"))


def test_somebody_else_does_not_find_the_job(client, place, job):
    client.force_login(place.member("Bruno", Role.CONTRIBUTOR))
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert "Correction dans" not in client.get(reverse("jobs")).content.decode()


def test_the_page_asks_again_while_the_job_goes_on_and_shows_a_cancelled_one(client, agent, job):
    client.force_login(agent)
    page = reverse("job", args=[job.pk])
    assert f'hx-get="{page}"' in client.get(page).content.decode()
    after = client.post(reverse("job-cancel", args=[job.pk]), follow=True).content.decode()
    assert "Travail annulé" in after
    assert "hx-get" not in after.split("<main", 1)[1].split("</main", 1)[0]


def test_a_failed_job_says_why(client, agent, job):
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="Le disque est plein.")
    client.force_login(agent)
    fragment = client.get(reverse("job", args=[job.pk]), headers={"HX-Request": "true"})
    text = fragment.content.decode()
    assert "Le disque est plein." in text
    assert "<html" not in text
