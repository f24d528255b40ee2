from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemittancesConfig(AppConfig):
    name = "payments.remittances"
    label = "remittances"
    verbose_name = _("Setoran kurir")
    default_auto_field = "django.db.models.BigAutoField"
