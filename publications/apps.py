from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = "Publications"

    def ready(self) -> None:
        from search.api import register

        from . import signals
        from .library import PublicationSource

        register(PublicationSource())
        signals.connect()
