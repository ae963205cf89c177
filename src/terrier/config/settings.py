"""Django settings, made from the environment."""

from __future__ import annotations

from pathlib import Path
from socket import gethostname
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from terrier.config import environment as _environment
from terrier.connectors.openid.provider import read_providers

ENVIRONMENT = _environment.read()
_address = urlsplit(ENVIRONMENT.public_url)
_secure = _address.scheme == "https"
_package = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = sorted({_address.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"})
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"]
ROOT_URLCONF = "terrier.config.urls"
WSGI_APPLICATION = "terrier.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "terrier.web",
    "terrier.apps.accounts",
    "terrier.apps.territories",
    "terrier.apps.jobs",
    "terrier.apps.catalog",
    "terrier.apps.imports",
    "terrier.apps.interventions",
    "terrier.apps.worksites",
    "terrier.apps.sources",
    "terrier.apps.privacy",
    "terrier.apps.networks",
    "terrier.apps.digging",
    "terrier.apps.crossing",
    "terrier.apps.figures",
    "terrier.apps.stories",
    "terrier.apps.opening",
    "terrier.apps.obligations",
    "terrier.apps.operations",
    "terrier.apps.portal",
]

MIDDLEWARE = [
    "terrier.apps.operations.metrics.requests.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "terrier.web.uploads.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "terrier.apps.accounts.middleware.OpenSessionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "terrier.apps.territories.middleware.ReaderMiddleware",
    "terrier.apps.territories.middleware.SecondFactorMiddleware",
    "terrier.web.audience.AudienceMiddleware",
    "terrier.web.errors.ErrorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_package / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terrier.apps.territories.context.place",
                "terrier.apps.obligations.context.accessibility",
            ],
        },
    }
]

DATABASES = {"default": _environment.database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [_package / "web" / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [p for p in [_package / "web" / "static"] if p.exists()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
# Vite alone hashes these names: a second hash (Django's manifest storage) would give each file two
# addresses, and chunks would load the one that is not cached.
WHITENOISE_IMMUTABLE_FILE_TEST = r"/built/assets/.+-[\w-]{8}\.\w+$"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "terrier.apps.accounts.adapter.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# An https address means one proxy, which alone knows who calls: without it, the limits on sign-in
# would count a whole town as one caller.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _secure else 0
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SIGN_ON = read_providers(ENVIRONMENT.sign_on) if ENVIRONMENT.sign_on else ()
"""Identity providers, as `terrier.connectors.openid.provider.Provider`."""
SIGN_ON_MINUTES = ENVIRONMENT.sign_on_minutes
"""How old a provider's word about a person may be where their session or token is used."""
LOCAL_SIGN_IN = ENVIRONMENT.local_sign_in

SESSION_COOKIE_SECURE = _secure
CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _secure
# Browsers' preload list binds a whole domain for years: that is its owner's choice, not ours.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_SSL_REDIRECT = _secure
# Monitoring on the machine itself asks without the proxy.
SECURE_REDIRECT_EXEMPT = [r"^sante$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CACHES = {
    "default": _environment.cache(ENVIRONMENT),
    "figures": _environment.cache(ENVIRONMENT, "terrier_figures", _environment.FIGURES_KEPT),
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_TEMP_DIR = str(ENVIRONMENT.home / "tmp")
(ENVIRONMENT.home / "tmp").mkdir(parents=True, exist_ok=True)

DEFAULT_FROM_EMAIL = ENVIRONMENT.from_email
for _name, _value in _environment.email(ENVIRONMENT).items():
    globals()[_name] = _value

STORE = ENVIRONMENT.home / "store"
"""Where versions, originals and tiles live; reached through `terrier.lake.storage` alone."""
ERASURES = ENVIRONMENT.home / "erasures"
"""Where the ledger of erasures lies, outside what a restore replaces."""
DEMONSTRATION = ENVIRONMENT.demonstration
UPLOAD_LIMIT_BYTES = ENVIRONMENT.upload_limit_mb * 1_000_000
ALLOW_PRIVATE_URLS = ENVIRONMENT.allow_private_urls
SCHEMAS = ENVIRONMENT.schemas
BACKUPS = ENVIRONMENT.backups
METRICS_TOKEN = ENVIRONMENT.metrics_token
COUNTS = ENVIRONMENT.home / "tmp" / "counts" / gethostname()
"""Where the web processes of this machine count their requests, together."""
OUTGOING_PROXY = ENVIRONMENT.proxy
OUTGOING_AUTHORITIES = ENVIRONMENT.authorities
PUBLIC_URL = ENVIRONMENT.public_url
LAKE = {
    "memory_limit": ENVIRONMENT.memory_limit,
    "threads": ENVIRONMENT.threads,
    "temp_directory": ENVIRONMENT.home / "tmp",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "terrier.web.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "pyogrio": {"level": "WARNING"}},
}
