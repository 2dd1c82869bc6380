"""Which engine answers. One is fed; a setting chooses it."""

from functools import cache

from django.conf import settings
from django.core.signals import setting_changed
from django.db import DEFAULT_DB_ALIAS, connections
from django.dispatch import receiver

from .base import Engine
from .fts5 import Fts5Engine
from .memory import MemoryEngine
from .stores import FileStore, SiteStore


@cache
def engine() -> Engine:
    """The engine of this process: SEARCH_ENGINE is "fts5" (the default) or, for tests, "memory"."""
    name = getattr(settings, "SEARCH_ENGINE", "fts5")
    if name == "memory":
        return MemoryEngine()
    if name == "fts5":
        if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
            return Fts5Engine(SiteStore())
        return Fts5Engine(FileStore(settings.SEARCH_FILE))
    raise ValueError(f"SEARCH_ENGINE names no engine: {name!r}.")


@receiver(setting_changed)
def _forget(setting: str, **kwargs: object) -> None:
    if setting in {"SEARCH_ENGINE", "SEARCH_FILE"}:
        engine.cache_clear()
