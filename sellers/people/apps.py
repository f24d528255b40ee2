from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "sellers.people"
    label = "people"
    verbose_name = _("Orang")
    default_auto_field = "django.db.models.BigAutoField"
