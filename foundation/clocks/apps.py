from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "foundation.clocks"
    label = "clocks"
