from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VocabularyConfig(AppConfig):
    name = "foundation.vocabulary"
    label = "vocabulary"
    verbose_name = "Vocabulary"

    def ready(self) -> None:
        from .defaults import load_after_migrate

        post_migrate.connect(load_after_migrate, sender=self)
