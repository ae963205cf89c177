"""What programs send."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import field_validator
from pydantic_core import PydanticCustomError


class Strict(Schema):
    """What is sent holds nothing that means nothing."""

    model_config = {"extra": "forbid"}

    @field_validator("*", mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        """Refuse the character 0, which no database of ours can keep."""
        if _holds_null(value):
            raise PydanticCustomError("null_character", "null character")
        return value


def _holds_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_null(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(map(_holds_null, value))
    return isinstance(value, str) and "\0" in value
