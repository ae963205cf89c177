"""Colours of figures: apart for who confuses red and green, and ordered from light to dark."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CATEGORIES = 8
MOST_CLASSES = 7
INK = 0.4
"""Part of the page in the ink of a pattern: seen in grey, and quiet behind a figure."""


@dataclass(frozen=True)
class Palette:
    """Colours of a figure on a light or on a dark page."""

    page: str
    mark: str
    others: str
    """What is not a group like the others: « Autres », « Sans valeur »."""
    text: str
    soft: str
    grid: str
    border: str
    """Between areas of a map: 3:1 against the page."""
    blank: str
    """Ground of what has no value, under its hatching."""
    categories: tuple[str, ...]
    sequential: tuple[str, ...]
    """Seven steps from the least to the most."""
    below: tuple[str, ...]
    """Three steps from the least to the middle, of what has two sides."""
    middle: str
    above: tuple[str, ...]

    def ramp(self, classes: int) -> tuple[str, ...]:
        """Choose as many steps of the sequence, both ends kept."""
        if classes <= 1:
            return (self.mark,)
        last = len(self.sequential) - 1
        return tuple(self.sequential[round(n * last / (classes - 1))] for n in range(classes))

    @property
    def inks(self) -> tuple[str, ...]:
        """Give what the pattern of each category is drawn with: near it, so that words are read."""
        return tuple(_mixed(colour, self.page, INK) for colour in self.categories)

    @property
    def faint(self) -> str:
        """Give what the hatching of a missing value is drawn with: it draws no eye."""
        return _mixed(self.others, self.blank, 0.5)

    def colours(self) -> tuple[str, ...]:
        """List every colour, in one order for both palettes."""
        return (
            *(self.page, self.mark, self.others, self.text, self.soft, self.grid, self.border),
            *(self.blank, *self.categories, *self.sequential, *self.below, self.middle),
            *(*self.above, *self.inks, self.faint),
        )


def _mixed(colour: str, ground: str, part: float) -> str:
    """Put a part of a ground into a colour."""
    pairs = ((int(colour[n : n + 2], 16), int(ground[n : n + 2], 16)) for n in (1, 3, 5))
    return "#" + "".join(f"{round(own + (other - own) * part):02X}" for own, other in pairs)


LIGHT = Palette(
    page="#FFFEFB",
    mark="#0C5361",
    others="#83765F",
    text="#29231B",
    soft="#5C5141",
    grid="#DDD3C2",
    border="#6F624C",
    blank="#F6F1E6",
    categories=(
        *("#0C5361", "#6A8CE0", "#B8882B", "#646316"),
        *("#321A97", "#532700", "#5E8282", "#5A5EBA"),
    ),
    sequential=("#DCE9E4", "#AECDCE", "#7FB2B8", "#4D97A3", "#35707B", "#1F4C56", "#0A2A33"),
    below=("#8A3B00", "#D08A45", "#F0D3A8"),
    middle="#F1EADC",
    above=("#A9CBE8", "#3F7FB8", "#0B3F73"),
)
"""On the theme's surface. Categories were chosen by search: at least 0.13 apart in OKLab for a
normal eye and for a simulated deuteranope and protanope, and 3:1 against the page."""
DARK = Palette(
    page="#221E1A",
    mark="#82CCD8",
    others="#8F8370",
    text="#F3ECE1",
    soft="#C3B7A4",
    grid="#3D362D",
    border="#A39780",
    blank="#2B2620",
    categories=(
        *("#82CCD8", "#5B61D5", "#B35410", "#A6C13C"),
        *("#63A0FF", "#C9EF93", "#616F81", "#7A9F8B"),
    ),
    sequential=("#1F3F47", "#2D5A64", "#3C7682", "#4C93A1", "#7BB2BD", "#A8D2DA", "#D6F3F7"),
    below=("#FFCB8F", "#C98238", "#6E4413"),
    middle="#38322B",
    above=("#1F4A73", "#4A8CC7", "#B5DBFA"),
)
"""The same roles on a dark page."""


def twins() -> dict[str, str]:
    """Give the dark colour of each light one: a live drawing changes with the page."""
    return dict(zip(LIGHT.colours(), DARK.colours(), strict=True))
