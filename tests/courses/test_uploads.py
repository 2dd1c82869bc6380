"""From a file in quarantine to a version, in a process under limits: real children, a real store, a real database."""

import os
from datetime import timedelta
from pathlib import Path

from django.db import connection

import pytest

from courses.models import Package, PackageUpload, PackageVersion
from courses.packages import examining, quarantine
from courses.services import trying, uploads
from foundation.outbox import api as outbox
from tests.cast import play
from tests.courses.made_packages import package

# The child sees what is committed, and nothing else.
pytestmark = pytest.mark.django_db(transaction=True)
S = PackageUpload.State
STEPS = "tests.courses.hostile_steps."


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """A store and a quarantine of the test's own; no browser."""
    settings.PACKAGES_ROOT, settings.PACKAGES_QUARANTINE = tmp_path / "store", tmp_path / "quarantine"
    settings.PACKAGES_ROOT.mkdir()
    settings.PACKAGE_TRIAL_BROWSER = "off"


def sent(data: bytes, *, at, of: Package | None = None) -> PackageUpload:
    arriving = quarantine.Arriving()
    arriving.write(data)
    return uploads.receive(arriving, file_name="course.zip", package=of, by=play("tom"), at=at)


def examined(upload: PackageUpload) -> PackageUpload:
    uploads.import_duty(str(upload.uuid))
    upload.refresh_from_db()
    return upload


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".one-at-a-time")


def test_an_accepted_upload_becomes_a_version_and_is_tried(at, settings):
    upload = sent(package(), at=at)
    assert upload.state == S.RECEIVED
    assert quarantine.path_of(upload.uuid).stat().st_mode & 0o077 == 0
    assert outbox.Duty.objects.filter(handler=uploads.IMPORT, reference=str(upload.uuid)).count() == 1

    examined(upload)
    version = PackageVersion.objects.get()
    assert (upload.state, upload.version, upload.percent) == (S.TRYING, version, 100)
    assert (upload.report["verdict"], upload.report["title"]) == ("accepted", "A small course")
    assert version.trial["verdict"] == "waiting"
    assert left_in(settings.PACKAGES_QUARANTINE) == []
    assert not [name for name in left_in(settings.PACKAGES_ROOT) if name.startswith(".")]

    uploads.import_duty(str(upload.uuid))  # delivered twice: nothing happens
    assert PackageVersion.objects.count() == 1
    trying.try_duty(str(version.uuid))
    upload.refresh_from_db()
    version.refresh_from_db()
    assert upload.state == S.ACCEPTED
    assert version.trial["sentence"] == "Not tried: no browser is installed on this server."
    assert "apt install chromium" in version.trial["remedy"]

    # The same bytes again, after a worker that was killed in the middle and left its half-done work.
    again = sent(package(), at=at)
    PackageUpload.objects.filter(pk=again.pk).update(state=S.IMPORTING)
    (settings.PACKAGES_ROOT / f".incoming-{again.uuid.hex}-x").mkdir()
    examined(again)
    assert (again.state, again.version, again.report["already"]) == (S.ACCEPTED, version, True)
    assert not [name for name in left_in(settings.PACKAGES_ROOT) if name.startswith(".")]


@pytest.mark.parametrize(
    ("data", "changed", "ending"),
    [
        (b"no zip at all", {}, (S.REFUSED, "not-a-zip")),
        (package(), {"PACKAGE_SCANNER": STEPS + "finds_something"}, (S.REFUSED, "scanner-found")),
        (
            package(),
            {"PACKAGE_SCANNER": STEPS + "never_ends", "PACKAGE_IMPORT_SECONDS": 1},
            (S.FAILED, "import-too-long"),
        ),
        (package(), {"PACKAGE_SCANNER": STEPS + "dies"}, (S.FAILED, "import-crashed")),
        (package(), {"PACKAGE_SCANNER": STEPS + "eats_memory"}, (S.FAILED, "import-too-much-memory")),
    ],
    ids=["refused", "scanner", "too-long", "crashed", "memory"],
)
def test_a_bad_upload_ends_in_words_and_leaves_nothing(at, settings, data, changed, ending):
    for name, value in changed.items():
        setattr(settings, name, value)
    upload = examined(sent(data, at=at))
    assert (upload.state, upload.report["code"]) == ending, upload.report
    assert upload.report["sentence"]
    assert upload.report["remedy"]
    assert PackageVersion.objects.count() == Package.objects.count() == 0
    assert left_in(settings.PACKAGES_QUARANTINE) == left_in(settings.PACKAGES_ROOT) == []
    assert not connection.in_atomic_block


def test_an_import_that_died_after_its_transaction_is_what_it_was(at, settings, tmp_path, monkeypatch):
    version = PackageVersion.objects.create(
        package=Package.objects.create(title="There", created=at),
        number=1,
        sha256="a" * 64,
        size=1,
        title="There",
        standard="scorm-1.2",
        imported_at=at,
    )

    def answers(job):
        yield {"sha256": version.sha256}
        raise examining._crashed("by signal 9")

    monkeypatch.setattr(examining, "_answers", answers)
    upload = examined(sent(package(), at=at))
    assert (upload.state, upload.version) == (S.TRYING, version)


def test_one_import_at_a_time_and_the_next_one_waits_its_turn(at, settings):
    upload = sent(package(), at=at)
    outbox.Duty.objects.all().delete()
    with quarantine.only_one() as mine:
        assert mine
        examined(upload)
    assert upload.state == S.RECEIVED
    assert outbox.Duty.objects.filter(reference=str(upload.uuid), state=outbox.Duty.State.WAITING).count() == 1


def test_what_broke_off_is_swept_after_a_day(at, settings):
    upload, waiting = sent(package(), at=at), sent(package(), at=at)
    torn = quarantine.Arriving()
    torn.write(b"half")
    torn._file.close()  # its process is gone
    long_ago = (at - timedelta(days=2)).timestamp()
    for path in settings.PACKAGES_QUARANTINE.iterdir():
        os.utime(path, (long_ago, long_ago))
    os.utime(quarantine.path_of(waiting.uuid), (at.timestamp(), at.timestamp()))
    PackageUpload.objects.filter(pk=upload.pk).update(received_at=at - timedelta(days=2))
    assert uploads.sweep(at=at) == 2
    assert left_in(settings.PACKAGES_QUARANTINE) == [quarantine.path_of(waiting.uuid).name]
    upload.refresh_from_db()
    waiting.refresh_from_db()
    assert (upload.state, upload.report["code"], waiting.state) == (S.FAILED, "import-given-up", S.RECEIVED)
