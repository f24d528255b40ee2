from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatewaysConfig(AppConfig):
    name = "payments.gateways"
    label = "gateways"
    verbose_name = _("Gerbang pembayaran")
    default_auto_field = "django.db.models.BigAutoField"
