"""What a course page says it is about and for whom: topics, audiences, nations."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Value
from django.http import HttpRequest


@dataclass
class Labels:
    """The words that a page shows, each list in its own order: the main topic first."""

    topics: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    nations: list[str] = field(default_factory=list)


def labels_of(page: Any, request: HttpRequest) -> Labels:
    """The labels of a course page, in one statement; a preview reads what stands in the form."""
    if page.pk is None or getattr(request, "is_preview", False):
        return Labels(
            topics=[row.topic.label for row in page.course_topics.all()],
            audiences=[audience.label for audience in page.audiences.all()],
            nations=[nation.label for nation in page.nations.all()],
        )
    topics = page.course_topics.model.objects.filter(page_id=page.pk).order_by()
    rows = topics.values_list(Value("topics"), F("topic__label"), F("sort_order")).union(
        _chosen(page, "audiences"), _chosen(page, "nations"), all=True
    )
    found = Labels()
    for kind, label, _ in sorted(rows, key=lambda row: (row[2] or 0, row[1])):
        getattr(found, kind).append(label)
    return found


def _chosen(page: Any, name: str) -> Any:
    relation = getattr(type(page), name).field
    term = relation.m2m_reverse_field_name()
    rows = relation.remote_field.through.objects.filter(**{relation.m2m_field_name(): page.pk}).order_by()
    return rows.values_list(Value(name), F(f"{term}__label"), F(f"{term}__order"))
