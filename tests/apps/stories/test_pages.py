"""Pages: who sees, writes and publishes them, and what their blocks need."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.accounts.sentences import SENTENCES, sentence
from terrier.apps.catalog.leftovers import sweep
from terrier.apps.catalog.models import Leftover
from terrier.apps.catalog.store import store
from terrier.apps.stories.actions import blocks, pages
from terrier.apps.stories.choices import Kind
from terrier.apps.stories.models import Block, Page
from terrier.apps.stories.permissions import sight_of
from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Role, Visibility
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused
from terrier.domain.prose.markdown import LONGEST
from tests.apps.stories.conftest import picture

pytestmark = pytest.mark.django_db


def test_who_sees_a_page_is_the_rule_of_datasets(desk, place, reader_of):
    other = territories.create_organisation(SYSTEM, name="Ailleurs", kind="epci", parent=None)
    people = [
        desk.user,
        place.member("Lea", Role.READER, place.second),
        place.member("Agent", Role.CONTRIBUTOR, place.first),
        place.member("Voisin", Role.ADMINISTRATOR, other),
    ]
    readers = [PUBLIC, *map(reader_of, people)]
    readers.append(readers[1].seen_as(PUBLIC))
    draft, inside, named, shown = (desk.page(title) for title in "abcd")
    for page in (inside, named, shown):
        desk.add(page, Kind.TEXT, text="Bonjour")
    desk.publish(inside, Visibility.INTERNAL)
    desk.publish(named, Visibility.RESTRICTED, [place.first.pk])
    desk.publish(shown)
    every = list(Page.objects.all())
    seen = []
    for reader in readers:
        told = {page.pk for page in Page.objects.visible_to(reader)}
        assert told == {page.pk for page in every if sight_of(reader, page).visible}
        seen.append(told)
    assert seen[0] == seen[4] == seen[5] == {shown.pk}
    assert seen[1] == {p.pk for p in (draft, inside, named, shown)}
    assert seen[2] == {inside.pk, shown.pk}
    assert seen[3] == {inside.pk, named.pk, shown.pk}


def test_a_contributor_writes_a_draft_and_a_publisher_publishes(desk, place, reader_of, client):
    agent = place.member("Agent", Role.CONTRIBUTOR)
    reader = reader_of(agent)
    page = pages.create(agent, reader, place.root, {"title": "Essai"})
    with pytest.raises(Invalid, match="vide"):
        desk.publish(page)
    block = blocks.add(agent, reader, page, Kind.TEXT, {"text": "Un"})
    with pytest.raises(Refused):
        pages.publish(agent, reader, page, Visibility.PUBLIC, frozenset(), 2)
    with pytest.raises(Conflict):
        pages.publish(desk.user, desk.reader, page, Visibility.PUBLIC, frozenset(), 1)
    with pytest.raises(Invalid, match="au moins un organisme"):
        desk.publish(page, Visibility.RESTRICTED)
    desk.publish(page)
    # What everybody reads is no longer changed by who may not publish.
    for act in (
        lambda: blocks.change(agent, reader, block, {"text": "Deux"}, 1),
        lambda: blocks.move(agent, reader, block, blocks.Way.UP),
        lambda: blocks.remove(agent, reader, block),
        lambda: pages.describe(agent, reader, page, {"title": "Autre"}, 3),
        lambda: pages.withdraw(agent, reader, page),
        lambda: pages.remove(agent, reader, page),
    ):
        with pytest.raises(Refused):
            act()
    client.force_login(agent)
    assert client.get("/infographies/essai/modifier/").status_code == 403
    pages.withdraw(desk.user, desk.reader, page)
    blocks.change(agent, reader, block, {"text": "Deux"}, 1)
    assert Block.objects.get().text == "Deux"
    with pytest.raises(Conflict, match="entre-temps"):
        blocks.change(desk.user, desk.reader, block, {"text": "De mémoire"}, 1)
    with pytest.raises(NotFound):
        blocks.change(None, PUBLIC, block, {"text": "Trois"}, 2)
    told = [sentence(e) for e in AuditEntry.objects.filter(action__startswith="story.")]
    assert any("a publié la page «\u00a0Essai\u00a0» (public)" in said for said in told)
    assert {e.action for e in AuditEntry.objects.filter(object_type="page")} <= set(SENTENCES)


def test_blocks_keep_their_order_and_need_what_their_kind_needs(desk):
    page = desk.page()
    first, second, third = (desk.add(page, Kind.TEXT, text=text) for text in ("1", "2", "3"))
    blocks.move(desk.user, desk.reader, third, blocks.Way.UP)
    blocks.move(desk.user, desk.reader, first, blocks.Way.UP)
    assert [b.text for b in page.blocks.all()] == ["1", "3", "2"]
    blocks.remove(desk.user, desk.reader, first)
    assert [(b.text, b.position) for b in page.blocks.all()] == [("3", 0), ("2", 1)]
    with pytest.raises(NotFound):
        blocks.move(desk.user, desk.reader, first, blocks.Way.DOWN)
    with pytest.raises(Invalid):
        desk.add(page, Kind.TEXT, text="  ")
    with pytest.raises(Invalid, match="pour qui ne la voit pas"):
        desk.add(page, Kind.IMAGE, alternative=" ")
    assert not list(store().root.glob("images/**/*.jpg"))
    with pytest.raises(Invalid, match="jeu de données"):
        desk.add(page, Kind.CHART, question="mesure=count")
    assert second.page_id == page.pk


def test_an_image_loses_what_the_camera_noted_and_goes_with_its_block(client, desk):
    page = desk.page()
    client.force_login(desk.user)
    sent = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    address = f"/infographies/{page.slug}/blocs/image/ajouter/"
    refused = client.post(address, {"file": sent, "width": "full"})
    assert refused.status_code == 200
    assert not Block.objects.exists()
    sent.seek(0)
    done = client.post(
        address, {"file": sent, "alternative": "Le quai de la déchèterie", "width": "half"}
    )
    assert done.status_code == 302
    block = Block.objects.get()
    shown = client.get(f"/infographies/{page.slug}/")
    assert 'alt="Le quai de la déchèterie"' in shown.content.decode()
    answered = client.get(f"/infographies/{page.slug}/images/{block.pk}/")
    body = b"".join(answered.streaming_content)
    assert b"Dupont" not in body
    kept = store().path(block.image)
    with Image.open(kept) as image:
        assert not dict(image.getexif())
    client.logout()
    assert client.get(f"/infographies/{page.slug}/images/{block.pk}/").status_code == 404
    # The image of a block that stays is never swept away.
    Leftover.objects.create(path=block.image)
    assert sweep() == 0
    blocks.remove(desk.user, desk.reader, block)
    assert not kept.exists()


def test_an_address_is_free_and_a_title_may_hold_anything(client, desk):
    named = [desk.page(title) for title in ("Nouvelle", "Ajouter", "Air", "Air", "!!!", "é" * 150)]
    assert [page.slug for page in named[:5]] == [
        "nouvelle-2", "ajouter-2", "air", "air-2", "page",
    ]  # fmt: skip
    hostile = desk.page('<script>alert(1)</script>" onload="x')
    desk.add(hostile, Kind.TEXT, text="<img src=x onerror=alert(1)> [a](javascript:alert(1))")
    desk.publish(hostile)
    body = client.get(f"/infographies/{hostile.slug}/").content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert 'href="javascript' not in body


def test_hostile_images_texts_and_numbers_are_refused_in_words(client, desk):
    page = desk.page()
    client.force_login(desk.user)
    address = f"/infographies/{page.slug}/blocs/image/ajouter/"
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content, said in ((drawing, "JPEG"), (picture() + b"0" * 30_000_000, "30 Mo")):
        sent = SimpleUploadedFile("a.jpg", content, "image/jpeg")
        told = client.post(address, {"file": sent, "alternative": "Un quai", "width": "full"})
        assert told.status_code == 200
        assert said in told.content.decode()
    sent = {"text": "a" * (LONGEST + 1), "width": "full"}
    text = f"/infographies/{page.slug}/blocs/text/ajouter/"
    assert "caractères" in client.post(text, sent).content.decode()
    assert not Block.objects.exists()
    Block.objects.bulk_create(
        Block(page=page, kind="text", text="Un", position=rank) for rank in range(blocks.MOST)
    )
    refused = client.post(text, {"text": "De trop", "width": "full"}).content.decode()
    assert "60 blocs au plus" in refused
    assert page.blocks.count() == blocks.MOST


def test_who_loses_the_share_loses_the_page(client, desk, place):
    page = desk.page()
    desk.add(page, Kind.TEXT, text="Bonjour")
    desk.publish(page, Visibility.RESTRICTED, [place.first.pk])
    address = f"/infographies/{page.slug}/"
    client.force_login(place.member("Lea", Role.READER, place.first))
    assert client.get(address).status_code == 200
    desk.publish(page, Visibility.RESTRICTED, [place.second.pk])
    for door in ("", "pdf/", "integrer/"):
        assert client.get(address + door).status_code == 404
