"""Courses in the search: found as soon as they are published, by what their reader may read."""

import pytest

from courses.library import CourseSource
from members.api import ANONYMOUS, viewer_for
from search.api import Kind, LibraryRef, find

from .native import AT, Tab, key, make_page, place_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """A published course, with what follows its commit done."""
    with django_capture_on_commit_callbacks(execute=True):
        return make_page()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Does something, and what follows its commit."""

    def commit(act):
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return commit


def titles(text: str, viewer=ANONYMOUS) -> list[str]:
    return [hit.title for hit in find(text, viewer=viewer).hits]


def test_a_published_course_is_found_by_title_acronym_and_lesson(asha, published):
    member = viewer_for(asha, at=AT)
    assert titles("copy of everything") == ["A copy of everything"]
    assert titles("SAR") == ["A copy of everything"]
    assert titles("zebrafinch", member) == ["A copy of everything"]


def test_a_lessons_words_are_found_by_those_who_may_read_them_only(published):
    assert titles("zebrafinch") == []


def test_keys_and_rationales_are_in_no_index(asha, nia, published):
    for person in (asha, nia):
        viewer = viewer_for(person, at=AT)
        assert titles("canary", viewer) == []
        assert titles("rumours", viewer) == []
        assert titles("need not", viewer) == []


def test_what_a_learner_wrote_is_in_no_index(client, asha, nia, published, committed):
    client.force_login(asha)
    Tab(client, place_on(asha, published), "lesson1").post("prompt", block=key("prompt"), text="goldcrest")
    committed(lambda: published.save_revision().publish())
    for person in (asha, nia):
        assert titles("goldcrest", viewer_for(person, at=AT)) == []


def test_a_course_that_is_taken_down_is_found_no_more(published, committed):
    committed(published.unpublish)
    assert titles("copy of everything") == []
    assert CourseSource().doc(LibraryRef(Kind.COURSE, published.course.uuid)) is None
    assert list(CourseSource().refs()) == []


def test_a_renamed_address_is_found_there(published, committed):
    published.slug = "another-address"
    committed(lambda: published.save_revision().publish())
    assert [hit.url for hit in find("copy of everything", viewer=ANONYMOUS).hits] == ["/courses/another-address/"]


def test_a_hit_in_a_lesson_leads_to_its_part(published):
    doc = CourseSource().doc(LibraryRef(Kind.COURSE, published.course.uuid))
    assert [(part.anchor, part.title) for part in doc.parts] == [
        (f"part-{key('lesson1')[:8]}", "Spotting one"),
        (f"part-{key('lesson2')[:8]}", "The month"),
    ]
    assert (doc.minutes, doc.cpd_minutes, doc.topics, doc.audiences) == (20, 15, ("DATA.sar",), ("reception",))


def test_a_package_published_without_a_page_is_listed_and_found(committed, client, tmp_path):
    from .small_course import import_small_course

    report = committed(lambda: import_small_course(tmp_path, title="Packed by hand"))
    assert [hit.url for hit in find("packed by hand", viewer=ANONYMOUS).hits] == [report.course_url]
    make_page()
    html = client.get("/courses/").content.decode()
    assert f'href="{report.course_url}">Packed by hand</a>' in html
    assert "2 courses" in html
    assert "Sign in to start" in client.get(report.course_url).content.decode()


def test_a_catalogue_that_moves_takes_its_courses_along(published, committed):
    index = published.get_parent().specific
    index.slug = "learning"
    committed(lambda: index.save_revision().publish())
    assert [hit.url for hit in find("copy of everything", viewer=ANONYMOUS).hits] == ["/learning/a-copy/"]


def test_a_deleted_page_takes_its_course_out_of_the_catalogue(asha, published, committed):
    course = published.course
    place = place_on(asha, published)
    committed(published.get_parent().delete)
    course.refresh_from_db()
    assert course.current is None
    assert titles("copy of everything") == []
    place.refresh_from_db()
    assert place.version.items.count() == 3
