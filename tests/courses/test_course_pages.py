"""The catalogue: what everybody may know of a course, and the one thing each reader is asked to do next."""

import json

from django.urls import reverse

import pytest

from courses.models import CourseTopic, Enrolment
from foundation.vocabulary.api import Audience, Nation, Topic

from .native import Tab, finish_lessons, key, make_index, make_page, outline, place_on, sit_quiz, url_of

pytestmark = pytest.mark.django_db


def shown(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_sees_aims_outline_and_facts_and_nobody_a_lessons_text(client, asha):
    page = make_page()
    for person in (None, asha):
        if person:
            client.force_login(person)
        html = shown(client, page)
        for words in (
            "To recognise a request on the day.",
            "Count the month",
            "Spotting one",
            "Dr Lena Ode",
            "Final quiz",
        ):
            assert words in html
        assert "zebrafinch" not in html
        assert "CANARY" not in html


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client):
    page = make_page()
    html = shown(client, page)
    assert "Sign in to start" in html
    assert f"?next={page.url}" in html
    assert "Start the course" not in html


@pytest.mark.parametrize("who", ["cara", "finn"])
def test_somebody_without_membership_is_told_about_it_and_cannot_start(client, request, who):
    page = make_page()
    client.force_login(request.getfixturevalue(who))
    html = shown(client, page)
    assert "About membership" in html
    assert "Start the course" not in html
    refused = client.post(reverse("courses:enrolment-create", args=[page.course.uuid]))
    assert refused.status_code == 403
    assert not Enrolment.objects.exists()


def test_a_course_for_everyone_asks_only_for_an_account(client, cara):
    page = make_page(access="public")
    client.force_login(cara)
    assert "Start the course" in shown(client, page)
    assert client.post(reverse("courses:enrolment-create", args=[page.course.uuid])).status_code == 302


def test_a_member_starts_by_one_click_and_lands_in_the_first_lesson(client, asha):
    page = make_page()
    client.force_login(asha)
    assert "Start the course" in shown(client, page)
    response = client.post(reverse("courses:enrolment-create", args=[page.course.uuid]))
    place = Enrolment.objects.get()
    assert response["Location"] == url_of(place, "lesson1")
    again = client.post(reverse("courses:enrolment-create", args=[page.course.uuid]))
    assert again["Location"] == response["Location"]
    assert Enrolment.objects.count() == 1


def test_starting_needs_a_post(client, asha):
    page = make_page()
    client.force_login(asha)
    assert client.get(reverse("courses:enrolment-create", args=[page.course.uuid])).status_code == 405


def test_a_learner_is_led_back_to_where_they_were(client, asha):
    page = make_page()
    client.force_login(asha)
    place = place_on(asha, page)
    Tab(client, place, "lesson1").answer("check1", "check1/0", json=True)
    html = shown(client, page)
    assert "Continue: Spotting one" in html
    assert f"{url_of(place, 'lesson1')}#b-{key('check1')}" in html
    assert "16 min to your certificate" in html, "six and six and five, but for what lies behind them of the first"


def test_a_lapsed_learner_may_go_on_and_keeps_a_certificate(client, finn):
    page = make_page()
    place = place_on(finn, page)
    client.force_login(finn)
    Tab(client, place, "lesson1").answer("check1", "check1/0", json=True)
    assert "Continue: Spotting one" in shown(client, page)
    finish_lessons(client, place)
    sit_quiz(client, place)
    html = shown(client, page)
    assert "See your certificate" in html
    assert "15 min of CPD in your record" in html


def test_a_course_that_was_taken_down_answers_its_learners_only(client, asha, marek):
    page = make_page()
    place = place_on(asha, page)
    page.unpublish()
    address = reverse("courses:course-detail", args=[page.course.uuid])
    client.force_login(marek)
    assert client.get(address).status_code == 404
    client.force_login(asha)
    assert client.get(address).status_code == 200
    assert client.get(url_of(place, "lesson1")).status_code == 200


def test_the_name_of_a_course_leads_to_its_page(client):
    page = make_page()
    assert client.get(reverse("courses:course-detail", args=[page.course.uuid]))["Location"] == page.url


def test_the_listing_narrows_by_topic_audience_outcome_and_length(client):
    make_page()
    make_page(title="Before the procedure", slug="before", topics=["CONS"], gdc_outcomes=["A"], minutes=60)
    index = make_index()

    def titles(query: str) -> list[bool]:
        html = client.get(index.url + query).content.decode()
        return [name in html for name in ("A copy of everything</a>", "Before the procedure</a>")]

    assert titles("") == [True, True]
    assert titles("?topic=DATA") == [True, False]
    assert titles("?topic=DATA.sar") == [True, False]
    assert titles("?topic=CONS") == [False, True]
    assert titles("?outcome=A") == [False, True]
    assert titles("?minutes=30") == [True, False]
    assert titles("?audience=reception") == [True, True]
    assert titles("?audience=gp") == [False, False]
    assert titles("?topic=DATA&outcome=A") == [False, False]
    assert "No course fits all of these" in client.get(index.url + "?topic=DATA&outcome=A").content.decode()
    assert titles("?topic=%27%22%00nonsense") == [False, False]


def test_a_staff_course_is_listed_for_staff_only(client, tom, asha):
    make_page(access="staff")
    index = make_index()
    client.force_login(asha)
    assert "0 courses" in client.get(index.url).content.decode()
    client.force_login(tom)
    assert "1 course<" in client.get(index.url).content.decode()


def test_the_listing_says_how_far_its_reader_is(client, asha):
    page = make_page()
    client.force_login(asha)
    place = place_on(asha, page)
    assert "Not begun yet" in client.get(make_index().url).content.decode()
    Tab(client, place, "lesson2").post("done")
    assert "11 min left" in client.get(make_index().url).content.decode()


def test_statements_of_the_listing_do_not_grow_with_it(client, asha, django_assert_max_num_queries):
    page = make_page()
    for number in range(4):
        make_page(title=f"Course {number}", slug=f"course-{number}")
    client.force_login(asha)
    place_on(asha, page)
    index = make_index()
    client.get(index.url)
    with django_assert_max_num_queries(26):
        client.get(index.url)


def test_statements_of_a_course_page(client, asha, django_assert_max_num_queries):
    page = make_page()
    client.force_login(asha)
    place_on(asha, page)
    client.get(page.url)
    # Two fewer than the page of the library, which lies one level deeper and has a site of its own.
    with django_assert_max_num_queries(18):
        client.get(page.url)


def test_a_course_page_names_topics_audiences_and_nations_in_their_order(client, tom):
    page = make_page()
    page.audiences = Audience.objects.all()[1:3]
    page.nations = Nation.objects.all()[1:3]
    main = page.course_topics.get().topic_id
    page.course_topics.add(CourseTopic(topic=Topic.objects.exclude(pk=main).first(), sort_order=1))
    page.save_revision().publish()
    page.refresh_from_db()
    client.force_login(tom)
    labels = client.get(page.url).context["labels"]
    assert labels.topics == [row.topic.label for row in page.course_topics.all()]
    assert len(labels.topics) == 2
    assert labels.audiences == list(page.audiences.values_list("label", flat=True))
    assert labels.nations == list(page.nations.values_list("label", flat=True))
    assert len(labels.audiences) == len(labels.nations) == 2


def test_an_editor_sees_the_form_and_is_told_what_is_missing(client, nia):
    page = make_page(publish=False)
    client.force_login(nia)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(address).status_code == 200
    saved = client.post(address, _form(aims=""))
    assert saved.status_code == 302, "a draft may be incomplete"
    refused = client.post(address, _form(aims="") | {"action-publish": "yes"})
    assert refused.status_code == 200
    assert "must state its aims" in refused.content.decode()
    page.refresh_from_db()
    assert not page.live
    published = client.post(address, _form() | {"action-publish": "yes"})
    assert published.status_code == 302, published.context["form"].errors
    page.refresh_from_db()
    assert page.live
    assert page.course.current.items.count() == 1


def _form(**changes) -> dict[str, str]:
    from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

    from foundation.vocabulary.api import Topic

    answers = [("item", {"text": text, "right": right, "rationale": "So."}) for text, right in (("A", "on"), ("B", ""))]
    asked = ("knowledge_check", {"question": "Which?", "choices": streamfield(answers)})
    body = streamfield([("paragraph", rich_text("<p>Read this.</p>")), asked])
    items = streamfield([("lesson", {"title": "One", "minutes": "5", "body": body})])
    data = {
        "title": "A copy",
        "slug": "a-copy",
        "summary": "How to.",
        "outline": streamfield([("module", {"title": "", "items": items})]),
        "references": streamfield([]),
        "access": "members",
        "acronyms": "SAR",
        "minutes": "20",
        "cpd_minutes": "15",
        "pass_mark": "80",
        "valid_months": "",
        "aims": "To know.",
        "objectives": "Know",
        "gdc_outcomes": "B",
        "quality_assurer": "Dr Lena Ode",
        "authors": "Dr Ruth Calloway",
        "course_topics": inline_formset([{"topic": Topic.objects.get(code="DATA").pk}]),
        "course_prerequisites": inline_formset([]),
        "comments": inline_formset([]),
    } | changes
    return nested_form_data(data)


def test_a_preview_of_a_draft_needs_no_course(client, nia):
    page = make_page(publish=False, outline=json.dumps([outline()[0]]))
    client.force_login(nia)
    response = page.make_preview_request()
    assert response.status_code == 200
    assert "This course is not offered at present." in response.content.decode()


def test_an_anchor_of_the_search_leads_to_the_part(client):
    page = make_page()
    assert f'id="part-{key("lesson1")[:8]}"' in shown(client, page)
