"""Sendings that are too big."""

import pytest


@pytest.mark.django_db
def test_a_sending_announced_too_big_is_refused_unread(client, settings):
    settings.UPLOAD_LIMIT_BYTES = 2_000_000
    answer = client.generic("POST", "/importer/", b"x", CONTENT_LENGTH="4000000")
    assert answer.status_code == 413
    assert "2 Mo" in answer.content.decode()


@pytest.mark.django_db
def test_what_is_within_the_limit_passes(client, settings):
    settings.UPLOAD_LIMIT_BYTES = 2_000_000
    assert client.post("/importer/", {"url": ""}).status_code == 302
