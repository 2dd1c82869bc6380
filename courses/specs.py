"""A course as its editors have written it, in plain values: what freezing takes, and what must be true of it first.

The keys of a lesson's checks and of a quiz's questions travel in `content` beside the text that is shown, never in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .rules import marking


@dataclass(frozen=True)
class ItemSpec:
    """One thing to do.

    `content` of a lesson has body (raw stream data without keys), checks, branches and prompts; of a quiz, intro and
    questions; of a package, note.
    """

    key: str
    kind: str
    title: str
    minutes: int
    module: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    pass_mark: int | None = None
    package_version_id: int | None = None


@dataclass(frozen=True)
class CourseSpec:
    """The course: what is printed on its certificate, and its items in order.

    A course that is not `verifiable` may count minutes without saying what a regulator's verifiable activity must say;
    its certificate then claims no more than that it was completed.
    """

    title: str
    summary: str
    minutes: int
    cpd_minutes: int
    items: Sequence[ItemSpec]
    aims: str = ""
    objectives: tuple[str, ...] = ()
    gdc_outcomes: tuple[str, ...] = ()
    gmp_domains: tuple[int, ...] = ()
    quality_assurer: str = ""
    topics: tuple[str, ...] = ()
    access: str = "members"
    verifiable: bool = True
    prerequisites: tuple[str, ...] = ()
    valid_months: int | None = None


@dataclass(frozen=True)
class Problem:
    """Why a course cannot be published yet: the field of the page to mend, and a sentence that says how."""

    field: str
    sentence: str


def problems(spec: CourseSpec) -> list[Problem]:
    """Everything that stands between this course and its readers; empty when it may be published.

    A course that claims CPD must say what a verifiable activity needs: aims, objectives, an outcome and who assured its
    quality (GDC, Enhanced CPD guidance: the certificate's contents).
    """
    return [*_about_the_course(spec), *_about_cpd(spec), *(problem for item in spec.items for problem in _about(item))]


def _about_the_course(spec: CourseSpec) -> Iterator[Problem]:
    if spec.minutes <= 0:
        yield Problem("minutes", "Say how many minutes of learning the authors expect.")
    if not spec.items:
        yield Problem("outline", "Add at least one lesson, quiz or package; a course needs something to do.")
    if len(titles := [item.title.casefold() for item in spec.items]) != len(set(titles)):
        yield Problem(
            "outline", "Two parts have the same title. Give each its own, so that learners can tell them apart."
        )
    if spec.minutes and (sum(item.minutes for item in spec.items)) > 2 * spec.minutes:
        yield Problem("minutes", "The parts together take more than twice these minutes. Check both.")


def _about_cpd(spec: CourseSpec) -> Iterator[Problem]:
    if not spec.cpd_minutes:
        return
    if spec.cpd_minutes > spec.minutes > 0:
        yield Problem("cpd_minutes", "CPD minutes may not exceed the learning time.")
    if not spec.verifiable:
        return
    asked = [
        ("aims", bool(spec.aims.strip()), "its aims"),
        ("objectives", bool(spec.objectives), "its learning objectives, one a line"),
        ("gdc_outcomes", bool(spec.gdc_outcomes), "at least one GDC development outcome"),
        ("quality_assurer", bool(spec.quality_assurer.strip()), "who assured its quality"),
    ]
    for name, given, words in asked:
        if not given:
            yield Problem(name, f"A course that earns CPD must state {words}.")


def _about(item: ItemSpec) -> Iterator[Problem]:
    where = f"“{item.title}”"
    if item.minutes <= 0:
        yield Problem("outline", f"{where}: say how many minutes it takes.")
    about = {"lesson": _about_lesson, "quiz": _about_quiz, "package": _about_package}[item.kind]
    yield from about(item, where)


def _about_lesson(item: ItemSpec, where: str) -> Iterator[Problem]:
    if not item.content.get("body"):
        yield Problem("outline", f"{where}: the lesson has no text yet.")
    for check in item.content.get("checks", {}).values():
        yield from _about_question(where, "check", check)
    for branch in item.content.get("branches", {}).values():
        if any(not path["consequence"].strip() for path in branch["paths"]):
            yield Problem("outline", f"{where}: every way to go on needs a text that says what follows.")


def _about_quiz(item: ItemSpec, where: str) -> Iterator[Problem]:
    if not item.content.get("questions"):
        yield Problem("outline", f"{where}: the quiz has no questions yet.")
    if item.pass_mark is None:
        yield Problem("outline", f"{where}: a quiz needs a pass mark, its own or the course's.")
    for question in item.content.get("questions", ()):
        yield from _about_question(where, "question", question)


def _about_package(item: ItemSpec, where: str) -> Iterator[Problem]:
    if item.package_version_id is None:
        yield Problem("outline", f"{where}: choose the package to play.")


def _about_question(where: str, word: str, question: marking.Question) -> Iterator[Problem]:
    named = f"{where}, {word} “{question['stem'][:70]}”"
    choices = question["choices"]
    right = [choice for choice in choices if choice["right"]]
    if not question["stem"].strip():
        yield Problem("outline", f"{where}: a {word} has no text.")
    if len(choices) < 2 or any(not choice["text"].strip() for choice in choices):  # noqa: PLR2004 - a choice is of two
        yield Problem("outline", f"{named}: give at least two answers, each with a text.")
    if question["kind"] == marking.TRUE_FALSE and len(choices) != 2:  # noqa: PLR2004
        yield Problem("outline", f"{named}: true or false has exactly two answers.")
    if question["kind"] == marking.MULTIPLE and not right:
        yield Problem("outline", f"{named}: mark at least one answer as right.")
    if question["kind"] != marking.MULTIPLE and len(right) != 1:
        yield Problem("outline", f"{named}: mark exactly one answer as right; {len(right)} are marked.")
    missing = [choice["text"] for choice in choices if not choice["rationale"].strip()]
    if missing:
        yield Problem("outline", f"{named}: the answer “{missing[0][:60]}” has no rationale. Every answer needs one.")
