"""The smallest course with a package, and people on it: what the tests of the save stand on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.models import (
    Course,
    CourseItem,
    CourseVersion,
    Enrolment,
    Package,
    PackageItem,
    PackageVersion,
)
from courses.services import launching, saving
from courses.services.enrolment import enrol

AT = datetime.fromisoformat("2026-11-20T09:00:00+00:00")


def package_version(*, parts: int = 1, mastery: int | None = None, at: datetime = AT, **fields: Any) -> PackageVersion:
    """A package version without files, of as many parts as asked for."""
    package = Package.objects.create(title="Records requests", created=at)
    version = PackageVersion.objects.create(
        package=package,
        number=1,
        sha256=f"{package.pk:064d}",
        size=1,
        standard=fields.pop("standard", "scorm-1.2"),
        title="Records requests",
        imported_at=at,
        **fields,
    )
    for number in range(1, parts + 1):
        PackageItem.objects.create(
            version=version,
            identifier=f"part-{number}",
            order=number,
            title=f"Part {number}",
            href=f"part{number}.html",
            scorm_type="sco",
            mastery_score=None if mastery is None else Decimal(mastery),
        )
    return version


def course(*items: PackageVersion | str, cpd_minutes: int = 30, at: datetime = AT) -> Course:
    """A published course: a package item for each version given, a native item for each kind named."""
    made = Course.objects.create(title="A copy of everything", created=at)
    version = CourseVersion.objects.create(
        course=made,
        number=1,
        digest="0" * 64,
        frozen_at=at,
        title="A copy of everything",
        minutes=40,
        cpd_minutes=cpd_minutes,
        aims="To answer a request for records well.",
        objectives=["Name the time limit"],
        gdc_outcomes=["C"],
        gmp_domains=["1"],
        quality_assurer="Dr Lena Ode",
        topics=["records"],
    )
    for order, item in enumerate(items):
        native = isinstance(item, str)
        CourseItem.objects.create(
            version=version,
            key=f"item-{order}",
            order=order,
            kind=item if native else CourseItem.Kind.PACKAGE,
            title=f"Item {order + 1}",
            package_version=None if native else item,
        )
    made.current = version
    made.save(update_fields=["current"])
    return made


def enrolled(person: Any, *items: PackageVersion | str, at: datetime = AT, **fields: Any) -> Enrolment:
    """The person's place on a new course of these items; by default of one small package."""
    return enrol(person, course(*(items or (package_version(),)), **fields), at=at)


@dataclass
class Player:
    """A browser that keeps the protocol, without a browser: it begins, commits and remembers its number."""

    enrolment: Enrolment
    item: CourseItem
    at: datetime = AT
    device: str = "Firefox on Linux"
    token: str = ""
    label: str = ""
    session: UUID | None = None
    epoch: int = 0
    seq: int = 0
    state: dict[str, Any] = field(default_factory=dict)

    def begin(self, *, take_over: bool = False, part: UUID | None = None) -> "Player":
        launched = launching.launch(self.enrolment, self.item, device=self.device, at=self.at, part=part)
        self._opened(launching.begin(launched.code, label=launched.label, take_over=take_over, at=self.at))
        return self

    def go_on(self, part: UUID | None = None) -> "Player":
        self._opened(launching.go_on(self.token, label=self.label, part=part, at=self.at))
        return self

    def sent(self, seq: int | None = None, **elements: Any) -> saving.Sent:
        """A commit of these elements; two underlines stand for a dot, and what has no cmi is of cmi.core."""
        ends = {name: elements.pop(name) for name in ("final", "leaving", "whole") if name in elements}
        base = elements.pop("base", None)
        dotted = {name.replace("__", "."): value for name, value in elements.items()}
        named = {name if name.startswith("cmi.") else f"cmi.core.{name}": value for name, value in dotted.items()}
        number = self.seq + 1 if seq is None else seq
        assert self.session is not None
        return saving.Sent(self.session, self.epoch, number, number - 1 if base is None else base, named, **ends)

    def save(self, sent: saving.Sent) -> saving.Answer:
        answer = saving.save(self.token, sent, label=self.label, at=self.at)
        if answer.outcome == "applied":
            self.seq = answer.ack
        return answer

    def commit(self, **elements: Any) -> saving.Answer:
        return self.save(self.sent(**elements))

    def later(self, **length: float) -> "Player":
        self.at += timedelta(**length)
        return self

    def _opened(self, begun: launching.Begun) -> None:
        self.token, self.label = begun.token, begun.session.label
        self.session, self.epoch, self.seq = begun.session.uuid, begun.session.epoch, 0
        self.state = begun.state


def player(enrolment: Enrolment, *, order: int = 0, **fields: Any) -> Player:
    """A player of one item of the enrolment, not begun."""
    return Player(enrolment, enrolment.version.items.get(order=order), **fields)
