"""The content host over HTTP: the contract's messages, and everything that is no message."""

import json
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

import pytest

from courses.models import Commit, RunSession
from courses.player.devices import in_words

from .learning import enrolled, player

pytestmark = pytest.mark.django_db


class Host:
    """The content host as a client meets it."""

    def __init__(self, client, label):
        self.client, self.host = client, f"{label}.{settings.CONTENT_HOST}:8113"

    def post(self, path, body, **extra):
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        kind = extra.pop("content_type", "application/json")
        return self.client.post(path, data, content_type=kind, headers={"host": self.host, **extra})

    def get(self, path):
        return self.client.get(path, headers={"host": self.host})


@pytest.fixture
def place(asha):
    return enrolled(asha, at=timezone.now())


@pytest.fixture
def launched(client, place):
    client.force_login(place.person)
    item = place.version.items.get()
    answer = client.post(
        f"/learn/{place.uuid}/{item.uuid}/launch/",
        headers={"accept": "application/json", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"},
    )
    return answer.json()


@pytest.fixture
def host(client, launched):
    return Host(client, launched["player_url"].split("//")[1].split(".")[0])


@pytest.fixture
def code(launched):
    return launched["player_url"].split("#code=")[1]


@pytest.fixture
def begun(host, code):
    return host.post("/s/begin", {"code": code, "take_over": False}).json()


def commit_of(begun, **more):
    named = {name: begun[name] for name in ("token", "session", "epoch")}
    return named | {"seq": 1, "base": 0, "delta": {"cmi.core.lesson_location": "3"}, "final": False} | more


def test_a_launch_answers_with_the_player_on_another_site(launched):
    assert launched["live_session"] is None
    address = launched["player_url"]
    assert address.startswith("http://")
    assert f".{settings.CONTENT_HOST}:" in address
    assert "/p/#code=" in address, "in the fragment no server ever logs it"


def test_a_form_is_led_there_and_a_script_gets_json(client, place):
    client.force_login(place.person)
    path = f"/learn/{place.uuid}/{place.version.items.get().uuid}/launch/"
    answer = client.post(path, headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert "/p/#code=" in answer.headers["Location"]
    assert client.get(path).status_code == 405


def test_only_the_owner_launches(client, place, marek):
    path = f"/learn/{place.uuid}/{place.version.items.get().uuid}/launch/"
    assert client.post(path).headers["Location"].startswith("/accounts/login/")
    refused = client.post(path, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (401, "not-signed-in")
    client.force_login(marek)
    assert client.post(path).status_code == 404
    client.force_login(place.person)
    assert client.post(path.replace(str(place.uuid), "0" * 8 + str(place.uuid)[8:])).status_code == 404


def test_a_launch_needs_the_csrf_token(place):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(place.person)
    path = f"/learn/{place.uuid}/{place.version.items.get().uuid}/launch/"
    assert strict.post(path).status_code == 403
    assert not RunSession.objects.exists()


def test_a_second_device_is_told_of_the_first(client, launched, host, code, place):
    host.post("/s/begin", {"code": code, "take_over": False})
    path = f"/learn/{place.uuid}/{place.version.items.get().uuid}/launch/"
    again = client.post(path, headers={"accept": "application/json"}).json()
    assert again["live_session"]["device"] == "Firefox on Linux"
    second = again["player_url"].split("#code=")[1]
    refused = host.post("/s/begin", {"code": second, "take_over": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "live-elsewhere")
    assert refused.json()["live_session"]["device"] == "Firefox on Linux"
    assert host.post("/s/begin", {"code": second, "take_over": True}).json()["epoch"] == 2


def test_begin_answers_with_token_session_epoch_number_and_state(begun, place):
    assert set(begun) >= {"token", "session", "epoch", "seq", "state"}
    assert (begun["epoch"], begun["seq"]) == (1, 0)
    assert begun["state"]["cmi.core.entry"] == "ab-initio"
    assert begun["launch"].startswith("/v/")
    assert begun["launch"].endswith("/part1.html")
    assert begun["leave"].endswith(f"/learn/{place.uuid}/")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/plain;charset=UTF-8"])
def test_a_commit_is_acknowledged_whatever_way_the_browser_could_send_it(host, begun, kind):
    answer = host.post("/s/commit", commit_of(begun), content_type=kind)
    assert answer.status_code == 200
    assert answer.json() == {"ack": 1, "session": begun["session"], "revision": 1, "outcome": "applied"}


def test_repeat_need_full_and_stale_are_answers(client, host, begun, place):
    host.post("/s/commit", commit_of(begun))
    assert host.post("/s/commit", commit_of(begun)).json()["outcome"] == "repeat"
    ahead = host.post("/s/commit", commit_of(begun, seq=5, base=4))
    assert (ahead.status_code, ahead.json()["outcome"], ahead.json()["ack"]) == (200, "need_full", 1)
    other = player(place, at=timezone.now()).begin(take_over=True)
    stale = host.post("/s/commit", commit_of(begun, seq=2, base=1))
    assert (stale.status_code, stale.json()["outcome"]) == (200, "stale")
    assert Commit.objects.get(outcome="stale").body["delta"] == {"cmi.core.lesson_location": "3"}
    assert other.epoch == 2


def test_alive_says_whether_the_session_is_the_newest(host, begun, place):
    named = {name: begun[name] for name in ("token", "session", "epoch")}
    assert host.post("/s/alive", named).json() == {"live": True}
    player(place, at=timezone.now()).begin(take_over=True)
    assert host.post("/s/alive", named).json()["live"] is False


BAD_COMMITS = [
    ({"token": "x" * 43}, 401, "unknown-token"),
    ({"token": None}, 400, "bad-message"),
    ({"token": "x" * 300}, 400, "bad-message"),
    ({"token": "\ud800"}, 401, "unknown-token"),
    ({"session": "no-uuid"}, 400, "bad-message"),
    ({"session": "00000000-0000-0000-0000-000000000000"}, 409, "wrong-session"),
    ({"session": ["a"]}, 400, "bad-message"),
    ({"epoch": 2}, 409, "wrong-session"),
    ({"epoch": "1"}, 400, "bad-message"),
    ({"seq": 0}, 400, "bad-message"),
    ({"seq": True}, 400, "bad-message"),
    ({"seq": 2**40}, 400, "bad-message"),
    ({"base": 1}, 400, "bad-message"),
    ({"base": -1}, 400, "bad-message"),
    ({"delta": None}, 400, "bad-message"),
    ({"delta": []}, 400, "bad-message"),
    ({"state": {}}, 400, "bad-message"),
    ({"final": "yes"}, 400, "bad-message"),
]


@pytest.mark.parametrize(("change", "status", "refusal"), BAD_COMMITS)
def test_a_bad_commit_is_refused_in_words_and_nothing_is_written(host, begun, change, status, refusal):
    answer = host.post("/s/commit", commit_of(begun, **change))
    assert (answer.status_code, answer.json()["code"]) == (status, refusal)
    assert answer.json()["sentence"].endswith(".")
    assert not Commit.objects.exists()
    assert host.post("/s/commit", commit_of(begun)).json()["outcome"] == "applied"


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"", "application/json", "not-json"),
        (b"not json", "application/json", "not-json"),
        (b"[1]", "application/json", "not-json"),
        (b'"text"', "application/json", "not-json"),
        (b"\xff\xfe{}", "application/json", "not-json"),
        (b'{"a": NaN}', "application/json", "not-json"),
        (b'{"a": 1e999}', "application/json", "not-json"),
        (b"[" * 100_000, "application/json", "not-json"),
        (b"token=1&seq=1", "application/x-www-form-urlencoded", "not-json"),
        (b"{}", "multipart/form-data; boundary=x", "not-json"),
        (b"{}", "", "not-json"),
    ],
)
@pytest.mark.parametrize("path", ["/s/begin", "/s/commit", "/s/alive"])
def test_what_is_not_json_is_told_so(host, path, body, kind, code):
    answer = host.post(path, body, content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_body_over_the_limit_is_not_read(host, begun):
    answer = host.post("/s/commit", commit_of(begun, delta={"cmi.suspend_data": "x" * 262_144}))
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert not Commit.objects.exists()


def test_the_largest_legal_state_passes(host, begun):
    body = commit_of(begun, delta={"cmi.suspend_data": "\N{CJK UNIFIED IDEOGRAPH-4E2D}" * 64_000})
    data = json.dumps(body, ensure_ascii=False).encode()
    assert host.post("/s/commit", data).json() == {
        "ack": 1,
        "session": begun["session"],
        "revision": 1,
        "outcome": "applied",
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"code": "wrong", "take_over": False}, 401, "unknown-code"),
        ({"code": "", "take_over": False}, 400, "bad-message"),
        ({"take_over": False}, 400, "bad-message"),
        ({"token": "wrong"}, 401, "unknown-token"),
    ],
)
def test_a_wrong_launch_is_refused_in_words(host, body, status, code):
    answer = host.post("/s/begin", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_used_or_an_expired_launch_is_refused_in_words(host, code, begun):
    assert host.post("/s/begin", {"code": code, "take_over": False}).json()["code"] == "unknown-code"


def test_an_expired_launch_says_what_to_do(host, code):
    RunSession.objects.update(code_until=timezone.now() - timedelta(seconds=1))
    answer = host.post("/s/begin", {"code": code, "take_over": False}).json()
    assert answer["code"] == "expired-code"
    assert "Open the course again" in answer["sentence"]


def test_another_host_of_the_same_site_can_do_nothing_with_a_token(client, begun, marek):
    other = Host(client, player(enrolled(marek, at=timezone.now()), at=timezone.now()).begin().label)
    assert other.post("/s/commit", commit_of(begun)).json()["code"] == "unknown-token"


def test_a_page_of_another_origin_cannot_send_here(host, begun):
    for where in ("cross-site", "same-site"):
        answer = host.post("/s/commit", commit_of(begun), **{"sec-fetch-site": where})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-origin")
    assert not Commit.objects.exists()


def test_messages_are_posted_and_answers_are_kept_by_nobody(host, begun):
    answer = host.get("/s/commit")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert host.post("/s/commit", commit_of(begun)).headers["Cache-Control"] == "no-store"


def test_the_player_page_asks_no_database_and_allows_nothing_inline(host, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = host.get("/p/")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    # Our own folder, and not 'self': the package's files are of the same host.
    assert f"script-src {host.host.partition(':')[0]}:*/p/static/;" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    body = answer.content.decode()
    assert " style=" not in body
    assert "<script>" not in body
    assert answer.cookies == {}


def test_the_player_serves_its_own_files_and_no_other(host):
    import re

    page = host.get("/p/").content.decode()
    paths = re.findall(r'(?:href|src)="(/p/static/[^"]+)"', page)
    assert len(paths) >= 7
    for path in paths:
        assert host.get(path).status_code == 200, path
    build = paths[0].split("/")[3]
    assert host.get(f"/p/static/{build}/vendor/scorm-again/esm/scorm12.min.js").status_code == 200
    for other in ("js/site.js", "css/pages/site.css", "js/player/../site.js", "vendor/scorm-again/scorm12.js", "admin"):
        assert host.get(f"/p/static/{build}/{other}").status_code == 404, other


def test_nothing_of_the_application_is_on_the_content_host_and_no_cookie(client, host, begun):
    for path in ("/", "/admin/", "/accounts/login/", "/learn/", "/search/"):
        assert host.get(path).status_code == 404
    client.cookies.clear()
    for answer in (host.get("/p/"), host.post("/s/commit", commit_of(begun))):
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19.0 Mobile Safari/604.1",
            "Safari on an iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8", "a browser"),
        ("", "a browser"),
    ],
)
def test_a_device_is_named_in_words(header, words):
    assert in_words(header) == words
