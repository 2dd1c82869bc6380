"""How each kind of thing in the library is shown: one word, one icon; its line colour is a token of tokens.css."""

from dataclasses import dataclass

from search.api import Kind


@dataclass(frozen=True)
class KindLook:
    """The words and the icon of a kind."""

    code: str
    label: str
    plural: str
    icon: str


LOOKS: dict[str, KindLook] = {
    look.code: look
    for look in (
        KindLook(Kind.GUIDE.value, "Guide", "Guides", "book-open"),
        KindLook(Kind.CASE_HISTORY.value, "Case history", "Case histories", "scroll-text"),
        KindLook(Kind.ARTICLE.value, "Article", "Articles", "newspaper"),
        KindLook(Kind.JOURNAL.value, "Journal", "Journal", "library"),
        KindLook(Kind.WEBINAR.value, "Webinar", "Webinars", "presentation"),
        KindLook(Kind.COURSE.value, "Course", "Courses", "graduation-cap"),
        KindLook(Kind.LEARNING_PATH.value, "Learning path", "Learning paths", "route"),
        KindLook(Kind.LESSON.value, "Lesson", "Lessons", "notebook-pen"),
        KindLook(Kind.TEMPLATE.value, "Template", "Templates", "clipboard-list"),
        KindLook(Kind.GLOSSARY.value, "Glossary", "Glossary", "book-a"),
        KindLook(Kind.HELPLINE.value, "Helpline", "Helplines", "phone"),
        KindLook(Kind.DOCUMENT.value, "Document", "Documents", "file-text"),
    )
}


def look_of(kind: str) -> KindLook:
    """The look of a kind; an unknown one reads as a document, so that a page never fails over a label."""
    return LOOKS.get(str(kind), LOOKS[Kind.DOCUMENT.value])
