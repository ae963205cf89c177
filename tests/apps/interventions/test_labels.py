"""Labels: what is printed is what a telephone reads, and it opens the right sheet."""

from __future__ import annotations

import io
import re

import vl_convert
import zxingcpp
from django.conf import settings
from PIL import Image

from terrier.apps.interventions.tags import address_of, qr_svg
from terrier.domain.access.policy import Role
from terrier.domain.upkeep.events import Kind


def read_by_a_telephone(svg: str) -> str:
    """Decode a code by a reader that shares nothing with its writer."""
    sized = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    sized = sized if "width=" in sized else sized.replace("<svg ", '<svg width="300" ', 1)
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(sized, scale=2))).convert("L")
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def test_any_key_is_read_back():
    for key in ("V1", "71/2026 n° 4 ?a=b&c#é", "x" * 120, "../..", "%2F"):
        assert read_by_a_telephone(qr_svg(12, key)) == address_of(12, key)


def test_a_sheet_of_labels_leads_to_its_rows(client, network, fitter):
    client.force_login(fitter)
    page = client.get("/jeux/eau/t/vannes/etiquettes/?f.etat=eq:ouverte").content.decode()
    codes = re.findall(r"<svg[^>]*class=\"qr\".*?</svg>", page, re.DOTALL)
    assert len(codes) == 5
    assert "Vanne 3" in page
    assert "Vanne 6" not in page
    address = read_by_a_telephone(codes[2])
    assert address.startswith(settings.PUBLIC_URL)
    sheet = client.get(address.removeprefix(settings.PUBLIC_URL), follow=True)
    assert "<h1>Vanne 3</h1>" in sheet.content.decode()
    alone = client.get("/jeux/eau/t/vannes/etiquettes/?cle=V4&cle=V99").content.decode()
    assert alone.count('class="qr"') == 1


def test_a_label_outlives_versions_and_the_row_itself(client, network, fitter, place):
    tag = f"/q/{network.table().pk}?c=V4"
    client.force_login(fitter)
    network.note(fitter, "V4", kind=Kind.REPAIR, note="Presse-étoupe")
    network.bring("V2")  # Every row after it has another number.
    assert client.get(tag)["Location"].startswith("/jeux/eau/t/vannes/lignes/3/")
    network.bring("V4")
    gone = client.get(tag).content.decode()
    assert "n’est plus dans la version en place" in gone
    assert "Presse-étoupe" in gone
    assert "ligne disparue" in client.get("/jeux/eau/interventions/").content.decode()
    assert client.get(f"/q/{network.table().pk}?c=V99").status_code == 404
    assert client.get("/q/99999999999999999999?c=V1").status_code == 404

    # Without an account: an internal dataset asks for one, whether the row exists or not.
    client.logout()
    for there in (
        tag,
        f"/q/{network.table().pk}?c=V1",
        f"/q/{network.table().pk}?c=rien",
        "/q/9?c=x",
    ):
        answer = client.get(there)
        assert (answer.status_code, answer["Location"][:14]) == (302, "/compte/login/")
    network.dataset.visibility = "public"
    network.dataset.policy_revision += 1
    network.dataset.save()
    sheet = client.get(f"/q/{network.table().pk}?c=V1", follow=True).content.decode()
    assert "Se connecter pour noter" in sheet
    assert "Presse" not in sheet
    client.force_login(place.member("Lectrice", Role.READER))
    assert "Noter une intervention" not in client.get(tag, follow=True).content.decode()
