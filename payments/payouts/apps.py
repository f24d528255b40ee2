from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PayoutsConfig(AppConfig):
    name = "payments.payouts"
    label = "payouts"
    verbose_name = _("Pencairan")
    default_auto_field = "django.db.models.BigAutoField"
