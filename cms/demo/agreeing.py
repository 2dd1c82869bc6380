"""Whether the texts of the demo library agree with one another: films, banks, courses to complete first, paths."""

from collections.abc import Sequence

from .courses import CourseText
from .markdown import LibraryError
from .programmes import ProgrammeText
from .quizzes import Bank


def check_films(course: CourseText, films: frozenset[str]) -> None:
    """Raises LibraryError where a lesson shows a film that nobody has written."""
    for block in course.blocks:
        if block.type == "video" and block.value["film"] not in films:
            raise LibraryError(course.path, block.line, f"There is no film {block.value['film']!r} under films/.")


def check_draws(course: CourseText, banks: Sequence[Bank]) -> None:
    """Raises LibraryError where a quiz draws from no bank, more than it holds, or what no lesson of it answers."""
    known = {bank.slug: bank for bank in banks}
    lessons = {lesson.title for lesson in course.lessons}
    for draw in course.quiz.draws:
        bank = known.get(draw.bank)
        if bank is None or len(bank.questions) < draw.count:
            held = "there is no such bank" if bank is None else f"it holds {len(bank.questions)}"
            sentence = f"{draw.count} questions are drawn from {draw.bank!r}; {held}."
            raise LibraryError(course.path.parent / "quiz.toml", 1, sentence)
        for question in bank.questions:
            if question.points_to not in lessons:
                sentence = f"{question.key} points to no lesson of {course.slug}: {question.points_to!r}."
                raise LibraryError(bank.path, 1, sentence)


def check_prerequisites(course: CourseText, courses: Sequence[CourseText]) -> None:
    """Raises LibraryError where a course to complete first is not there, or comes back to the course itself."""
    needs = {one.slug: list(one.front.get("prerequisites", [])) for one in courses}
    line = course.lines.line_of("prerequisites")
    ahead, passed = list(needs[course.slug]), set[str]()
    while ahead:
        slug = ahead.pop()
        if slug not in needs:
            raise LibraryError(course.path, line, f"There is no course {slug!r} to complete first.")
        if slug == course.slug:
            sentence = "A course cannot come before itself, not even by way of another."
            raise LibraryError(course.path, line, sentence)
        if slug not in passed:
            passed.add(slug)
            ahead += needs[slug]


def check_steps(programme: ProgrammeText, courses: Sequence[CourseText], slugs: frozenset[str]) -> None:
    """Raises LibraryError where a step of a path is not there, or is not what it says it is."""
    learnt = {course.slug for course in courses}
    for step in programme.steps:
        there = learnt if step["kind"] == "course" else slugs - learnt
        if step["slug"] not in there:
            line = programme.lines.line_of(rf'slug = "{step["slug"]}"')
            raise LibraryError(programme.path, line, f"There is no {step['kind']} {step['slug']!r}.")
