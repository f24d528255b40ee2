"""What Saleor 3.23 takes from its container's environment, and how its processes are started (verified on 3.23.28)."""

ENVIRONMENT = frozenset(
    {
        "DEBUG", "SECRET_KEY", "RSA_PRIVATE_KEY", "DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "ALLOWED_HOSTS",
        "ALLOWED_CLIENT_HOSTS", "PUBLIC_URL", "ALLOWED_GRAPHQL_ORIGINS", "HTTP_IP_FILTER_ENABLED",
        "HTTP_IP_FILTER_ALLOW_LOOPBACK_IPS", "DEFAULT_COUNTRY", "JWT_TTL_ACCESS", "JWT_TTL_REFRESH",
        "BEAT_EXPIRE_ORDERS_AFTER_TIMEDELTA", "SEND_USAGE_TELEMETRY", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
    }
)  # fmt: skip
DEMANDED = frozenset(  # when DEBUG is False
    {"DEBUG", "SECRET_KEY", "RSA_PRIVATE_KEY", "DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "ALLOWED_HOSTS"}
    | {"ALLOWED_CLIENT_HOSTS", "PUBLIC_URL", "HTTP_IP_FILTER_ENABLED"}
)
MIGRATE = "python3 manage.py migrate"
WORKER = "celery --app saleor.celeryconf:app worker -E"
BEAT = "celery --app saleor.celeryconf:app beat --scheduler saleor.schedulers.schedulers.DatabaseScheduler"
HEALTH = "http://localhost:8000/health/"
MEDIA = "/app/media"
IMAGE = "ghcr.io/saleor/saleor:3.23"
