"""A column that a database can look up and that is always made from another one."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from .analysis.words import key_of


class KeyField(models.CharField):
    """Holds `key_of` of the field `source`, on `save` and on `bulk_create` alike. Never edited."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **(kwargs | {"editable": False, "db_index": True}))

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = key_of(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key
