"""A practice's learning: its manager sees completion and reason, and nothing else; nobody else sees it."""

import csv
import io

from django.urls import reverse

import pytest

from courses.models import Course, RunState

from .learning import enrolled, package_version, player

pytestmark = pytest.mark.django_db
ADDRESS = "/learn/team/"
POLYGLOT = "=cmd|'/c calc'!A1<script>alert(1)</script>"


@pytest.fixture
def manager(client, joy):
    client.force_login(joy)
    return client


def shown(client, query: str = "") -> str:
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    return response.content.decode()


def table(client, query: str = "") -> list[dict[str, str]]:
    response = client.get(reverse("courses:team-export") + query)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_is_its_managers_alone(client, asha, marek, nia, joy):
    assert client.get(ADDRESS)["Location"].startswith("/accounts/login/")
    for address in (ADDRESS, reverse("courses:team-export")):
        client.force_login(asha)
        refused = client.get(address)
        assert refused.status_code == 403
        assert "My learning" in refused.content.decode()
        client.force_login(joy)
        assert client.get(address).status_code == 200
    client.force_login(nia)
    assert client.get(ADDRESS).status_code == 200, "an administrator looks after every practice"


def test_a_manager_sees_who_completed_what_and_why_the_rest_is_not(manager, asha, bea, marek):
    version = package_version(mastery=80)
    place = enrolled(asha, version)
    player(place).begin().commit(score__raw="91", cmi__suspend_data="zebrafinch", final=True)
    other = enrolled(bea, version, package_version())
    player(other).begin().commit(score__raw="37", cmi__comments="zebrafinch", final=True)
    foreign = enrolled(marek, version)
    Course.objects.filter(pk=foreign.course_id).update(title="Elsewhere")
    html = shown(manager)
    assert "Dr Asha Venn" in html
    assert f"/verify/{place.result.certificate_code}/" in html
    assert "tried and not passed yet: “Item 1”; not begun: “Item 2”" in html
    assert "Joy Adeyemi" in html
    assert "Marek" not in html
    for secret in ("zebrafinch", "91", "37 of", "Elsewhere"):
        assert secret not in html.split("<table")[1].split("</table>")[0]
    rows = table(manager)
    assert {row["Name"] for row in rows} == {"Dr Asha Venn", "Bea Marsh", "Joy Adeyemi"}
    asha_row = next(row for row in rows if row["Name"] == "Dr Asha Venn")
    assert (asha_row["State"], asha_row["Completed on"]) == ("Completed", "2026-11-20")


def test_the_list_narrows_by_person_and_course(manager, asha, bea):
    version = package_version()
    place = enrolled(asha, version)
    enrolled(bea, version)
    assert "Bea Marsh" not in shown(manager, "?name=asha")
    html = shown(manager, f"?course={place.course.uuid}")
    assert "Has no place on it yet." in html, "who has not begun the course is the one to ask"
    assert "Nobody of that name" in shown(manager, "?name=nobody%00%27")
    assert "Dr Asha Venn" in shown(manager, "?course=nonsense")
    assert [row["Name"] for row in table(manager, "?name=bea")] == ["Bea Marsh"]


def test_another_practice_cannot_be_asked_for(manager, marek):
    from members.models import Organisation

    quayside = Organisation.objects.get(name="Quayside Dental Rooms")
    assert "Marek" not in shown(manager, f"?organisation={quayside.uuid}")


def test_whoever_has_left_is_no_longer_shown(client, finn, nia):
    from members.models import Organisation

    enrolled(finn)
    client.force_login(nia)
    fernhollow = Organisation.objects.get(name="Fernhollow Clinics")
    assert "Finn" not in shown(client, f"?organisation={fernhollow.uuid}")


def test_hostile_words_stay_words_on_the_page_and_in_the_file(manager, asha):
    asha.name = POLYGLOT
    asha.save()
    place = enrolled(asha)
    place.version.items.update(title=POLYGLOT)
    type(place.version).objects.update(title=POLYGLOT)
    RunState.objects.all().delete()
    player(place).begin().commit(lesson_location="1")
    html = shown(manager)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    row = next(row for row in table(manager) if "cmd" in row["Name"])
    assert row["Name"] == row["Course"] == f"'{POLYGLOT}"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table(manager) for cell in row.values())


def test_managers_find_the_page_and_colleagues_are_told_what_it_shows(client, joy, asha):
    client.force_login(joy)
    assert ADDRESS in client.get("/learn/").content.decode()
    assert ADDRESS in client.get("/people/organisation/", follow=True).content.decode()
    enrolled(asha)
    client.force_login(asha)
    html = client.get("/learn/").content.decode()
    assert ADDRESS not in html
    assert "never your answers, scores or reflections" in html


def test_statements_of_the_page_do_not_grow(manager, asha, bea, joy, django_assert_max_num_queries):
    version = package_version(parts=3)
    for person in (asha, bea, joy):
        for _ in range(2):
            player(enrolled(person, version)).begin().commit(lesson_location="3", leaving=True)
    course = Course.objects.first()
    manager.get(ADDRESS)
    for query in ("", f"?course={course.uuid}"):
        with django_assert_max_num_queries(12):
            manager.get(ADDRESS + query)
