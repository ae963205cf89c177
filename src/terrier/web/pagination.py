"""Links to the pages of a list, few of them however long the list is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

_AROUND = 1
"""How many neighbours of the current page are shown on each side."""


@dataclass(frozen=True)
class PageLink:
    """One page, or a gap between two."""

    number: int
    address: str
    current: bool = False
    gap: bool = False


@dataclass(frozen=True)
class Pagination:
    """Where the reader is in a list, and where they can go."""

    number: int
    count: int
    links: tuple[PageLink, ...]


def paginate(
    parameters: QueryDict, number: int, count: int, *, parameter: str = "page"
) -> Pagination:
    """Make the links of a list.

    Parameters
    ----------
    parameters
        Those of the request; every other one is kept in the links.
    number
        The current page, from 1.
    count
        How many pages there are.
    parameter
        Name of the parameter that holds the page.
    """
    near = range(max(1, number - _AROUND), min(count, number + _AROUND) + 1)
    shown = sorted({1, count, *near}) if count else []
    links: list[PageLink] = []
    for page in shown:
        if links and page - links[-1].number > 1:
            links.append(PageLink(page - 1, "", gap=True))
        links.append(PageLink(page, _address(parameters, parameter, page), page == number))
    return Pagination(number, count, tuple(links))


def _address(parameters: QueryDict, parameter: str, page: int) -> str:
    asked = parameters.copy()
    asked[parameter] = str(page)
    return f"?{asked.urlencode()}"
