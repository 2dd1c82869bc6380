"""Frameworks of regulators as shipped, and which topics bear on what. Loading adds what is missing."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import F, FilteredRelation, Q

from .models import Crosswalk, Framework, FrameworkNode, Topic

DATA = Path(__file__).parent / "data" / "frameworks.toml"


def load_frameworks(using: str) -> int:
    """Add the shipped frameworks, nodes and crosswalk rows that are missing. Returns how many rows were added.

    A statement stands below the key question that its code begins with.
    """
    shipped = tomllib.loads(DATA.read_text(encoding="utf-8"))
    topics = dict(Topic.objects.using(using).values_list("code", "pk"))
    added = 0
    for facts in shipped["frameworks"]:
        fields = {
            key: facts.get(key) for key in ("title", "regulator", "valid_from", "valid_to", "source", "checked_on")
        }
        framework, made = Framework.objects.using(using).get_or_create(code=facts["code"], defaults=fields)
        nodes = _add_nodes(framework, facts["nodes"], using)
        wanted = shipped["crosswalk"].get(framework.code, {})
        added += made + nodes + _add_crosswalk(wanted, framework, topics, using)
    return added


def _add_nodes(framework: Framework, nodes: list[dict[str, str]], using: str) -> int:
    known = {node.code: node for node in FrameworkNode.objects.using(using).filter(framework=framework)}
    before = len(known)
    for order, node in enumerate(nodes):
        if node["code"] not in known:
            head, _, tail = node["code"].partition(".")
            known[node["code"]] = FrameworkNode.objects.using(using).create(
                framework=framework, order=order, parent=known[head] if tail else None, **node
            )
    return len(known) - before


def _add_crosswalk(wanted: dict[str, list[str]], framework: Framework, topics: dict[str, int], using: str) -> int:
    rows = Crosswalk.objects.using(using).filter(node__framework=framework)
    known = set(rows.values_list("topic__code", "node__code"))
    nodes = dict(FrameworkNode.objects.using(using).filter(framework=framework).values_list("code", "pk"))
    missing = [
        Crosswalk(topic_id=topics[topic], node_id=nodes[code], valid_from=framework.valid_from)
        for topic, codes in wanted.items()
        for code in codes
        if (topic, code) not in known and topic in topics
    ]
    return len(Crosswalk.objects.using(using).bulk_create(missing))


def crosswalk_on(framework: Framework, day: date) -> dict[str, list[str]]:
    """Topic code -> the codes of the framework's nodes that it bears on, on that day. One statement."""
    found: dict[str, list[str]] = {}
    rows = Crosswalk.objects.filter(node__framework=framework, valid_from__lte=day).exclude(valid_to__lt=day)
    for topic, node in rows.order_by("node__order").values_list("topic__code", "node__code"):
        found.setdefault(topic, []).append(node)
    return found


def bearing(topic: str, crosswalk: dict[str, list[str]]) -> list[str]:
    """The nodes of a topic: its own rows, or those of the topic above it where it has none. Pure."""
    return crosswalk.get(topic) or crosswalk.get(topic.partition(".")[0], [])


def readable(**wanted: Any) -> Any:
    """The frameworks that somebody has checked, the newest first: what nobody has checked, no reader sees."""
    return Framework.objects.filter(checked_on__isnull=False, **wanted)


@dataclass(frozen=True)
class FrameworkRead:
    """A framework with everything that a practice's proof is filed by."""

    framework: Framework
    nodes: dict[str, FrameworkNode]  # by code, in order, each with its parent
    crosswalk: dict[str, list[str]]  # as crosswalk_on

    @property
    def key_questions(self) -> list[FrameworkNode]:
        """The questions at the top, in order."""
        return [one for one in self.nodes.values() if one.kind == FrameworkNode.Kind.KEY_QUESTION]


def read_framework(day: date) -> FrameworkRead | None:
    """The newest framework that somebody has checked, with its crosswalk on that day; None where there is none.

    One statement.
    """
    held = Q(crosswalk__valid_from__lte=day) & (Q(crosswalk__valid_to=None) | Q(crosswalk__valid_to__gte=day))
    rows = (
        FrameworkNode.objects.filter(framework__checked_on__isnull=False)
        .annotate(held=FilteredRelation("crosswalk", condition=held))
        .annotate(held_topic=F("held__topic__code"))
        .select_related("framework", "parent")
        .order_by("-framework__valid_from", "framework__title", "order", "code")
    )
    nodes: dict[str, FrameworkNode] = {}
    crosswalk: dict[str, list[str]] = {}
    framework: Framework | None = None
    for node in rows:
        framework = framework or node.framework
        if node.framework_id != framework.pk:
            break
        nodes.setdefault(node.code, node)
        if node.held_topic:
            crosswalk.setdefault(node.held_topic, []).append(node.code)
    return FrameworkRead(framework, nodes, crosswalk) if framework else None
