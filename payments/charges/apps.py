from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChargesConfig(AppConfig):
    name = "payments.charges"
    label = "charges"
    verbose_name = _("Pembayaran")
    default_auto_field = "django.db.models.BigAutoField"
