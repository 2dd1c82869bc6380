"""A course as a SCORM 2004 package that is sequenced: questions first, then only the modules that are still needed.

The first questions write an objective for each module; a module whose objective is met is skipped. The final questions
open when every module is known or taken, and they alone decide what the whole has come to (SN 4th Edition, RU and
SR). The parts share one store: where the learner works (adl.data).
"""

from typing import Any

from cms.demo.markdown import LibraryError

from .pages import checked_on, copied, question_of, render, zipped
from .sources import PackageText, steps_of

COPIED = ("course.css", "parts.css", "scorm2004.js", "telling.js", "asking.js", "lesson.js", "questions.js")
_SCRIPTS = ("scorm2004.js", "telling.js", "asking.js")
_BEFORE, _AFTER = "What you know already", "Final questions"
_BEFORE_MINUTES = 3
# Where a learner works, and how the title of a note begins that is for them alone.
SETTINGS = (
    ("gp", "In a GP practice"),
    ("dental", "In a dental practice"),
    ("clinic", "In an independent clinic"),
    ("trust", "In an NHS trust"),
)


def build_sequenced(text: PackageText) -> bytes:
    """The zip. `text` has questions for before the modules as well as for after them."""
    course = text.course
    if text.pretest is None:
        raise LibraryError(text.path, 1, "A sequenced package has a pretest.toml beside its course.md.")
    all_minutes = sum(lesson.minutes for lesson in course.lessons)
    modules = [
        {
            "identifier": f"module_{number}",
            "key": lesson.key,
            "number": number,
            "title": lesson.title,
            "minutes": lesson.minutes,
            "weight": f"{lesson.minutes / all_minutes:.4f}",
            "steps": [_fitted(step) for step in steps_of(lesson, text.path)],
        }
        for number, lesson in enumerate(course.lessons, start=1)
    ]
    pages = [{"identifier": name, "href": f"{name}.html"} for name in ("before", *(m["identifier"] for m in modules))]
    pages.append({"identifier": "after", "href": "after.html"})
    values: dict[str, Any] = {
        "course": course.front,
        "slug": course.slug,
        "before": _BEFORE,
        "group": "The modules",
        "modules": modules,
        "after": _AFTER,
        "share": f"{course.quiz.pass_mark / 100:.2f}",
        "pages": pages,
        "copied": COPIED,
        "checked_on": checked_on(course),
    }
    files = {"imsmanifest.xml": render("sequenced.xml", values)}
    files["before.html"] = render(
        "questions.html",
        values
        | {
            "title": _BEFORE,
            "label": "Before the modules",
            "kind": "before",
            "minutes": _BEFORE_MINUTES,
            "intro": text.pretest.intro,
            "mastery": text.pretest.pass_mark,
            "settings": SETTINGS,
            "questions": [question_of(question, course.lessons) for question in text.pretest.packaged],
            "finish": "Go on",
            "scripts": (*_SCRIPTS, "questions.js"),
        },
    )
    for module in modules:
        files[f"{module['identifier']}.html"] = render(
            "lesson.html",
            values
            | {
                "title": module["title"],
                "label": f"Module {module['number']} of {len(modules)}",
                "lesson": module,
                "steps": module["steps"],
                "finish": "Finish and go on",
                "scripts": (*_SCRIPTS, "lesson.js"),
            },
        )
    files["after.html"] = render(
        "questions.html",
        values
        | {
            "title": _AFTER,
            "label": "All the modules",
            "kind": "after",
            "minutes": max(course.quiz_minutes - _BEFORE_MINUTES, _BEFORE_MINUTES),
            "intro": course.quiz.intro,
            "mastery": course.quiz.pass_mark,
            "questions": [
                question
                | {"part": next(module["identifier"] for module in modules if module["key"] == question["lesson"])}
                for question in (question_of(question, course.lessons) for question in course.quiz.packaged)
            ],
            "finish": "Finish and hand in",
            "scripts": (*_SCRIPTS, "questions.js"),
        },
    )
    return zipped(files | copied(COPIED))


def _fitted(step: dict[str, Any]) -> dict[str, Any]:
    """The step, its notes for one place of work marked with that place."""
    places = {title: key for key, title in SETTINGS}
    for block in step["blocks"]:
        block["setting"] = places.get(str(block.get("title", "")), "")
    return step
