from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharesConfig(AppConfig):
    name = "storefront.terms.shares"
    label = "shares"
    verbose_name = _("Bagi hasil")
    default_auto_field = "django.db.models.BigAutoField"
