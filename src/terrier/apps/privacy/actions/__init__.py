"""Every write about persons in the data, one module per kind of act."""

from .erasing import ask, execute
from .replaying import replay

__all__ = ["ask", "execute", "replay"]
