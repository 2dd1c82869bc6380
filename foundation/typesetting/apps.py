from django.apps import AppConfig


class TypesettingConfig(AppConfig):
    name = "foundation.typesetting"
    label = "typesetting"
