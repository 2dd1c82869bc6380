from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        from foundation.outbox import api as outbox

        from .checks import engine_is_possible
        from .defaults import load_after_migrate
        from .indexing import DUTY, keep_promise
        from .rebuilding import prepare_after_migrate

        outbox.register(DUTY, keep_promise)
        register(engine_is_possible, Tags.database)
        post_migrate.connect(load_after_migrate, sender=self)
        post_migrate.connect(prepare_after_migrate, sender=self)
