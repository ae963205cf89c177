"""Colours that nobody confuses, on the page of the theme, light and dark."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from terrier.domain.figures.palette import DARK, LIGHT, MOST_CATEGORIES, Palette, twins
from terrier.domain.figures.patterns import CATEGORIES, SHAPES, definitions, fill

TOKENS = Path(__file__).parents[3] / "frontend/src/theme/tokens.css"
DEUTERANOPIA = np.array([
    [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
])  # fmt: skip
PROTANOPIA = np.array([
    [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
])  # fmt: skip
"""Source: Machado et al., A physiologically-based model for simulation of CVD, 2009."""
EYES = (np.eye(3), DEUTERANOPIA, PROTANOPIA)
TO_CONES = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
"""B. Ottosson, OKLab, 2020."""
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def apart(one: str, other: str, eye: np.ndarray) -> float:
    labs = [
        np.cbrt(np.clip(eye @ linear(colour), 0, 1) @ TO_CONES.T) @ TO_LAB.T
        for colour in (one, other)
    ]
    return float(np.linalg.norm(labs[0] - labs[1]))


@PALETTES
def test_marks_stand_out_from_the_page(palette: Palette) -> None:
    for colour in (palette.mark, palette.others, palette.border, *palette.categories):
        assert contrast(colour, palette.page) >= 3
    for colour in (palette.text, palette.soft):
        assert contrast(colour, palette.page) >= 4.5


@PALETTES
def test_categories_are_told_apart_by_every_eye(palette: Palette) -> None:
    assert len(palette.categories) == MOST_CATEGORIES
    for one, other in combinations(palette.categories, 2):
        for eye in EYES:
            assert apart(one, other, eye) >= 0.12


@PALETTES
def test_sequences_go_one_way_in_grey(palette: Palette) -> None:
    rising = [luminance(colour) for colour in palette.sequential]
    for low, high in pairwise(rising):
        assert (low > high) == (palette is LIGHT)
    for one, other in pairwise(palette.sequential):
        assert all(apart(one, other, eye) >= 0.05 for eye in EYES)
    for one, other in zip(palette.below, reversed(palette.above), strict=True):
        assert all(apart(one, other, eye) >= 0.1 for eye in EYES)


def test_each_light_colour_has_one_dark_twin() -> None:
    assert len(LIGHT.colours()) == len(DARK.colours())
    given = zip(LIGHT.colours(), DARK.colours(), strict=True)
    assert all(twins()[light] == dark for light, dark in given)


def test_the_page_and_the_words_are_those_of_the_theme() -> None:
    tokens = TOKENS.read_text().upper()
    for light, dark in ((LIGHT.page, DARK.page), (LIGHT.text, DARK.text), (LIGHT.mark, DARK.mark)):
        assert f"LIGHT-DARK({light}, {dark})" in tokens


def test_patterns_are_defined_where_they_are_used() -> None:
    assert len(set(CATEGORIES)) == MOST_CATEGORIES
    assert set(CATEGORIES) - {""} == set(SHAPES)
    used = f'<path fill="{fill("dots", "#123456", "#ABCDEF")}"/>'
    assert definitions(used).count("<pattern ") == 1
    assert 'id="dots-123456-ABCDEF"' in definitions(used)
    assert definitions("<path/>") == ""
    live = (TOKENS.parents[1] / "chart/patterns.ts").read_text()
    assert all(f"  {kind}:" in live for kind in SHAPES)
