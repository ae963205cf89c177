"""Where answers and drawings are kept: whoever asks many questions pushes out figures, no more.

The counts that limit sign-in attempts live in the default cache, which must not overflow.
"""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

cache = ConnectionProxy(caches, "figures")
