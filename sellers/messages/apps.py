from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "sellers.messages"
    label = "messages_outbox"
    default_auto_field = "django.db.models.BigAutoField"
