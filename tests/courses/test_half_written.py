"""A half-written course is kept and shown to its author; it is not published, and what is missing is named."""

import json

from django.urls import reverse

import pytest

from courses.learning_blocks import LessonBody
from courses.models import CoursePage
from courses.outline_blocks import ModuleItems, OutlineBlock, QuizQuestions
from courses.services.freezing import NotReady

from .authoring import emptied, form_of, post
from .learning import package_version
from .native import block, make_page

pytestmark = pytest.mark.django_db

ITEMS, BODY, QUESTIONS = ModuleItems().child_blocks, LessonBody().child_blocks, QuizQuestions().child_blocks


def module(*items):
    return [block("module", "module", {"title": "", "items": list(items)})]


def lesson(*body):
    return block("lesson", "lesson", {"title": "One", "minutes": 5, "body": list(body)})


def quiz(*questions):
    return block("quiz", "quiz", {"title": "Quiz", "minutes": 5, "pass_mark": 80, "questions": list(questions)})


HALF = {
    **{f"an item {kind}": module(block("x", kind, None)) for kind in ITEMS},
    **{f"a lesson with {kind}": module(lesson(block(kind, kind, None))) for kind in BODY},
    **{f"a quiz with {kind}": module(quiz(block(kind, kind, None))) for kind in QUESTIONS},
}
EVERYTHING = module(
    *(block(f"empty {kind}", kind, None) for kind in ITEMS),
    lesson(*(block(kind, kind, None) for kind in BODY)),
    quiz(*(block(kind, kind, None) for kind in QUESTIONS)),
)


@pytest.fixture
def editor(client, nia):
    client.force_login(nia)
    return client


def test_every_block_just_added_is_saved_as_a_draft_and_previewed_and_none_is_published(editor):
    page = make_page(publish=False)
    saved = post(editor, page, EVERYTHING)
    assert saved.status_code == 302, saved.context["form"].errors
    latest = CoursePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert len(latest.outline[0].value["items"]) == len(ITEMS) + 2
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert editor.post(preview, form_of(editor, page, EVERYTHING)).json() == {"is_valid": True, "is_available": True}
    assert editor.get(preview).status_code == 200
    assert post(editor, page, EVERYTHING, **{"action-publish": "1"}).status_code == 200
    assert not CoursePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("outline", HALF.values(), ids=HALF)
def test_what_is_half_written_is_named_with_its_place_whichever_way_it_is_published(outline):
    """An approval or a schedule publishes a draft without any form that would look at it."""
    page = make_page(publish=False, cpd_minutes=0, outline=json.dumps(emptied(OutlineBlock(), outline)))
    with pytest.raises(NotReady) as refused:
        page.save_revision().publish()
    item = outline[0]["value"]["items"][0]
    inside = (item["value"] or {}).get("body") or (item["value"] or {}).get("questions") or [item]
    places = {inside[0]["id"], item["id"]}
    assert {one.block for one in refused.value.problems if one.field == "outline"} & places, refused.value.problems
    assert not CoursePage.objects.get(pk=page.pk).live


def test_a_package_that_was_recalled_meanwhile_holds_up_publishing_and_no_draft(editor):
    item = {"title": "P", "minutes": 5, "package": package_version(state="recalled").pk, "organisation": "", "note": ""}
    page, outline = make_page(publish=False), module(block("p", "package", item))
    assert post(editor, page, outline).status_code == 302
    with pytest.raises(NotReady, match="was recalled"):
        CoursePage.objects.get(pk=page.pk).get_latest_revision().publish()


def test_a_page_that_is_refused_outside_its_form_is_told_of_and_stays_a_draft(editor):
    page = make_page(publish=False, cpd_minutes=0, outline=json.dumps([]))
    every = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = editor.post(f"{every}?id={page.pk}", {"include_descendants": ""}, follow=True)
    assert answer.status_code == 200
    assert not CoursePage.objects.get(pk=page.pk).live
    assert any("has nothing to learn" in str(one) or "needs" in str(one) for one in answer.context["messages"]), [
        str(one) for one in answer.context["messages"]
    ]
