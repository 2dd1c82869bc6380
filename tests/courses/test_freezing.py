"""Publishing freezes a course, once for each content; what is not ready is not published."""

import json

from wagtail.blocks.struct_block import StructBlockValidationError

import pytest

from courses.models import Course, CourseItem, CoursePage, CourseVersion
from courses.outline_blocks import PackageItemBlock
from courses.services.freezing import NotReady
from courses.specs import CourseSpec, ItemSpec, problems

from .learning import package_version
from .native import block, check, item_of, key, make_page, outline, place_on

pytestmark = pytest.mark.django_db


def republish(page: CoursePage, **changes) -> CoursePage:
    fresh = CoursePage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save_revision().publish()
    return CoursePage.objects.get(pk=page.pk)


def test_the_first_publication_makes_the_course_and_its_version():
    page = make_page()
    version = page.course.current
    assert (version.number, version.title, version.topics) == (1, "A copy of everything", ["DATA.sar"])
    assert (version.objectives, version.gdc_outcomes, version.gmp_domains) == (
        ["Recognise a request", "Count the month"],
        ["B"],
        [4],
    )
    items = list(version.items.values_list("key", "kind", "title", "minutes", "pass_mark", "order"))
    assert items == [
        (key("lesson1"), "lesson", "Spotting one", 6, None, 1),
        (key("lesson2"), "lesson", "The month", 6, None, 2),
        (key("quiz"), "quiz", "Final quiz", 5, 80, 3),
    ]


def test_a_draft_makes_no_course():
    assert make_page(publish=False).course is None
    assert not Course.objects.exists()


def test_keys_and_rationales_lie_apart_from_what_is_shown():
    version = make_page().course.current
    lesson = version.items.get(key=key("lesson1"))
    assert "CANARY" not in json.dumps(lesson.content["body"])
    assert "right" not in json.dumps(lesson.content["body"])
    assert lesson.content["checks"][key("check1")]["choices"][0]["right"] is True
    assert version.items.get(key=key("quiz")).content["questions"][0]["points_to"] == key("lesson2")


def test_publishing_the_same_again_adds_no_version():
    page = make_page()
    again = republish(page)
    assert again.course.current == page.course.current
    assert CourseVersion.objects.count() == 1


def test_a_change_is_a_new_version_and_learners_keep_theirs(asha):
    page = make_page()
    place = place_on(asha, page)
    changed = republish(page, outline=json.dumps(outline(first="Spotting a request")))
    assert changed.course.current.number == 2
    place.refresh_from_db()
    assert place.version.number == 1
    assert item_of(place, "lesson1").title == "Spotting one"
    assert changed.course.current.items.get(key=key("lesson1")).title == "Spotting a request"


def test_going_back_to_an_earlier_content_points_at_its_version():
    page = make_page()
    first = page.course.current
    republish(page, outline=json.dumps(outline(first="Spotting a request")))
    back = republish(page, outline=json.dumps(outline()))
    assert back.course.current == first
    assert CourseVersion.objects.count() == 2


def test_who_may_start_is_no_part_of_a_version():
    page = make_page()
    opened = republish(page, access="public")
    assert opened.course.access == "public"
    assert CourseVersion.objects.count() == 1


def test_an_older_revision_is_still_the_same_course():
    page = make_page()
    first = page.revisions.order_by("pk").first()
    republish(page, summary="Another summary.")
    first.publish()
    assert CoursePage.objects.get(pk=page.pk).course == page.course
    assert Course.objects.count() == 1


def test_a_copy_of_the_page_is_a_course_of_its_own():
    page = make_page()
    copy = page.copy(update_attrs={"slug": "copy", "title": "A copy of a copy"}, keep_live=False)
    assert copy.course is None
    copy.save_revision().publish()
    assert CoursePage.objects.get(pk=copy.pk).course != page.course
    assert Course.objects.count() == 2


def test_taking_the_page_down_withdraws_the_course_and_keeps_its_learners(asha):
    page = make_page()
    place = place_on(asha, page)
    page.unpublish()
    page.course.refresh_from_db()
    assert page.course.current is None
    place.refresh_from_db()
    assert place.version.items.count() == 3


def test_links_are_frozen_as_addresses_and_need_no_row_to_be_shown():
    page = make_page(publish=False)
    stream = outline()
    linked = f'<p>See <a linktype="page" id="{page.get_parent().pk}">the courses</a>.</p>'
    stream[0]["value"]["items"][1]["value"]["body"] = [block("para2", "paragraph", linked)]
    page = republish(page, outline=json.dumps(stream))
    body = page.course.current.items.get(key=key("lesson2")).content["body"]
    assert body[0]["value"] == '<p>See <a href="/courses/">the courses</a>.</p>'


def test_what_is_not_ready_is_not_published():
    page = make_page(publish=False, aims="", quality_assurer="")
    with pytest.raises(NotReady) as refused:
        page.save_revision().publish()
    assert [problem.field for problem in refused.value.problems] == ["aims", "quality_assurer"]
    page = CoursePage.objects.get(pk=page.pk)
    assert (page.live, page.course) == (False, None)
    assert not Course.objects.exists()


def spec(*items, **facts):
    whole = {
        "title": "A copy",
        "summary": "",
        "minutes": 20,
        "cpd_minutes": 15,
        "aims": "To know.",
        "objectives": ("Know",),
        "gdc_outcomes": ("B",),
        "quality_assurer": "Dr Lena Ode",
    } | facts
    return CourseSpec(items=items or (a_lesson(),), **whole)


# A course of lessons that ask nothing may count minutes, but claims no verifiable CPD.
PLAIN = {"verifiable": False}


def a_lesson(**facts):
    return ItemSpec(
        **({"key": "a", "kind": "lesson", "title": "A", "minutes": 5, "content": {"body": [{"id": "1"}]}} | facts)
    )


def a_quiz(*choices, kind="single", **facts):
    made = [{"key": str(number), **choice} for number, choice in enumerate(choices)]
    asked = {"key": "q", "kind": kind, "stem": "Which?", "points_to": "", "choices": made}
    return ItemSpec(
        **(
            {"key": "b", "kind": "quiz", "title": "B", "minutes": 5, "pass_mark": 80, "content": {"questions": [asked]}}
            | facts
        )
    )


YES = {"text": "Yes", "right": True, "rationale": "So it is."}
NO = {"text": "No", "right": False, "rationale": "It is not."}


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (spec(a_quiz(YES, NO), minutes=0), "how many minutes of learning"),
        (spec(a_quiz(YES, NO), cpd_minutes=30), "may not exceed"),
        (spec(a_quiz(YES, NO), aims=" "), "its aims"),
        (spec(a_quiz(YES, NO), objectives=()), "learning objectives"),
        (spec(a_quiz(YES, NO), gdc_outcomes=()), "development outcome"),
        (spec(a_quiz(YES, NO), quality_assurer=""), "who assured"),
        (spec(a_lesson(minutes=0), **PLAIN), "how many minutes it takes"),
        (spec(a_lesson(content={"body": []}), **PLAIN), "no text yet"),
        (spec(a_lesson(), a_lesson(key="c", title="a"), **PLAIN), "same title"),
        (spec(a_quiz(YES, NO, content={"questions": []})), "no questions yet"),
        (spec(a_quiz(YES, NO, pass_mark=None)), "needs a pass mark"),
        (spec(a_quiz(YES)), "at least two answers"),
        (spec(a_quiz(NO, NO)), "exactly one answer as right; 0"),
        (spec(a_quiz(YES, YES)), "exactly one answer as right; 2"),
        (spec(a_quiz(NO, NO, kind="multiple")), "at least one answer as right"),
        (spec(a_quiz(YES, NO, NO, kind="true-false")), "exactly two answers"),
        (spec(a_quiz(YES, NO | {"rationale": " "})), "has no rationale"),
        (spec(ItemSpec("p", "package", "P", 5)), "choose the package"),
        (spec(), "claims verifiable CPD and asks nothing"),
    ],
)
def test_each_thing_that_is_missing_is_named(made, words):
    assert [words in problem.sentence for problem in problems(made)] == [True]


def test_a_course_without_cpd_needs_no_outcomes():
    assert problems(spec(cpd_minutes=0, aims="", objectives=(), gdc_outcomes=(), quality_assurer="")) == []


def test_a_check_without_a_right_answer_is_named_with_its_lesson():
    page = make_page(publish=False)
    stream = outline()
    stream[0]["value"]["items"][1]["value"]["body"].append(check("bad", "Which?", ("One", False), ("Two", False)))
    with pytest.raises(NotReady, match=r"“The month”, check “Which.”: mark exactly one"):
        republish(page, outline=json.dumps(stream))


def test_a_version_cannot_hold_a_package_item_without_its_package():
    version = make_page().course.current
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        CourseItem.objects.create(version=version, key="x", order=9, kind="package", title="X")


# --- Which outline of a package ---------------------------------------------------------------------------------------


def package_block(version, organisation=""):
    item = PackageItemBlock()
    raw = {"title": "P", "minutes": 5, "package": version.pk, "organisation": organisation, "note": ""}
    return item.clean(item.to_python(raw))


@pytest.mark.parametrize(("said", "kept"), [("", ""), ("Short way", ""), ("the LONG way ", "o2"), ("o2", "o2")])
def test_an_outline_is_named_by_its_title_and_kept_by_its_identifier(db, said, kept):
    outlines = [{"identifier": "o1", "title": "Short way"}, {"identifier": "o2", "title": "The long way"}]
    assert package_block(package_version(organisations=outlines), said)["organisation"] == kept


def test_an_outline_that_the_package_lacks_is_refused_with_what_it_has(db):
    version = package_version(organisations=[{"identifier": "o1", "title": "Short way"}])
    with pytest.raises(StructBlockValidationError) as refused:
        package_block(version, "Another way")
    assert "It has: “Short way”" in str(refused.value.block_errors["organisation"])


def test_a_recalled_package_is_not_put_into_a_course(db):
    with pytest.raises(StructBlockValidationError) as refused:
        package_block(package_version(state="recalled"))
    assert "recalled" in str(refused.value.block_errors["package"])
