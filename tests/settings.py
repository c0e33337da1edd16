"""The test project: all capabilities on SQLite, or on the database of ``DATABASE_URL``.

``CIVIC_APPS`` (comma-separated) leaves the other capabilities out; ``CIVIC_LOCALIZE=0`` leaves
wagtail-localize out.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django

HERE = Path(__file__).parent
(HERE / "var").mkdir(exist_ok=True)
ALL_APPS = ["documents", "acts", "sessions", "petitions", "sms", "budget", "news"]


def database(url: str) -> dict:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(HERE / "var" / "test.sqlite3"),
            "TEST": {"NAME": os.environ.get("SQLITE_TEST_NAME")},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {**database(""), "NAME": parts.path[1:] or ":memory:"}
    engines = {"postgres": "postgresql", "postgresql": "postgresql", "mysql": "mysql"}
    options = {"charset": "utf8mb4"} if parts.scheme == "mysql" else {}
    return {
        "ENGINE": f"django.db.backends.{engines[parts.scheme]}",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": options,
        "TEST": {"NAME": os.environ.get("TEST_DATABASE_NAME", "test_civic")},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Asia/Tbilisi"
USE_I18N = True
LANGUAGE_CODE = "ka"
LANGUAGES = [("ka", "ქართული"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "Test municipality"
WAGTAILADMIN_BASE_URL = "http://testserver"

CIVIC_APPS = [
    name
    for name in os.environ.get("CIVIC_APPS", ",".join(ALL_APPS)).split(",")
    if name and (HERE.parent / "wagtail_civic" / name / "apps.py").exists()
]
LOCALIZE = os.environ.get("CIVIC_LOCALIZE", "1") == "1"

INSTALLED_APPS = [
    "tests.host",
    "tests.toy",
    "wagtail_civic.core",
    *[f"wagtail_civic.{name}" for name in CIVIC_APPS],
    *(["wagtail_localize", "wagtail_localize.locales"] if LOCALIZE else ["wagtail.locales"]),
    "django_q",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Django 6.1 asks for it beside the search index of Wagtail (postgres.E005).
    INSTALLED_APPS.append("django.contrib.postgres")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wagtail_civic.core.middleware.MkhedruliMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "tests.host.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = os.environ.get("MEDIA_ROOT", str(HERE / "var" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
DEFAULT_FROM_EMAIL = "no-reply@chaieti.example"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

Q_CLUSTER = {
    "name": "civic-test",
    "orm": "default",
    "timeout": 60,
    "retry": 90,
    "max_attempts": 2,
    "workers": 1,
    "poll": 1,
    "catch_up": False,
    "save_limit": 50,
}
WAGTAIL_CIVIC = {
    "JOBS_SYNC": True,
    "FORM_MINIMUM_SECONDS": 0,
    "LOOKUP_KEYS": ["lookup-key-for-tests-0123456789abcdef"],
    "ENCRYPTION_KEYS": ["encryption-key-for-tests-0123456789abcdef"],
}
