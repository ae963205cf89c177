"""Names of types as people say them."""

from django import template

from terrier.lake.typing import sentences

register = template.Library()


@register.filter
def type_name(type_: str) -> str:
    """Say a lake type in French."""
    return sentences.type_name(type_)
