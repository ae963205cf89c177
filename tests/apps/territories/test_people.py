"""Organisations, members, people: who may do what to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.sessions.models import Session

from terrier.apps.accounts.models import AuditEntry, User
from terrier.apps.territories import actions
from terrier.apps.territories.models import Membership, Organisation
from terrier.apps.territories.queries import organisations_to_write_for, reader_of
from terrier.domain.access.policy import Bounds, Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused


@pytest.fixture
def anne(place) -> User:
    return place.member("Anne", Role.ADMINISTRATOR)


@pytest.fixture
def bruno(place) -> User:
    """Administers the first commune only."""
    return place.member("Bruno", Role.ADMINISTRATOR, place.first)


@pytest.fixture
def carl(place) -> User:
    return place.member("Carl", Role.READER, place.first)


def role_of(user, organisation):
    return Membership.objects.get(user=user, organisation=organisation).role


def test_an_organisation_is_made_below_ones_own(place, bruno):
    made = actions.create_organisation(
        reader_of(bruno), name="Régie des eaux", kind="partenaire", parent=place.first
    )
    assert (made.slug, made.parent, made.fictional) == ("regie-des-eaux", place.first, True)
    with pytest.raises(Refused, match="Commune du Bourg"):
        actions.create_organisation(
            reader_of(bruno), name="Autre", kind="partenaire", parent=place.second
        )
    with pytest.raises(Refused, match="instance"):
        actions.create_organisation(reader_of(bruno), name="Racine", kind="epci", parent=None)


def test_a_wrong_siren_is_refused(place, anne):
    with pytest.raises(Invalid, match="123456789"):
        actions.change_organisation(
            reader_of(anne), place.first, name="X", siren="123456789", contact_email=""
        )
    assert Organisation.objects.get(pk=place.first.pk).name != "X"


def test_two_organisations_of_one_name_have_two_addresses(place, anne):
    made = [
        actions.create_organisation(
            reader_of(anne), name="Syndicat", kind="syndicat", parent=place.root
        ).slug
        for _ in range(3)
    ]
    assert made == ["syndicat", "syndicat-2", "syndicat-3"]


def test_an_administrator_acts_inside_their_own_tree_only(place, bruno, carl):
    other = place.member("Odile", Role.READER, place.second)
    actions.change_role(reader_of(bruno), carl.memberships.get(), Role.PUBLISHER)
    assert role_of(carl, place.first) == "publisher"
    with pytest.raises(Refused):
        actions.change_role(reader_of(bruno), other.memberships.get(), Role.PUBLISHER)
    with pytest.raises(Refused):
        actions.add_member(reader_of(bruno), place.root, bruno, Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        actions.disable_person(reader_of(bruno), other)


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.PUBLISHER])
def test_lower_roles_change_nobody(place, carl, role):
    user = place.member("Zoé", role)
    with pytest.raises(Refused):
        actions.change_role(reader_of(user), carl.memberships.get(), Role.ADMINISTRATOR)


def test_nothing_is_written_while_seeing_as_someone_else(place, anne, carl):
    looking = reader_of(anne).seen_as(Reader())
    with pytest.raises(Refused, match="Voir comme"):
        actions.remove_member(looking, carl.memberships.get())
    assert Membership.objects.filter(user=carl).exists()


def test_the_last_administrator_of_a_root_stays(place, anne):
    membership = anne.memberships.get()
    for act in (
        lambda: actions.remove_member(reader_of(anne), membership),
        lambda: actions.change_role(reader_of(anne), membership, Role.READER),
    ):
        with pytest.raises(Conflict, match="dernière personne à administrer Val Clair"):
            act()
    second = place.member("Béa", Role.ADMINISTRATOR)
    actions.remove_member(reader_of(second), membership)
    assert not Membership.objects.filter(user=anne).exists()


def test_a_disabled_administrator_does_not_count_as_another(place, anne):
    second = place.member("Béa", Role.ADMINISTRATOR)
    actions.disable_person(reader_of(anne), second)
    with pytest.raises(Conflict):
        actions.remove_member(reader_of(anne), anne.memberships.get())


def test_disabling_ends_sessions_at_once_and_for_good(client, anne, carl):
    client.force_login(carl)
    assert client.get("/mon-compte/").status_code == 200
    actions.disable_person(reader_of(anne), carl)
    assert client.get("/mon-compte/").status_code == 302
    assert not Session.objects.exists()
    carl.refresh_from_db()
    actions.enable_person(reader_of(anne), carl)
    assert client.get("/mon-compte/").status_code == 302


def test_nobody_disables_themselves(anne, place):
    place.member("Béa", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="propre compte"):
        actions.disable_person(reader_of(anne), anne)


def test_a_password_link_needs_authority_over_the_whole_person(place, anne, bruno, carl):
    assert actions.password_link(reader_of(bruno), carl).startswith("/compte/password/reset/key/")
    actions.add_member(reader_of(anne), place.second, carl, Role.READER)
    with pytest.raises(Refused, match="n’administrez pas"):
        actions.password_link(reader_of(bruno), carl)
    anne.instance_administrator = True
    anne.save()
    with pytest.raises(Refused):
        actions.password_link(reader_of(bruno), anne)


def test_every_change_is_in_the_trail(place, anne, carl):
    reader = reader_of(anne)
    membership = carl.memberships.get()
    actions.change_role(reader, membership, Role.CONTRIBUTOR)
    actions.remove_member(reader, membership)
    last, before = AuditEntry.objects.filter(actor=anne)[:2]
    assert last.action == "membership.remove"
    assert last.organisation_id == place.first.pk
    assert before.detail["before"] == "lecture"
    assert before.detail["role"] == "contribution"


def test_an_account_from_the_command_line(place):
    user, created = actions.set_account(
        "Dev@Val.Example", "Dev", "quatre-mots-bien-longs", organisation=place.first.slug,
        role="publisher",
    )  # fmt: skip
    assert created
    assert user.email == "dev@val.example"
    assert role_of(user, place.first) == "publisher"
    again, created = actions.set_account(
        "dev@val.example", "", "quatre-autres-mots-longs", instance_administrator=True
    )
    assert not created
    assert again.pk == user.pk
    assert again.name == "Dev"
    assert again.instance_administrator
    assert again.check_password("quatre-autres-mots-longs")
    named, _created = actions.set_account("dev@val.example", "Développement", None)
    assert named.name == "Développement"
    assert named.check_password("quatre-autres-mots-longs")
    with pytest.raises(Invalid):
        actions.set_account("dev@val.example", "", "court")


class TestScreens:
    def test_members_are_for_people_of_the_territory(self, client, place, carl):
        path = f"/organismes/{place.first.slug}/membres/"
        assert client.get(path).status_code == 302
        stranger = actions.set_account("s@ailleurs.example", "S", "quatre-mots-bien-longs")[0]
        client.force_login(stranger)
        assert client.get(path).status_code == 404
        client.force_login(carl)
        page = client.get(path).content.decode()
        assert "Carl" in page
        assert carl.email not in page
        assert "Inviter" not in page

    def test_an_administrator_changes_a_role(self, client, place, bruno, carl):
        client.force_login(bruno)
        membership = carl.memberships.get()
        answer = client.post(f"/membres/{membership.pk}/role/", {"role": "publisher"}, follow=True)
        assert "Le rôle de Carl est changé." in answer.content.decode()
        assert role_of(carl, place.first) == "publisher"

    def test_an_unknown_role_is_refused(self, client, bruno, carl):
        client.force_login(bruno)
        membership = carl.memberships.get()
        answer = client.post(f"/membres/{membership.pk}/role/", {"role": "roi"})
        assert answer.status_code == 400

    def test_creating_and_editing_an_organisation(self, client, place, bruno):
        client.force_login(bruno)
        assert client.get("/nouvel-organisme/").status_code == 200
        made = client.post(
            "/nouvel-organisme/",
            {"name": "Régie", "kind": "partenaire", "parent": place.first.pk, "siren": "12",
             "contact_email": ""},
        )  # fmt: skip
        assert "neuf chiffres" in made.content.decode()
        client.post(
            "/nouvel-organisme/",
            {"name": "Régie", "kind": "partenaire", "parent": place.first.pk},
        )
        client.post(
            "/organismes/regie/modifier/",
            {"name": "Régie des eaux", "contact_email": "r@v.example"},
        )
        found = Organisation.objects.get(slug="regie")
        assert (found.name, found.contact_email) == ("Régie des eaux", "r@v.example")

    def test_the_form_offers_only_ones_own_tree(self, client, place, bruno):
        client.force_login(bruno)
        answer = client.post(
            "/nouvel-organisme/", {"name": "X", "kind": "partenaire", "parent": place.second.pk}
        )
        assert answer.status_code == 200
        assert not Organisation.objects.filter(name="X").exists()

    def test_people_and_a_password_link_shown_once(self, client, bruno, carl, anne):
        client.force_login(bruno)
        page = client.get("/personnes/").content.decode()
        assert carl.email in page
        assert anne.email not in page
        answer = client.post(f"/personnes/{carl.pk}/mot-de-passe/", follow=True)
        assert "/compte/password/reset/key/" in answer.content.decode()
        assert "/compte/password/reset/key/" not in client.get("/personnes/").content.decode()

    def test_readers_have_no_people_page(self, client, carl):
        client.force_login(carl)
        assert client.get("/personnes/").status_code == 403

    def test_ones_own_name(self, client, carl):
        client.force_login(carl)
        client.post("/mon-compte/", {"name": "Carl Durand"})
        page = client.get("/mon-compte/").content.decode()
        assert "Carl Durand" in page
        assert "a changé son nom" in page
        assert "Commune d’Aubrac" in page


def test_one_writes_for_ones_organisations_and_those_below(place, bruno, django_assert_num_queries):
    chloe = reader_of(place.member("Chloe", Role.CONTRIBUTOR))
    with django_assert_num_queries(2):
        everywhere = set(organisations_to_write_for(chloe))
    assert everywhere == {place.root, place.first, place.second, place.third}
    assert not organisations_to_write_for(chloe, Role.PUBLISHER)
    assert list(organisations_to_write_for(reader_of(bruno))) == [place.first]
    token = replace(chloe, bounds=Bounds(organisation=place.second.pk))
    assert list(organisations_to_write_for(token)) == [place.second]
    # A token for one dataset writes nothing else; who looks as another writes nothing at all.
    assert not organisations_to_write_for(replace(chloe, bounds=Bounds(dataset=1)))
    assert not organisations_to_write_for(replace(chloe, read_only=True))
