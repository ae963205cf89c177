"""An answer: what is known around a place, what is not, and its proof."""

from __future__ import annotations

import hashlib
import gzip
import json

import pytest
import shapely

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.digging.models import Answer

from .conftest import HERE, SEWER, degrees

ASK = "/sous-nos-pieds/"
POINT = {"par": "point", "lon": str(HERE[0]), "lat": str(HERE[1]), "rayon": "10"}


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def asked(client, **fields):
    """Ask, and open the answer."""
    done = client.post(ASK, fields or POINT)
    assert done.status_code == 302, text_of(done)
    return client.get(done["Location"])


def test_an_address_is_answered_with_what_is_known_and_what_is_not(client, street):
    client.force_login(street.operator())
    page = text_of(asked(client))
    for said in (
        "Régie des eaux", "urgence 03 85", "Syndicat de la Grosne", "peut être dans l’emprise",
        "Aucun service « électricité » n’est déclaré à Aubrac",
        "Aucun service « éclairage public » n’est déclaré à Aubrac",
        "Val Numérique exploite un réseau « communications électroniques » à Aubrac, dont aucun "
        "plan n’est connu ici",
        "ouvrages sans position, qui peuvent être ici : 1",
        "Ni adresses ni bâtiments ne sont ouverts à votre lecture",
        "Un réseau absent d’ici peut exister", "inopérable",
    ):  # fmt: skip
        assert said in page, said
    assert "C9" not in page
    print(page[:0])
