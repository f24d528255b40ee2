from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "storefront.engine.embedded"
    label = "embedded"
    default_auto_field = "django.db.models.BigAutoField"
