from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "storefront.config"
    label = "config"
