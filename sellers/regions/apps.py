from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "sellers.regions"
    verbose_name = _("Tempat dan harga pasar")
    default_auto_field = "django.db.models.BigAutoField"
