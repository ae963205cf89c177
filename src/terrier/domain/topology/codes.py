"""Lists of codes of the network models, declared once and read both ways."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from terrier.domain.topology.mapping import FieldSource

NUMBERED = r"^0?(\d+)(?:-\d+)?(?:\.0+)?$"
"""Two digits, one where the zero was lost; the second half of local codes `xx-xx` is left out."""
LAST_WORD = r"([^/#:]+)/?$"
"""The last part of an address: `…/ConditionOfFacilityValue/functional`."""


@dataclass(frozen=True)
class Code:
    """One value of a list."""

    value: str
    label: str
    """French."""
    ours: str | None = None
    """Value of the vocabulary; None: the model says something that the vocabulary does not."""


@dataclass(frozen=True)
class CodeList:
    """A closed list of a model.

    Parameters
    ----------
    name
        As the model calls it.
    codes
        Where several codes say the same in the vocabulary, the first is written.
    extract
        As in `FieldSource`.
    """

    name: str
    codes: tuple[Code, ...]
    extract: str = ""

    @classmethod
    def of(
        cls, name: str, *rows: tuple[str, str] | tuple[str, str, str | None], extract: str = ""
    ) -> CodeList:
        """Declare a list by its rows: value, French label, value of the vocabulary."""
        return cls(name, tuple(Code(*row) for row in rows), extract)

    @cached_property
    def reading(self) -> dict[str, str]:
        """Values of the model → values of the vocabulary."""
        return {code.value: code.ours for code in self.codes if code.ours is not None}

    @cached_property
    def writing(self) -> dict[str, str]:
        """Values of the vocabulary → values of the model."""
        return {c.ours: c.value for c in reversed(self.codes) if c.ours is not None}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Values of the model → French labels."""
        return {code.value: code.label for code in self.codes}

    def source(self, column: str) -> FieldSource:
        """Say how a column of these codes is read; what is not in the list gives nothing.

        Examples
        --------
        >>> CodeList.of("x", ("07", "Compteur", "meter"), extract=NUMBERED).source("c").codes
        {'7': 'meter'}
        """
        codes = {self._key(value): ours for value, ours in self.reading.items()}
        return FieldSource(column, codes=codes, extract=self.extract)

    def written(self, ours: object, raw: object = None) -> str | None:
        """Give the code to write: the one that was read, where it still says the same.

        Parameters
        ----------
        ours
            Value of the vocabulary.
        raw
            Value as it stood in a table, of this model or of another.
        """
        if ours is None:
            return None
        known = self._exact.get(self._bare(str(raw))) if raw is not None else None
        if known is not None and self.reading.get(known) == ours:
            return known
        return self.writing.get(str(ours))

    def _key(self, value: str) -> str:
        return self._bare(value).casefold()

    def _bare(self, value: str) -> str:
        found = re.search(self.extract, value.strip()) if self.extract else None
        return found.group(1) if found else value.strip()

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {self._bare(code.value): code.value for code in self.codes}
