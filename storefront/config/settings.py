"""All settings, from the environment; deploy/env.example and the README say what each is for."""

from pathlib import Path

from storefront.config import env

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.text("LAPAK_VAR", str(ROOT / "var")))

DEMO = env.flag("LAPAK_DEMO")
DEBUG = env.flag("LAPAK_DEBUG")
SECRET_KEY = env.text("LAPAK_SECRET_KEY") or ("demo-only-secret-key-" * 3 if DEMO or DEBUG else "")
if not SECRET_KEY:
    raise env.BadSetting("Set LAPAK_SECRET_KEY to a long random text.")
ALLOWED_HOSTS = env.words("LAPAK_HOSTS", "127.0.0.1,localhost,[::1]")
BASE_URL = env.text("LAPAK_BASE_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django_htmx",
    "allauth",
    "allauth.account",
    "graphene_django",
    "sellers.kit",
    "sellers.audit",
    "sellers.people",
    "sellers.accounts",
    "sellers.messages",
    "catalog.products",
    "catalog.search",
    "catalog.media",
    "payments.ledger",
    "payments.charges",
    "storefront.config",
    "storefront.orders",
    "storefront.delivery",
    "storefront.terms",
    "storefront.engine.embedded",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "storefront.config.urls"
WSGI_APPLICATION = "storefront.config.wsgi.application"
AUTH_USER_MODEL = "people.Person"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "lapak.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
            "PRAGMA journal_size_limit=67108864;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "storefront" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "storefront.config.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [ROOT / "storefront" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "storefront" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",  # the operator's password for /admin/
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
