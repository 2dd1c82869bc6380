"""Rows that stay as they were written. The guard is in the model: a slip in our own code is the likeliest tampering."""

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

from certificates.errors import FrozenFact

M = TypeVar("M", bound="FrozenModel")


class FrozenQuerySet(models.QuerySet[M]):
    """Reads freely; changes only what the model lists as changing; deletes nothing."""

    def update(self, **changes: Any) -> int:
        self.model.demand_changeable(changes)
        return super().update(**changes)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> NoReturn:
        raise FrozenFact(f"Rows of {self.model._meta.verbose_name} are never deleted.")  # noqa: SLF001

    delete.alters_data = True  # type: ignore[attr-defined]


class FrozenModel(models.Model):
    """A row is written once. Only the fields in `changing` may be saved again, by `save(update_fields=[...])`. Each
    model names its own `objects`, made of FrozenQuerySet.

    Erasing a person's account still empties `person` and removes what is theirs: Django does that beneath this guard.
    """

    changing: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def demand_changeable(cls, names: Any) -> None:
        """Raise FrozenFact unless every named field may change."""
        frozen = sorted(set(names) - cls.changing)
        if frozen:
            raise FrozenFact(f"{cls._meta.verbose_name}: {', '.join(frozen)} never change once written.")

    def save(self, **options: Any) -> None:
        if self._state.adding:
            super().save(**options | {"force_insert": True})
            return
        names = options.get("update_fields")
        if names is None:
            raise FrozenFact(f"Save a {self._meta.verbose_name} again only with update_fields.")
        self.demand_changeable(names)
        super().save(**options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise FrozenFact(f"A {self._meta.verbose_name} is never deleted.")
