"""Settings, root urls, wsgi: the composition root. Nobody imports it."""
