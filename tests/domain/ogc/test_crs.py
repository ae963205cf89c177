"""Reference systems as OGC API – Features names them."""

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.crs import CRS84, choose, offered, system


def test_the_axes_are_those_of_the_authority():
    assert not CRS84.north_first
    assert system("EPSG:4326").north_first
    assert not system("EPSG:2154").north_first


def test_the_territorys_own_system_is_offered_once():
    assert [s.code for s in offered("EPSG:2154")] == ["EPSG:4326", "EPSG:4326", "EPSG:2154"]
    assert offered("EPSG:2975")[-1].uri == "http://www.opengis.net/def/crs/EPSG/0/2975"


@pytest.mark.parametrize(
    "text",
    [
        "http://www.opengis.net/def/crs/EPSG/0/2154",
        "EPSG:2154",
        "[EPSG:2154]",
        "urn:ogc:def:crs:EPSG::2154",
    ],
)
def test_a_system_has_several_names(text):
    assert choose(text, offered("EPSG:2154")).code == "EPSG:2154"


@pytest.mark.parametrize("text", ["EPSG:3946", "2154", "EPSG:2154; DROP", ""])
def test_a_system_that_is_not_offered_is_refused_with_the_list(text):
    with pytest.raises(Invalid, match="EPSG/0/2154"):
        choose(text, offered("EPSG:2154"))
