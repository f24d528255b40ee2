from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "storefront.config"
    label = "config"

    def ready(self) -> None:
        """With a broker, a nudge is a Celery task; without one the loop finds the row by itself."""
        if settings.CELERY_BROKER_URL:
            from sellers.kit import due  # loaded only where a broker is configured, to cost no memory elsewhere
            from storefront.config.celery import sweep

            due.set_nudger(lambda name: sweep.delay(name))
