"""Frameworks of regulators as shipped, and which topics bear on what. Loading adds what is missing."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

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
