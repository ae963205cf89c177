"""Every composed read of the catalogue; all of them take the reader."""

from .listing import Entry, Listing, Wish, listing, newest
from .opening import Empty, Opened, open_table
from .places import AboutCommune, Near, Nearby, about_commune, near

__all__ = [
    "AboutCommune",
    "Empty",
    "Entry",
    "Listing",
    "Near",
    "Nearby",
    "Opened",
    "Wish",
    "about_commune",
    "listing",
    "near",
    "newest",
    "open_table",
]
