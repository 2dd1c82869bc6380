"""Packages in the editors' admin: uploading, reading the report, playing, judging, recalling, and who may."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import ModelLogEntry

import pytest

from courses.errors import Recalled
from courses.models import Package, PackageUpload, PackageVersion
from courses.package_admin import reading
from courses.packages import quarantine
from courses.packages.importing import import_package
from courses.player.addresses import package_address
from courses.services import launching, recalling
from foundation.outbox import api as outbox
from tests.courses.learning import enrolled, package_version
from tests.courses.learning import player as player_of
from tests.courses.made_packages import manifest_12, package

pytestmark = pytest.mark.django_db
LIST = "/admin/packages/"
SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """A store and a quarantine of the test's own."""
    settings.PACKAGES_ROOT, settings.PACKAGES_QUARANTINE = tmp_path / "store", tmp_path / "quarantine"
    settings.PACKAGES_ROOT.mkdir()


@pytest.fixture
def tom(tom):
    """The editor, as the library gives editors their rights."""
    tom.user_permissions.add(Permission.objects.get(codename="add_packageversion"))
    return tom


@pytest.fixture
def lena(lena):
    """The reviewer, who also decides about packages."""
    lena.user_permissions.add(*Permission.objects.filter(codename__in=["add_packageversion", "change_packageversion"]))
    return lena


@pytest.fixture
def version(tmp_path, at):
    """A version that the importer made, with remarks, as if a browser had tried it."""
    items = (
        '<item identifier="i1" identifierref="r1"><title>Reading</title></item>\n'
        '<item identifier="i2" identifierref="r1" isvisible="false"><title>Quiz</title>\n'
        "<adlcp:masteryscore>80</adlcp:masteryscore>\n"
        '<adlcp:prerequisites type="aicc_script">i1</adlcp:prerequisites></item>'
    )
    path = tmp_path / "a.zip"
    path.write_bytes(package(manifest_12(items), {"old.php": "x", "page.html": '<img src="//cdn.example.org/a.png">'}))
    found = PackageVersion.objects.get(uuid=import_package(path, at=at).version)
    found.trial = {
        "verdict": "tried",
        "sentence": "Played in a browser: 1 thing to look at.",
        "part": "Reading",
        "parts": 2,
        "findings": [
            {"group": "good", "code": "api-found", "sentence": "It found the interface.", "remedy": ""},
            {
                "group": "attention",
                "code": "state-large",
                "sentence": "It stored 60,000.",
                "remedy": "Nothing to do here.",
            },
            {"group": "unseen", "code": "finish-not-seen", "sentence": "It did not call Finish.", "remedy": ""},
        ],
    }
    found.save()
    return found


def zip_of(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("course <b>.zip", package() if data is None else data, "application/zip")


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def of(version: PackageVersion, what: str = "") -> str:
    return f"{LIST}versions/{version.uuid}/{what}"


def waiting(settings) -> list[str]:
    return [path.name for path in settings.PACKAGES_QUARANTINE.glob("*") if path.suffix in (".zip", ".arriving")]


# --- Uploading --------------------------------------------------------------------------------------------------------


def test_a_form_and_a_script_upload_alike_and_the_import_comes_after(client, tom, settings):
    client.force_login(tom)
    assert "No package has been imported yet" in page(client, LIST)
    answer = client.post(LIST, {"file": zip_of()})
    first = PackageUpload.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{LIST}uploads/{first.uuid}/")
    assert (first.state, first.size, first.uploaded_by, first.file_name) == (
        "received",
        len(package()),
        tom,
        "course <b>.zip",
    )
    assert quarantine.path_of(first.uuid).read_bytes() == package()

    old = Package.objects.create(title="A copy of everything", created=first.received_at)
    answer = client.post(LIST, {"file": zip_of(), "package": old.pk}, **SCRIPT)
    second = PackageUpload.objects.get(package=old)
    assert answer.json() == {"url": f"{LIST}uploads/{second.uuid}/"}
    assert outbox.Duty.objects.filter(handler="courses.import-upload", state="waiting").count() == 2

    shown = page(client, f"{LIST}uploads/{second.uuid}/")
    assert "being examined" in shown
    assert "course &lt;b&gt;.zip" in shown
    assert "Look again" in shown  # for a browser without scripts
    told = client.get(f"{LIST}uploads/{second.uuid}/state/").json()
    assert told == {"state": "received", "step": "Waiting for the import", "percent": 0, "running": True}


def test_what_is_no_upload_is_refused_in_a_sentence_and_leaves_nothing(client, tom, settings, monkeypatch):
    client.force_login(tom)
    settings.PACKAGE_LIMITS = {"upload": 2_000}
    announced = client.post(LIST, {"file": zip_of(b"x" * 100_000)}, **SCRIPT)
    assert (announced.status_code, "too big" in announced.json()["sentence"]) == (413, True)
    monkeypatch.setattr("courses.package_admin.upload_views.announced_too_big", lambda request: "")
    found_on_the_way = client.post(LIST, {"file": zip_of(b"x" * 100_000)}, **SCRIPT)
    assert (found_on_the_way.status_code, "too big" in found_on_the_way.json()["sentence"]) == (413, True)
    assert client.post(LIST, {}, **SCRIPT).status_code == 400
    shown = client.post(LIST, {"file": zip_of(b"")}).content.decode()
    assert "Nothing was uploaded" in shown
    wrong_package = client.post(LIST, {"file": zip_of(b"x"), "package": "999"})
    assert wrong_package.status_code == 400
    assert waiting(settings) == []
    assert PackageUpload.objects.count() == 0


def test_an_upload_needs_its_csrf_token_and_nothing_is_kept_without(tom, settings):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(tom)
    assert strict.post(LIST, {"file": zip_of()}).status_code == 403
    assert waiting(settings) == []
    strict.get(LIST)
    token = strict.cookies["csrftoken"].value
    assert strict.post(LIST, {"csrfmiddlewaretoken": token, "file": zip_of()}).status_code == 302


def test_a_refusal_is_shown_with_its_place_and_what_to_do(client, tom, at):
    report = {
        "verdict": "refused",
        "code": "bad-address",
        "sentence": "The page leads out of the package.",
        "remedy": "Name a file of the package.",
        "file": "imsmanifest.xml",
        "line": 12,
    }
    upload = PackageUpload.objects.create(
        file_name="bad.zip", size=3, received_at=at, uploaded_by=tom, state="refused", report=report
    )
    client.force_login(tom)
    shown = page(client, f"{LIST}uploads/{upload.uuid}/")
    for words in (
        "refused, and nothing of it was kept",
        report["sentence"],
        "imsmanifest.xml, line 12",
        report["remedy"],
    ):
        assert words in shown
    assert "bad.zip" in page(client, LIST)


# --- Who may ----------------------------------------------------------------------------------------------------------


def test_editors_upload_reviewers_decide_others_look_and_members_see_nothing(client, request, version, settings):
    def answers(who: str) -> list[int]:
        client.force_login(request.getfixturevalue(who))
        posts = {"policy": {}, "retire": {"retired": "yes"}, "recall": {}, "reinstate": {}, "try": {}, "play": {}}
        return [
            client.get(LIST).status_code,
            client.get(of(version)).status_code,
            client.get(of(version, "health/")).status_code,
            client.post(LIST, {"file": zip_of()}).status_code,
            *(client.post(of(version, f"{name}/"), data).status_code for name, data in posts.items()),
        ]

    inside, refused, done = 200, 302, 302  # the admin answers a missing permission by leading back with a message
    nothing_changed = PackageVersion.objects.values_list("state", "glance_completes").get
    assert answers("asha") == [refused] * 10
    assert "Upload a package" not in client.get(LIST).content.decode()
    assert PackageUpload.objects.count() == 0
    assert nothing_changed() == ("ready", True)
    # An adviser may look and play, and nothing else.
    assert answers("ruth") == [inside] * 3 + [refused] * 6 + [303]
    assert PackageUpload.objects.count() == 0
    assert nothing_changed() == ("ready", True)
    assert answers("tom") == [inside] * 3 + [done] + [refused] * 4 + [done, 303]
    assert PackageUpload.objects.count() == 1
    assert nothing_changed() == ("ready", True)
    assert answers("lena") == [inside] * 3 + [done, done, done, inside, done, done, 303]
    assert nothing_changed() == ("retired", False)
    client.force_login(request.getfixturevalue("nia"))
    assert "Recall at once" in page(client, of(version))


# --- The report -------------------------------------------------------------------------------------------------------


def test_the_report_tells_found_tracked_may_fail_and_what_to_do(client, tom, lena, version):
    client.force_login(tom)
    shown = page(client, of(version))
    for words in (
        "SCORM 1.2",
        "Reading",
        "Part that reports (SCO)",
        "hidden from the contents list",
        "opens after: “Reading”",
        "pass mark 80 of 100",
        "The server compares the score with the pass mark of “Quiz”",
        "Parts with a prerequisite stay locked",
        "loads something from cdn.example.org",
        "page.html, line 1",
        "Put the file into the package",
        "It stored 60,000.",
        "seen in the trial play",
        "It found the interface.",
        "It did not call Finish.",
        "the other 1 part was not tried",
        "Play as learner",
        "Try it again",
    ):
        assert words in shown, words
    assert "How it is judged" not in shown
    listed = page(client, LIST)
    assert "Played in a browser: 1 thing to look at." in listed
    client.force_login(lena)
    assert "How it is judged" in page(client, of(version))


def test_the_list_costs_as_many_statements_for_many_versions(client, tom, at, django_assert_max_num_queries):
    for _ in range(12):
        package_version()
    client.force_login(tom)
    page(client, LIST)
    with django_assert_max_num_queries(24):
        shown = page(client, LIST)
    assert shown.count("Records requests") == 12 + 12  # in the list, and in the choice of packages


def test_an_author_plays_it_as_a_learner_and_tries_it_again(client, tom, version):
    client.force_login(tom)
    assert AdminURLFinder(tom).get_edit_url(version) == of(version)  # the way from a course page's block
    answer = client.post(of(version, "play/"))
    assert answer.status_code == 303
    assert "/p/#code=preview." in answer.url
    assert package_address(version.uuid).endswith(of(version))  # where leaving the preview leads
    client.post(of(version, "try/"))
    version.refresh_from_db()
    assert version.trial["verdict"] == "waiting"
    assert outbox.Duty.objects.filter(handler="courses.try-package", reference=str(version.uuid)).count() == 1
    assert "It is being played in a browser" in page(client, of(version))


# --- Deciding ---------------------------------------------------------------------------------------------------------


def test_policy_and_retirement_are_set_and_logged(client, lena, version):
    client.force_login(lena)
    client.post(of(version, "policy/"), {"mastery_override": "on"})
    version.refresh_from_db()
    assert (version.mastery_override, version.glance_completes) == (True, False)
    client.post(of(version, "retire/"), {"retired": "yes"})
    assert "retired" in page(client, LIST)
    client.post(of(version, "retire/"), {"retired": "no"})
    version.refresh_from_db()
    assert version.state == "ready"
    logged = ModelLogEntry.objects.filter(object_id=str(version.pk)).order_by("pk").values_list("action", "user")
    assert list(logged) == [(f"courses.package.{action}", lena.pk) for action in ("policy", "retire", "offer")]


def test_a_recall_says_whom_it_stops_and_stops_them_without_losing_anything(client, lena, asha, at):
    version = package_version()
    place = enrolled(asha, version)
    player = player_of(place).begin()
    player.commit(lesson_location="3")
    client.force_login(lena)
    asked = page(client, of(version, "recall/"))
    assert "1 learner is" in asked
    assert "A copy of everything" in asked
    # Neither without a reason nor without the tick.
    client.post(of(version, "recall/"), {"reason": "", "understood": "on"})
    client.post(of(version, "recall/"), {"reason": "Out of date."})
    version.refresh_from_db()
    assert version.state == "ready"

    client.post(of(version, "recall/"), {"reason": "Part 3 names\n an old limit.", "understood": "on"})
    version.refresh_from_db()
    assert (version.state, version.recall_reason) == ("recalled", "Part 3 names an old limit.")
    assert version.recalled_at is not None
    assert "Part 3 names an old limit." in page(client, of(version))
    assert player.commit(lesson_location="4").outcome == "applied"  # saving goes on
    with pytest.raises(Recalled):
        launching.launch(place, player.item, device="", at=at + timedelta(hours=1))
    with pytest.raises(recalling.AlreadyRecalled):
        recalling.recall(version, reason="Again", by=lena, at=at)
    with pytest.raises(recalling.RecalledVersion):
        recalling.retire(version, retired=True)

    client.post(of(version, "reinstate/"))
    version.refresh_from_db()
    assert (version.state, version.recalled_at, version.recall_reason) == ("ready", None, "")
    assert launching.launch(place, player.item, device="", at=at + timedelta(hours=2)).code
    actions = ModelLogEntry.objects.filter(object_id=str(version.pk)).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["courses.package.recall", "courses.package.reinstate"]


def test_health_tells_how_a_version_fares_with_learners(client, tom, asha, marek, django_assert_max_num_queries):
    version = package_version()
    for person in (asha, marek):
        place = enrolled(person, version)
        player = player_of(place).begin()
        player.commit(cmi__suspend_data="x" * 5_000, score__raw="many")
        if person is asha:
            player.commit(lesson_status="completed", session_time="00:10:00", final=True)
    with django_assert_max_num_queries(4):
        found = reading.health(version)
    assert (found.sessions, found.open, found.without_finish) == (2, 1, 0)
    assert (found.states, found.completed, found.over_size) == (2, 1, 2)
    assert found.warnings[0][0] == "cmi.core.score.raw"
    assert reading.midway(version) == 1
    client.force_login(tom)
    shown = page(client, of(version, "health/"))
    assert "cmi.core.score.raw" in shown
