"""Settings of the portal: what sites differ in comes from the environment (see README).

`manage.py showconfig` prints the knobs as they were read, secrets masked.
"""

import os
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from portal import stores
from portal.env import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment(os.environ, env_file=Path(os.environ.get("ENV_FILE", BASE_DIR / ".env")))

# Where state lives -----------------------------------------------------------------------

VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / "media")
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
SECRET_KEY = env.secret_key(VAR_DIR / "secret_key")

_database = partial(
    stores.database,
    connect_seconds=env.number("DATABASE_CONNECT_TIMEOUT", 5, least=1),
    statement_seconds=env.number("DATABASE_STATEMENT_TIMEOUT", 30),
    keep_seconds=env.number("DATABASE_CONN_MAX_AGE", 60),
)
DATABASES = {
    "default": env.secret("DATABASE_URL", stores.sqlite_address(VAR_DIR / "db.sqlite3"), _database)
}
CACHES = {}
CACHES["default"], _cache_database = env.secret(
    "CACHE_URL", stores.sqlite_address(VAR_DIR / "cache.sqlite3"), stores.caches
)
if _cache_database:
    DATABASES["cache"] = _cache_database
DATABASE_ROUTERS = ["portal.lib.cachestore.CacheRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The site --------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", False)
DEMO = env.flag("DEMO", False)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65535)
SITE_URL = env.text("SITE_URL", f"http://{HOST}:{PORT}").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", sorted({urlsplit(SITE_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"})
)
# Hosts of sites that moved in: whatever is asked there is sent on to SITE_URL.
OLD_HOSTS = env.words("OLD_HOSTS", [])
ALLOWED_HOSTS += OLD_HOSTS
STAFF_MFA = env.text(
    "STAFF_MFA", "offered" if DEMO else "required", choices=("required", "offered")
)

WEB_WORKERS = env.number("WEB_WORKERS", 2, least=1, most=64)
WEB_THREADS = env.number("WEB_THREADS", 16, least=1, most=64)
TASK_WORKERS = env.number("TASK_WORKERS", 1, most=64)
# How many proxies of ours stand in front: that many entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, most=9)
# Hosts of our own, in no public network, that may be called all the same; tests name theirs here.
OUTBOUND_TRUSTED_HOSTS: tuple[str, ...] = ()
MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", 64, least=1)
# So much memory each web worker may fill with finished pages; 0 keeps none.
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 32, most=4096)

INSTALLED_APPS = [
    # Ours first, so that our templates stand before those of the parts we build on.
    "portal",
    "portal.lib",
    "portal.site",
    "portal.accounts",
    "portal.importers",
    "news",
    "comments",
    "portal.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "taggit",
    "csp",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    # Above all that gives an answer its headers, for pages are kept with them.
    "portal.lib.pagecache.keep_pages",
    # Then what marks every answer, also those of the middleware below.
    "portal.middleware.add_policies",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.refuse_nonsense",
    "portal.middleware.believe_proxies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.LanguageMiddleware",
    "portal.middleware.keep_the_editors_clock",
    "portal.middleware.follow_old_addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.TraditionalMiddleware",
    "portal.accounts.pages.keep_private",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.accounts.pages.alternates",
                "portal.context.shell",
            ]
        },
    }
]

# Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
FORMS_URLFIELD_ASSUME_HTTPS = True

# People -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# The first makes all new passwords; the last are those that imported members bring.
PASSWORD_HASHERS = [
    *(
        f"django.contrib.auth.hashers.{name}PasswordHasher"
        for name in ("PBKDF2", "PBKDF2SHA1", "Argon2", "BCryptSHA256", "Scrypt")
    ),
    *(f"portal.accounts.hashers.Brought{name}" for name in ("Bcrypt", "Argon2", "MD5")),
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"
LOGOUT_REDIRECT_URL = "news:home"

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "signup": "portal.accounts.forms.SignUpForm",
    "request_login_code": "portal.accounts.forms.SignInCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
# An address may be written down by several members and proved by one; "strict" keeps sign-up
# from telling whether it is known.
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "portal.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "portal.accounts.forms.AddKeyForm",
    "edit_webauthn": "portal.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
# One code earlier or later: clocks of telephones differ.
MFA_TOTP_TOLERANCE = 1

# Safety -----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce enters the header only where a page reads it, which is the admin: public
        # pages are cached whole and must not hold one.
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
HSTS_SECONDS = env.number("HSTS_SECONDS", 30 * 24 * 3600)
SECURE_HSTS_SECONDS = HSTS_SECONDS if IS_HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "portal.resending.csrf_failure"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for sub-domains: the neighbours of this site are not ours to decide.
    "security.W021",  # Preloading neither.
    "security.W019",  # The desk shows pages of ours in frames of ours.
]

# What comes in ----------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # the longest story with all its inlines
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a gallery of 500 pictures in one form
FILE_UPLOAD_PERMISSIONS = 0o644

# Chinese marks part tags as commas do, and AI is the tag ai.
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "portal.lib.text.split_tags"
TAGGIT_STRING_FROM_TAGS = "portal.lib.text.join_tags"

# Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
MEDIA_URL = "/media/"
# A font file for social cards in place of the packaged Noto fonts.
CARD_FONT = env.text("CARD_FONT", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.lib.static.HashedFiles"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Pictures are compressed already; source maps are for developers, who can wait.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *("avif", "webp", "jpg", "jpeg", "png", "gif", "mp4", "mp3", "woff2", "gz", "br", "map"),
)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Work behind the pages --------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# The modules that hold periodic jobs; the worker and the scheduler import them.
PERIODIC_MODULES = [
    "comments.alerts",
    "comments.letters",
    "comments.statistics.counting",
    "portal.lib.housekeeping",
    "portal.lib.retention",
    "portal.lib.throttle",
    "portal.site.missed",
    "comments.notifications",
    "news.drafts",
    "news.intake",
    "news.links",
    "news.notices",
    "news.preview_links",
    "news.reads",
    "news.rankings",
    "news.renditions.mending",
    "news.search.rebuilding",
    "news.similar",
]

_mail = env.secret("EMAIL_URL", "console://", stores.mail)
MAIL_TRANSPORT = _mail["MAIL_TRANSPORT"]
globals().update(_mail)
EMAIL_BACKEND = "portal.lib.mail.QueuedBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "newsroom@localhost")

LOG_LEVEL = env.text("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # A page that is not there is the visitor's affair, a page that breaks is ours.
        "django.request": {"level": "ERROR"},
        # Robots that try host names and odd bodies are no errors of ours.
        "django.security": {"level": "CRITICAL"},
    },
}

env.check()
KNOBS = env.knobs

for _database_settings in DATABASES.values():
    if _database_settings["ENGINE"] == stores.SQLITE:
        Path(_database_settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
