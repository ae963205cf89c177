"""A plugin loaded before Django: the tests live in a folder of their own."""

import os
import tempfile

home = tempfile.mkdtemp(prefix="terrier-tests-")
os.environ["TERRIER_HOME"] = home
os.environ.pop("TERRIER_DEMONSTRATION", None)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
