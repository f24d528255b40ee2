from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    name = "sellers.onboarding"
    verbose_name = _("Pembukaan lapak")
    default_auto_field = "django.db.models.BigAutoField"
