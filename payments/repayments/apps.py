from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepaymentsConfig(AppConfig):
    name = "payments.repayments"
    label = "repayments"
    verbose_name = _("Pengembalian uang")
    default_auto_field = "django.db.models.BigAutoField"
