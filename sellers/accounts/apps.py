from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "sellers.accounts"
    label = "accounts"
    verbose_name = _("Lapak dan koperasi")
    default_auto_field = "django.db.models.BigAutoField"
