"""A check constraint from a list of choices, so that the database knows the list as well as the form does."""

from django.db import models


def one_of(field: str, choices: type[models.TextChoices], *, name: str, blank: bool = False) -> models.CheckConstraint:
    """The constraint that `field` holds a value of `choices`, or nothing where `blank`."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)
