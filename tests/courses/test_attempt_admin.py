"""What support reads: every commit as received, escaped; nothing private; only with the right."""

import csv
import io
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Permission

import pytest

from courses.models import Attempt, Commit, RunSession
from courses.rules.tracing import clock_difference, elements_of, legible
from foundation.spreadsheets.api import as_text

from . import native
from .learning import enrolled, package_version, player

ADDRESS = "/admin/attempts/"
POLYGLOT = "=cmd|'/c calc'!A1\"><script>alert(1)</script>{{7*7}}\u202e"


def shown(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def attempt_page(client, attempt: Attempt, query: str = "") -> str:
    return shown(client, f"{ADDRESS}{attempt.uuid}/{query}")


def table(client, attempt: Attempt) -> list[dict[str, str]]:
    response = client.get(f"{ADDRESS}{attempt.uuid}/trace.csv")
    assert "attachment" in response["Content-Disposition"]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# --- The rule ---------------------------------------------------------------------------------------------------------


def test_a_commit_is_read_element_by_element_and_large_values_are_cut():
    body = {"base": 0, "delta": {"cmi.suspend_data": "x" * 64_000, "b": None, "a": {"utf16": "AAA="}}}
    found = elements_of(body)
    assert [one.name for one in found] == ["a", "b", "cmi.suspend_data"]
    assert (found[0].value, found[1].taken_away, found[2].length, len(found[2].value)) == ("\\u0000", True, 64_000, 400)
    assert found[2].cut


def test_what_cannot_be_seen_is_written_as_its_number():
    assert legible("a\x00b\u202ec\ud800\n") == "a\\u0000b\\u202ec\\ud800\n"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("2026-11-20T09:00:01+00:00", "as ours"),
        ("2026-11-20T09:00:30Z", "30 s ahead"),
        ("2026-11-19T09:00:00+00:00", "1 day behind"),
        ("2026-11-20T12:00:00+00:00", "3 hours ahead"),
        ("2026-11-20T09:00:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_the_devices_clock_is_compared_and_never_believed(told, words):
    assert clock_difference(told, datetime(2026, 11, 20, 9, 0, tzinfo=UTC)) == words


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\uff1d"])
def test_no_cell_is_a_formula(start):
    assert str(as_text(f"{start}1+1")).startswith("'")
    assert as_text("plain") == "plain"


# --- The pages --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_those_with_the_right_read_attempts(client, asha, tom, nia):
    place = enrolled(asha)
    player(place).begin().commit(lesson_location="3")
    attempt, session = Attempt.objects.get(), RunSession.objects.get(epoch=1)
    addresses = (
        ADDRESS,
        f"{ADDRESS}{attempt.uuid}/",
        f"{ADDRESS}{attempt.uuid}/trace.csv",
        f"{ADDRESS}{attempt.uuid}/{session.uuid}/1.json",
    )
    for person in (asha, tom):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code in (302, 403), (person, address)
    client.force_login(nia)
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    tom.user_permissions.add(Permission.objects.get(codename="view_attempt"))
    client.force_login(type(tom).objects.get(pk=tom.pk))
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.django_db
def test_support_finds_a_learner_by_name_address_and_number(client, nia, asha, bea):
    place = enrolled(asha)
    player(place).begin()
    enrolled(bea)
    client.force_login(nia)
    for text in ("asha", "ASHA.VENN@larkrise", str(place.uuid), str(Attempt.objects.get().uuid)):
        html = shown(client, f"{ADDRESS}?q={text}")
        assert str(Attempt.objects.get().uuid) in html
        assert "Bea Marsh" not in html
    assert "Nobody of that name" in shown(client, f"{ADDRESS}?q=%00%27nobody")


@pytest.mark.django_db
def test_the_trace_shows_every_commit_as_it_was_received(client, nia, asha):
    place = enrolled(asha, package_version(mastery=80))
    phone = player(place, device="Safari on an iPhone").begin()
    phone.commit(lesson_location="3", nonsense="x")
    desk = player(place, device="Firefox on Linux", at=phone.at + timedelta(minutes=5)).begin()
    phone.commit(cmi__suspend_data="from the phone")
    desk.commit(lesson_status="passed", score__raw="60", session_time="0050:00:00.00", final=True)
    Commit.objects.filter(seq=1).update(device_time="2026-11-19T09:00:00+00:00")
    client.force_login(nia)
    html = attempt_page(client, Attempt.objects.get())
    for words in (
        "Safari on an iPhone",
        "Kept, not applied: a newer session had begun",
        "from the phone",
        "cmi.core.nonsense is not an element that content may set.",
        "1 day behind",
        "It is finished with 60, not passed; 80 or more is needed.",
        "It: the content set “passed”; the rules decided “failed”.",
        "less counted than reported",
        "mastery-score",
        "1 stale",
    ):
        assert words in html, words
    rows = table(client, Attempt.objects.get())
    assert {(row["Launch"], row["Element"], row["Value"]) for row in rows} >= {
        ("1", "cmi.suspend_data", "from the phone"),
        ("2", "cmi.core.score.raw", "60"),
        ("1", "cmi.core.nonsense", "cmi.core.nonsense is not an element that content may set."),
    }


@pytest.mark.django_db
def test_hostile_words_are_escaped_in_trace_explanation_and_files(client, nia, asha):
    asha.name = POLYGLOT
    asha.save()
    version = package_version(parts=2)
    version.items.update(title=POLYGLOT)
    place = enrolled(asha, version)
    place.version.items.update(title=POLYGLOT)
    running = player(place, device=POLYGLOT).begin()
    running.commit(
        lesson_location=POLYGLOT, cmi__suspend_data=POLYGLOT + "\x00\ud800", **{f"cmi.{POLYGLOT}": "x"}, leaving=True
    )
    Commit.objects.update(device_time=POLYGLOT[:40])
    client.force_login(nia)
    attempt = Attempt.objects.get()
    html = attempt_page(client, attempt)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert "\u202e" not in html.split('id="trace"')[1].split("trace-elements")[1].split("</table>")[0]
    assert "<script>alert" not in shown(client, ADDRESS)
    cells = [cell for row in table(client, attempt) for cell in row.values()]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    session = RunSession.objects.get(epoch=1)
    file = client.get(f"{ADDRESS}{attempt.uuid}/{session.uuid}/1.json")
    assert file["Content-Type"] == "application/json"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in file["Content-Disposition"]
    assert client.get(f"{ADDRESS}{attempt.uuid}/{session.uuid}/9.json").status_code == 404
    client.force_login(asha)
    page = client.get(f"/learn/{place.uuid}/{place.version.items.get().uuid}/").content.decode()
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_a_learners_private_words_appear_nowhere(client, nia, asha):
    place = native.place_on(asha, native.make_page())
    client.force_login(asha)
    native.Tab(client, place, "lesson1").post("prompt", block=native.key("prompt"), text="zebrafinch, for me alone")
    client.force_login(nia)
    attempt = Attempt.objects.get()
    html = attempt_page(client, attempt)
    assert "written: yes" in html, "the trace knows that something was written"
    assert "zebrafinch" not in html
    assert "zebrafinch" not in str(table(client, attempt))


@pytest.mark.django_db
def test_a_long_trace_has_pages_and_its_statements_do_not_grow(client, nia, asha, django_assert_max_num_queries):
    place = enrolled(asha, package_version(parts=3))
    running = player(place).begin()
    for number in range(30):
        running.commit(lesson_location=str(number))
    client.force_login(nia)
    attempt = Attempt.objects.get()
    html = attempt_page(client, attempt)
    assert "commit 30<" in html
    assert "commit 5<" not in html
    key = Commit.objects.get(seq=6).pk
    assert f"?before={key}" in html
    assert "commit 5<" in attempt_page(client, attempt, f"?before={key}")
    with django_assert_max_num_queries(24):
        attempt_page(client, attempt)
    with django_assert_max_num_queries(14):
        shown(client, ADDRESS)
