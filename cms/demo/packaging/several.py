"""A course as a SCORM 1.2 package of several parts: a SCO for every lesson, two sheets, and an assessment that opens
when the lessons are done.

The manifest says what the standard lets it say (CAM 2.3): nested items, a hidden one, prerequisites, a mastery score,
launch data and a time limit that asks for a message and ends nothing.
"""

from typing import Any

from cms.demo.markdown import Block, LibraryError

from .pages import checked_on, copied, question_of, render, shown, zipped
from .sources import PackageText, Sheet, steps_of

COPIED = ("course.css", "parts.css", "scorm.js", "telling.js", "asking.js", "lesson.js", "questions.js")
_SCRIPTS = ("scorm.js", "telling.js", "asking.js")
_ASSESSMENT = "Final assessment"
_SHEETS = ("keep", "meeting")


def build_several(text: PackageText) -> bytes:
    """The zip. `text` has the sheets "keep" (a page to keep) and "meeting" (hidden in the table of contents)."""
    course = text.course
    if missing := [name for name in _SHEETS if name not in text.sheets]:
        raise LibraryError(text.path, 1, f"A package of several parts has {missing[0]}.md beside its course.md.")
    keep, meeting = (text.sheets[name] for name in _SHEETS)
    titles = [lesson.title for lesson in course.lessons]
    lessons: list[dict[str, Any]] = [
        {
            "identifier": f"lesson_{number}",
            "title": lesson.title,
            "minutes": lesson.minutes,
            "next": following,
            "number": number,
            "steps": steps_of(lesson, text.path),
        }
        for number, (lesson, following) in enumerate(
            zip(course.lessons, [*titles[1:], _ASSESSMENT], strict=True), start=1
        )
    ]
    pages = [
        *({"identifier": one["identifier"], "href": f"{one['identifier']}.html", "type": "sco"} for one in lessons),
        {"identifier": "keep", "href": "keep.html", "type": "asset"},
        {"identifier": "assessment", "href": "assessment.html", "type": "sco"},
        {"identifier": "meeting", "href": "meeting.html", "type": "asset"},
    ]
    values: dict[str, Any] = {
        "course": course.front,
        "slug": course.slug,
        "group": "The lessons",
        "lessons": lessons,
        "keep": keep,
        "meeting": meeting,
        "assessment": _ASSESSMENT,
        "prerequisites": "&".join(one["identifier"] for one in lessons),
        "quiz": course.quiz,
        "pages": pages,
        "copied": COPIED,
        "checked_on": checked_on(course),
    }
    files = {"imsmanifest.xml": render("several.xml", values)}
    for one in lessons:
        files[f"{one['identifier']}.html"] = render(
            "lesson.html",
            values
            | {
                "title": one["title"],
                "label": f"Lesson {one['number']} of {len(lessons)}",
                "lesson": one,
                "steps": one["steps"],
                "finish": "Finish this lesson",
                "scripts": (*_SCRIPTS, "lesson.js"),
            },
        )
    files["keep.html"] = _sheet(keep, "To keep", values)
    files["assessment.html"] = render(
        "questions.html",
        values
        | {
            "title": _ASSESSMENT,
            "label": "All the lessons",
            "kind": "assessment",
            "minutes": course.quiz_minutes,
            "intro": course.quiz.intro,
            "mastery": course.quiz.pass_mark,
            "questions": [question_of(question, course.lessons) for question in course.quiz.packaged],
            "finish": "Finish and hand in",
            "extra": {"href": "meeting.html", "title": meeting.title},
            "scripts": (*_SCRIPTS, "questions.js"),
        },
    )
    files["meeting.html"] = _sheet(meeting, "For a team", values)
    return zipped(files | copied(COPIED))


def _sheet(sheet: Sheet, label: str, values: dict[str, Any]) -> str:
    blocks: tuple[Block, ...] = sheet.blocks
    page = {"title": sheet.title, "label": label, "blocks": shown(blocks, sheet.key), "scripts": ()}
    return render("sheet.html", values | page)
