from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "sellers.messages"
    label = "messages_outbox"
    verbose_name = _("Pesan")
    default_auto_field = "django.db.models.BigAutoField"
