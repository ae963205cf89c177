"""What an address asks of a table, and the addresses that ask the same of another view."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog import charting
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters import Filters, parse
from terrier.lake.filters.values import family
from terrier.lake.relation import Relation
from terrier.lake.rows import Sort

CHART_PARTS = (charting.FORM, charting.GROUPS, charting.MEASURED, charting.MEASURE)
"""Names of the address that choose the chart."""
COLOUR = "couleur"
"""Name of the address that chooses the column that colours the map."""


_SIGNS = (
    (">=", "gte"), ("<=", "lte"), ("≥", "gte"), ("≤", "lte"), ("!=", "ne"), ("≠", "ne"),
    (">", "gt"), ("<", "lt"), ("=", "eq"),
)  # fmt: skip
"""What people write before a value, the longest first."""


@dataclass(frozen=True)
class Asked:
    """One table, with the filters, order and page that the address asks for.

    Page, table, map, chart and downloads read the same `filters`, hence count the same rows.
    """

    opened: Opened
    filters: Filters
    sort: Sort
    page: int
    kept: dict[str, str] = field(default_factory=dict)
    """The other choices of the address (chart, colour), kept from link to link."""

    @cached_property
    def scope(self) -> str:
        """Write the part of the query string that says which rows: version and filters."""
        return self._scope(pinned=self.opened.pinned)

    def _scope(self, *, pinned: bool) -> str:
        version = f"version={self.opened.version.number}" if pinned else ""
        return "&".join(part for part in (version, self.filters.to_query()) if part)

    def to(self, name: str, **parts: object) -> str:
        """Give the address of another view on the same rows."""
        return _join(self.opened.address(name, **parts), self.scope)

    def to_kept(self, name: str, **parts: object) -> str:
        """Give the address of what holds for this version only: a row number, a finished file."""
        return _join(self.opened.address(name, **parts), self._scope(pinned=True))

    def page_url(
        self,
        *,
        filters: Filters | None = None,
        sort: Sort | None = None,
        page: int = 1,
        **kept: str,
    ) -> str:
        """Give the address of this page with something changed."""
        moved = Asked(self.opened, self.filters if filters is None else filters, self.sort, page)
        order = str(self.sort if sort is None else sort)
        rest = {"tri": order, **self.kept, **kept}
        if page > 1:
            rest["page"] = str(page)
        choices = urlencode({k: v for k, v in rest.items() if v})
        return _join(self.table_path, moved.scope, choices)

    @property
    def table_path(self) -> str:
        """Give the path of this page, where its forms send."""
        return self.opened.address("dataset-table")

    @property
    def dataset_url(self) -> str:
        """Give the address of the dataset, without any choice."""
        return reverse("dataset", args=[self.opened.dataset.slug])


def ask(request: HttpRequest, slug: str, table: str | None = None, *, frame: str = "bbox") -> Asked:
    """Read an address for the person who asks.

    Parameters
    ----------
    request, slug, table
        What is asked; the first table without a name.
    frame
        Name of the parameter that holds the filter by rectangle.

    Raises
    ------
    NotFound, Gone
        The dataset, version or table is not there for this reader.
    Invalid
        The address asks for what cannot be.
    """
    opened = open_table(request.reader, slug, table, _number(request, "version"))
    params = _with_written_filters(dict(request.GET.lists()), opened.relation)
    params["bbox"] = params.pop(frame, [])
    sort = Sort.parse(request.GET.get("tri", ""))
    if sort.column is not None:
        opened.relation.require(sort.column)
    kept = {name: request.GET[name] for name in (*CHART_PARTS, COLOUR) if request.GET.get(name)}
    page = _number(request, "page") or 1
    return Asked(opened, parse(params, opened.relation), sort, page, kept)


def canonical_address(request: HttpRequest, asked: Asked) -> str | None:
    """Give the address to share where the request holds the raw answer of a form."""
    raw = any(name.startswith("s.") or values == [""] for name, values in request.GET.lists())
    return asked.page_url(page=asked.page) if raw else None


def _with_written_filters(params: dict[str, list[str]], relation: Relation) -> dict[str, list[str]]:
    """Read the fields of the table, where people write « ≥ 12 » or a part of a word.

    A field is named `s.<column>`; it becomes one more filter `f.<column>`.
    """
    read = {n: list(values) for n, values in params.items() if not n.startswith("s.")}
    for name, values in params.items():
        if name.startswith("s."):
            textual = family(relation.require(name[2:]).type) == "text"
            default = "contains" if textual else "eq"
            written = [_operator_of(v.strip(), default) for v in values if v.strip()]
            read.setdefault(f"f.{name[2:]}", []).extend(written)
    return read


def _operator_of(written: str, default: str) -> str:
    for sign, operator in _SIGNS:
        if written.startswith(sign):
            return f"{operator}:{written.removeprefix(sign).strip()}"
    return f"{default}:{written}"


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) > 0):
        raise Invalid(
            _("« %(text)s » ne convient pas pour « %(name)s » : écrivez un nombre à partir de 1.")
            % {"text": text[:40], "name": name}
        )
    return int(text)


def _join(path: str, *queries: str) -> str:
    query = "&".join(q for q in queries if q)
    return f"{path}?{query}" if query else path


def with_parameter(url: str, name: str, value: str) -> str:
    """Add one parameter to an address."""
    return f"{url}{'&' if '?' in url else '?'}{name}={quote(value, safe='')}"
