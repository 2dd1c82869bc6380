"""A film that is shown somewhere stays, whichever way it is to be deleted; its captions may be mended at any time."""

import json
from pathlib import Path

from django.urls import reverse

import pytest

from courses.library import CourseSource
from courses.models import CourseItem, CourseVersion
from editing.api import FilmInUse, Video, uses_of
from editing.video_admin import VideoViewSet
from foundation.vocabulary.api import load
from members.api import ANONYMOUS, viewer_for
from search.api import Kind, LibraryRef, find
from tests.films import CAPTIONS, make_video

from .native import AT, key, make_page, outline, place_on, url_of
from .test_watching import outline as with_film

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load()


@pytest.fixture
def editor(client, django_user_model):
    person = django_user_model.objects.create_superuser(email="editor@example.org", password="a long enough word")
    client.force_login(person)
    return person


def form_for(video, **data):
    empty = {f"{name}-count": "0" for name in ("transcript", "chapters")}
    fields = {"title": video.title, "captions": video.captions, "credit": "", "access": "members"} | empty | data
    return VideoViewSet().get_form_class()(fields, {}, instance=video)


def test_a_film_that_a_course_shows_is_not_deleted_and_the_places_are_named():
    video = make_video()
    make_page(outline=with_film(video))
    page, film, inside = uses_of(video)
    assert page.where == "the course “A copy of everything”"
    assert page.url
    assert "the part “The month, counted” of “A copy of everything”, version 1" in film.where
    assert "the part “Spotting one”" in inside.where
    for delete in (video.delete, Video.objects.filter(pk=video.pk).delete):
        with pytest.raises(FilmInUse, match="is shown in the course “A copy of everything”"):
            delete()
    assert Video.objects.filter(pk=video.pk).exists()


def test_a_version_that_learners_hold_keeps_its_film_when_the_page_has_let_go_of_it(asha):
    video = make_video()
    page = make_page(outline=with_film(video))
    page.outline = json.dumps(outline())
    page.save_revision().publish()
    assert uses_of(video) == []
    page.outline = json.dumps(json.loads(with_film(video)))
    page.save_revision().publish()
    place_on(asha, page)
    page.outline = json.dumps(outline())
    page.save_revision().publish()
    film, _inside = uses_of(video)
    assert film.remedy.startswith("One learner has a place on this version and keeps it, so its film stays.")


def test_the_admin_shows_where_a_film_stands_instead_of_asking(client, editor):
    used, free = make_video(title="Used"), make_video(title="Free", seconds=1)
    page = make_page(outline=with_film(used))
    address = reverse("wagtailsnippets_editing_video:delete", args=[used.pk])
    asked = client.get(address).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in asked
    assert "Nothing was deleted." in asked
    assert client.post(address).status_code == 409
    both = reverse("wagtail_bulk_action", args=["editing", "video", "delete"]) + f"?id={used.pk}&id={free.pk}"
    refused = client.post(both)
    assert refused.status_code == 409
    assert "The other film you chose is shown nowhere" in refused.content.decode()
    assert Video.objects.count() == 2
    usage = client.get(reverse("wagtailsnippets_editing_video:usage", args=[used.pk])).content.decode()
    assert "A copy of everything" in usage


def test_a_film_that_is_shown_nowhere_goes_with_its_file(client, editor, django_capture_on_commit_callbacks):
    video = make_video(seconds=1)
    file = Path(video.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailsnippets_editing_video:delete", args=[video.pk]))
    assert not Video.objects.exists()
    assert not file.exists()


def test_the_captions_of_a_film_that_is_shown_are_mended_and_never_taken_away():
    video = make_video()
    assert form_for(video, captions="").is_valid()
    video.refresh_from_db()
    make_page(outline=with_film(video))
    refused = form_for(video, captions="")
    assert "It cannot be left without captions." in str(refused.errors["captions"])
    assert form_for(video, captions=CAPTIONS.replace("zebrafinch", "goldcrest")).is_valid()


def test_mended_captions_reach_a_frozen_course_and_the_search(client, asha, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        video = make_video()
        page = make_page(outline=with_film(video))
    place = place_on(asha, page)
    frozen = list(CourseItem.objects.values_list("content", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        form = form_for(Video.objects.get(pk=video.pk), captions=CAPTIONS.replace("zebrafinch", "goldcrest"))
        assert form.is_valid(), form.errors
        form.save()
    assert (CourseVersion.objects.count(), list(CourseItem.objects.values_list("content", flat=True))) == (1, frozen)
    client.force_login(asha)
    assert "goldcrest" in client.get(url_of(place, "film")).content.decode()
    viewer = viewer_for(asha, at=AT)
    assert [hit.title for hit in find("goldcrest", viewer=viewer).hits] == ["A copy of everything"]
    assert CourseSource().doc(LibraryRef(Kind.COURSE, page.course.uuid)) is not None


def test_a_film_keeps_the_length_by_which_watching_is_counted():
    video = make_video(seconds=2)
    form = form_for(video, captions="", duration="900")
    assert form.is_valid(), form.errors
    assert form.save().duration == 2


def test_a_line_of_a_film_is_found_and_leads_to_its_moment(client, asha, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        video = make_video(chapters=[("chapter", {"at": 5, "title": "The day itself"})])
        page = make_page(outline=with_film(video))
    viewer = viewer_for(asha, at=AT)
    (hit,) = find("begins day itself", viewer=viewer).hits
    assert hit.place == "The month, counted, 0:05"
    # Nobody who may not read it learns where it stands.
    assert find("begins day itself", viewer=ANONYMOUS).hits == []
    client.force_login(asha)
    assert client.get(hit.place_url).url == f"{page.url}#part-{key('film')[:8]}"
    place = place_on(asha, page)
    answer = client.get(hit.place_url)
    assert answer.url == url_of(place, "film") + "#t-5"
    assert 'id="t-5"' in client.get(url_of(place, "film")).content.decode()
    results = client.get("/search/", {"q": "begins day itself"}).content.decode()
    assert f'href="{hit.place_url}"' in results
    inside = reverse("courses:part", args=[page.course.uuid, key("lesson1")])
    anchor = f"t-{video.uuid.hex[:8]}-5"
    assert client.get(inside, {"moment": anchor}).url == url_of(place, "lesson1") + f"#{anchor}"
    assert f'id="{anchor}"' in client.get(url_of(place, "lesson1")).content.decode()
    assert client.get(inside, {"moment": "//evil.example"}).url == url_of(place, "lesson1")
