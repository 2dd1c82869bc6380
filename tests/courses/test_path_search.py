"""Learning paths in the search: a kind of their own, found by their words and by the titles of their steps."""

import pytest

from courses.library_paths import LearningPathSource
from members.api import viewer_for
from search.api import Kind, LibraryRef, find, rebuild

from .native import AT, make_page
from .test_programmes import make_path, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(django_capture_on_commit_callbacks):
    """A published path of one course, with what follows its commit done."""
    with django_capture_on_commit_callbacks(execute=True):
        return make_path(step("course", make_page(title="Spotting a zebrafinch", slug="one")))


@pytest.mark.parametrize("words", ["ready for complaints", "learning path", "zebrafinch"])
def test_a_path_is_found_by_title_kind_and_step(asha, path, words):
    found = find(words, viewer=viewer_for(asha, at=AT), kinds=[Kind.LEARNING_PATH])
    assert [(hit.kind, hit.title) for hit in found.hits] == [("learning-path", "Ready for complaints")]
    assert found.facets["kind"]["learning-path"] >= 1  # beside PostgreSQL the index outlives a test


def test_a_path_is_no_course(asha, path):
    found = find("ready for complaints", viewer=viewer_for(asha, at=AT), kinds=[Kind.COURSE])
    assert "Ready for complaints" not in [hit.title for hit in found.hits]


def test_a_path_that_is_taken_down_is_found_no_more(asha, path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        path.unpublish()
    assert find("ready for complaints", viewer=viewer_for(asha, at=AT), kinds=[Kind.LEARNING_PATH]).hits == []
    assert LearningPathSource().doc(LibraryRef(Kind.LEARNING_PATH, path.programme.uuid)) is None
    assert list(LearningPathSource().refs()) == []


def test_a_rebuilt_index_has_the_path_once(asha, path):
    rebuild()
    found = find("ready for complaints", viewer=viewer_for(asha, at=AT), kinds=[Kind.LEARNING_PATH])
    assert len(found.hits) == 1
