from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificates and CPD"

    def ready(self) -> None:
        from foundation.outbox import api as outbox

        from .documents.producing import produce
        from .services.awarding import MAIL, PRODUCE
        from .services.mailing import mail

        outbox.register(PRODUCE, produce)
        outbox.register(MAIL, mail)
