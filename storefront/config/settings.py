"""All settings, from the environment; the README says what each is for."""

from pathlib import Path

from whitenoise.compress import Compressor

from storefront.config import channels, databases, env, gateways, languages, media, saleor, security

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.text("LAPAK_VAR", str(ROOT / "var")))

DEMO = env.flag("LAPAK_DEMO")
DEBUG = env.flag("LAPAK_DEBUG")
DEMO_PUBLIC = env.flag("LAPAK_DEMO_PUBLIC")
# everybody can read the demo's key here and sign links with it: only where nobody else comes
SECRET_KEY = env.text("LAPAK_SECRET_KEY") or ("demo-only-secret-key-" * 3 if DEMO and not DEMO_PUBLIC else "")
if not SECRET_KEY:
    raise env.BadSetting("Set LAPAK_SECRET_KEY to a long random text.")
ALLOWED_HOSTS = env.hosts("LAPAK_HOSTS", "127.0.0.1,localhost,[::1]")
BASE_URL = env.text("LAPAK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
security.refuse_public_demo(demo=DEMO, told_twice=DEMO_PUBLIC, hosts=ALLOWED_HOSTS)
HTTPS = BASE_URL.startswith("https://")
OPERATOR_NAME = env.text("LAPAK_OPERATOR_NAME", "Lapak")
OPERATOR_CONTACT = env.text("LAPAK_OPERATOR_CONTACT", "+6281200001000")

COMMERCE_ENGINE = env.text("COMMERCE_ENGINE", "embedded")
SALEOR = saleor.configured(needed=COMMERCE_ENGINE == "saleor")
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")
CACHE_URL = env.text("CACHE_URL")
GATEWAYS = gateways.configured()
MESSAGE_CHANNELS = channels.configured()
MESSAGE_ORDER = {"code": channels.order("CODE"), "notice": channels.order("NOTICE")}
OPERATOR_EMAIL = env.text("LAPAK_OPERATOR_EMAIL")  # told what reached no phone
PPH22 = env.flag("LAPAK_PPH22")  # withhold income tax of sellers: only for a market that was designated to

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "sellers.kit",
    "sellers.audit",
    "sellers.regions",
    "sellers.people",
    "sellers.accounts",
    "sellers.messages",
    "sellers.onboarding",
    "catalog.products",
    "catalog.search",
    "catalog.media",
    "payments.ledger",
    "payments.charges",
    "payments.gateways",
    "payments.repayments",
    "payments.payouts",
    "payments.remittances",
    "payments.statements",
    "payments.tax",
    "storefront.config",
    "storefront.orders",
    "storefront.delivery",
    "storefront.terms",
    "storefront.terms.shares",
    "storefront.engine.embedded",
    "storefront.engine.saleor",
    "storefront.demo",
]
MIDDLEWARE = [
    "storefront.desk.packing.pack_for_phones",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with Django's own padding against guessing at secrets by length
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "storefront.config.bad_text.refuse_bad_text",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sellers.people.handsets.handset_cookie",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "storefront.config.urls"
WSGI_APPLICATION = "storefront.config.wsgi.application"
AUTH_USER_MODEL = "people.Person"

DATABASES = {"default": databases.database(env.text("DATABASE_URL"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

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
                "storefront.desk.demo_door.demo_door",
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
LOCALE_PATHS = [ROOT / "storefront" / "locale"]
LANGUAGES = languages.offered(LOCALE_PATHS[0])
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "storefront" / "static"]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "opus")
WHITENOISE_MIMETYPES = {".opus": "audio/ogg"}
STORAGES = {
    "default": media.configured(),
    "staticfiles": {"BACKEND": "storefront.config.static_files.LapakStaticStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
UPLOADS_ROOT = env.text("LAPAK_UPLOADS")  # photos that come in pieces; "": in MEDIA_ROOT. Web machines must share it
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of the fields; a photo streams to disk
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

_pictures, _sending = media.hosts(STORAGES["default"])
CONTENT_SECURITY_POLICY = security.content_security_policy(pictures=_pictures, sending=_sending)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
CSRF_TRUSTED_ORIGINS = [env.origin("LAPAK_BASE_URL", BASE_URL)] if HTTPS else []
CSRF_FAILURE_VIEW = "storefront.shop.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LAPAK_LOG_LEVEL", "WARNING").upper()},
}

PHONE_REGION = "ID"  # how a phone number without a country is read
AUTHENTICATION_BACKENDS = ["sellers.people.backends.PersonBackend"]  # a password is only for the operator's /admin/
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/lapak/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sellers.people.adapter.PhoneAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("LAPAK_PROXIES", 0, low=0, high=9)  # in X-Forwarded-For
MFA_ADAPTER = "sellers.people.passkey_adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]  # a passkey is a way in, never a second step
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ACCOUNT_RATE_LIMITS = False  # ours count in the database (sellers/kit/limits.py), for all workers together
