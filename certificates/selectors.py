"""Reads for pages and exports, each with a fixed number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from .models import Certificate, CpdEntry, Reflection
from .words import kind_in_words

A_YEAR_AGO = timedelta(days=365)


def certificate_for(person: Any, source_ref: str, period_key: str) -> Certificate | None:
    """The certificate that stands for a learning of one period: issued, or revoked. One statement."""
    return Certificate.objects.standing(person, source_ref, period_key).first()


def entries_for(person: Any) -> list[CpdEntry]:
    """What counts on a person's record, newest first, with certificate codes. One statement.

    `has_reflection` says whether there is a private text; the text itself is never fetched here.
    """
    return list(
        CpdEntry.objects.of(person)
        .current()
        .filter(minutes__gte=1)
        .select_related("certificate")
        .defer("certificate__snapshot")
        .annotate(has_reflection=Exists(Reflection.objects.filter(entry=OuterRef("pk"))))
        .order_by("-on", "-pk")
    )


@dataclass(frozen=True)
class KindTotal:
    """Minutes of one kind of activity."""

    words: str
    activities: int
    minutes: int


@dataclass(frozen=True)
class Totals:
    """Sums over a record, in minutes."""

    this_year: int
    last_twelve_months: int
    everything: int
    participatory: int
    by_kind: tuple[KindTotal, ...]


def totals(entries: Iterable[CpdEntry], *, today: date) -> Totals:
    """The sums of a record as `entries_for` gives it. Pure."""
    entries = list(entries)
    kinds: dict[str, list[int]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry.minutes)
    return Totals(
        this_year=sum(entry.minutes for entry in entries if entry.on.year == today.year),
        last_twelve_months=sum(entry.minutes for entry in entries if today - A_YEAR_AGO < entry.on <= today),
        everything=sum(entry.minutes for entry in entries),
        participatory=sum(entry.minutes for entry in entries if entry.participatory),
        by_kind=tuple(
            KindTotal(kind_in_words(kind), len(minutes), sum(minutes))
            for kind, minutes in sorted(kinds.items(), key=lambda item: -sum(item[1]))
        ),
    )
