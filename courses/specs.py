"""A course as its editors have written it, in plain values: what freezing takes, and what must be true of it first.

The keys of a lesson's checks and of a quiz's questions travel in `content` beside the text that is shown, never in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .lesson_specs import about_lesson, lesson_asks
from .question_specs import Fault, about_questions


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
    """Why a course cannot be published yet: the field of the page to mend, and a sentence that says how.

    `block` is the id of the block to mend, where it lies in one; `claim` says that it is asked for the sake of CPD.
    """

    field: str
    sentence: str
    block: str = ""
    claim: bool = False


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
    yield from _about_titles(spec.items)
    if spec.minutes and (sum(item.minutes for item in spec.items)) > 2 * spec.minutes:
        yield Problem("minutes", "The parts together take more than twice these minutes. Check both.")


def _about_titles(items: Sequence[ItemSpec]) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in items:
        title = item.title.strip().casefold()
        if title and title in seen:
            sentence = (
                f"Two parts have the same title, “{item.title}”. Give each its own, so that learners tell them apart."
            )
            yield Problem("outline", sentence, item.key)
        seen.add(title)


def _about_cpd(spec: CourseSpec) -> Iterator[Problem]:
    if not spec.cpd_minutes:
        return
    if spec.cpd_minutes > spec.minutes > 0:
        yield Problem("cpd_minutes", "CPD minutes may not exceed the learning time.", claim=True)
    if not spec.verifiable:
        return
    if spec.items and not any(_asks(item) for item in spec.items):
        yield Problem(
            "outline",
            "The course claims verifiable CPD and asks nothing: a completion would show only that its pages were "
            "opened. Add a quiz or a package, or a check, an exercise, a scenario or a required film in a lesson.",
            claim=True,
        )
    asked = [
        ("aims", bool(spec.aims.strip()), "its aims"),
        ("objectives", bool(spec.objectives), "its learning objectives, one a line"),
        ("gdc_outcomes", bool(spec.gdc_outcomes), "at least one GDC development outcome"),
        ("quality_assurer", bool(spec.quality_assurer.strip()), "who assured its quality"),
    ]
    for name, given, words in asked:
        if not given:
            yield Problem(name, f"A course that earns CPD must state {words}.", claim=True)


def _asks(item: ItemSpec) -> bool:
    """Whether a completion of the item shows more than that it was opened."""
    return item.kind != "lesson" or lesson_asks(item.content)


def _about(item: ItemSpec) -> Iterator[Problem]:
    where = f"“{item.title}”" if item.title.strip() else f"A {item.kind} without a title"
    if not item.title.strip():
        yield Problem("outline", f"{where}: give it one.", item.key)
    if item.minutes <= 0:
        yield Problem("outline", f"{where}: say how many minutes it takes.", item.key)
    about = {"lesson": _about_lesson, "quiz": _about_quiz, "video": _about_video, "package": _about_package}[item.kind]
    yield from (Problem("outline", sentence, block or item.key) for block, sentence in about(item, where))


def _about_lesson(item: ItemSpec, where: str) -> Iterator[Fault]:
    yield from about_lesson(where, item.content)


def _about_quiz(item: ItemSpec, where: str) -> Iterator[Fault]:
    yield from about_questions(where, item.content)
    if item.pass_mark is None:
        yield "", f"{where}: a quiz needs a pass mark, its own or the course's."


def _about_video(item: ItemSpec, where: str) -> Iterator[Fault]:
    if not item.content.get("video"):
        yield "", f"{where}: choose the film to watch."
    elif item.content.get("silent"):
        yield "", f"{where}: its film has no captions yet. Write them with the video first."


def _about_package(item: ItemSpec, where: str) -> Iterator[Fault]:
    if item.package_version_id is None:
        yield "", f"{where}: choose the package to play."
    elif item.content.get("recalled"):
        yield "", f"{where}: this version of the package was recalled. Choose another one, or upload a mended one."
    elif item.content.get("has"):
        yield "", f"{where}: the package has no such outline. It has: {item.content['has']}."
