from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


class ConfigConfig(AppConfig):
    name = "storefront.config"
    label = "config"

    def ready(self) -> None:
        """With a broker, a nudge is a Celery task; without one the loop finds the row by itself."""
        set_way_back = import_string("payments.gateways.starting.set_way_back")  # the models are there by now
        set_way_back(import_string("storefront.orders.tracking.address_of_bill"))
        for notice in ("messages_leave", "pieces_are_shared"):
            checks.register(import_string(f"storefront.config.notices.{notice}"))
        if settings.CELERY_BROKER_URL:
            from sellers.kit import due  # loaded only where a broker is configured, to cost no memory elsewhere
            from storefront.config.celery import sweep

            due.set_nudger(lambda name: sweep.delay(name))
