"""A plugin loaded before Django: the tests live in a folder of their own."""

import os
import tempfile

os.environ["TERRIER_HOME"] = tempfile.mkdtemp(prefix="terrier-tests-")
os.environ.pop("TERRIER_DEMONSTRATION", None)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
