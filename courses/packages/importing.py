"""A zip becomes an immutable package version: archive, manifest, files, and one transaction that makes it live.

Until that transaction nothing exists but a folder that is thrown away, so a refused package leaves nothing behind.
"""

import hashlib
import io
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from courses.models import Course, Package, PackageFile, PackageItem, PackageVersion
from courses.services.publishing_packages import course_url, publish_package

from .advice import Advice
from .archive import MANIFEST, Archive, Entry, Limits, open_archive
from .files import Incoming, forget_abandoned
from .items import Item
from .manifest import Manifest, read_manifest
from .markup import BYTES as MANIFEST_BYTES
from .media_types import is_served
from .names import folded
from .refusals import Notice, PackageRefused, shown
from .sequencing import activity_tree

log = logging.getLogger(__name__)

Say = Callable[[str, int], None]  # what is being done, in words, and how far it is in percent

NOTICES_AT_MOST = 200
COURSE_TITLE = 200
_CHUNK = 1 << 20
_OTHER_KINDS = {
    "cmi5.xml": "a cmi5 course",
    "tincan.xml": "an xAPI (Tin Can) course",
    "h5p.json": "an H5P activity",
    "course.au": "an AICC course",
}
_EXPORT = "In the authoring tool choose SCORM 1.2 or SCORM 2004 as the format, and upload the zip it makes."


@dataclass(frozen=True)
class ImportReport:
    """What came of an import. `as_dict` is the outside contract of `manage.py import_package`."""

    verdict: str  # accepted or refused
    code: str | None = None
    sentence: str = ""
    remedy: str = ""
    file: str = ""
    line: int | None = None
    standard: str | None = None
    edition: str = ""
    title: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    sha256: str = ""
    already: bool = False
    version: str | None = None
    files: int = 0
    course_url: str | None = None

    @property
    def accepted(self) -> bool:
        return self.verdict == "accepted"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return dict(self.__dict__)


def nothing_said(step: str, percent: int) -> None:
    """Hears how far an import is, and does nothing about it."""


def import_package(
    path: Path | str,
    *,
    at: datetime,
    publish_title: str | None = None,
    cpd_minutes: int | None = None,
    package: Package | None = None,
    workplace: str = "",
    say: Say = nothing_said,
) -> ImportReport:
    """Import the package in the file `path`, and offer it as a course where `publish_title` is given.

    `cpd_minutes` are what the course then earns; by default its learning time (see publishing_packages). The version
    becomes the next one of `package`, or the first of a new one. `workplace` marks the folder of half-done work, so
    that whoever kills this process can clear it away; `say(step, percent)` hears how far it is.

    The same bytes again are the same version (`already`). Never raises for what is in the file: a package that cannot
    be accepted is a report with the verdict "refused", a code, a sentence and a remedy, and nothing of it is kept.
    """
    digest = ""
    try:
        title = _course_title(publish_title)
        with _opened(path) as source:
            say("Reading the file", 0)
            digest = _digest(source)
            version = PackageVersion.objects.filter(sha256=digest).first()
            already = version is not None
            if version is None:
                forget_abandoned(at)
                version, already = _import(source, digest, _Work(package, at, workplace, say))
    except PackageRefused as error:
        refused = error
    except OSError as error:
        log.exception("package %s: the store failed", digest)
        refused = PackageRefused(
            "store-failed",
            f"The package could not be written down here: {error.strerror or 'the disk does not answer'}.",
            remedy="Nothing is wrong with the package. Make room, or ask whoever runs this server, and try again.",
        )
    else:
        course = publish_package(version, title=title, at=at, cpd_minutes=cpd_minutes) if title else None
        return _report(version, already, course)
    return _refusal(refused, digest)


def report_of(sha256: str) -> ImportReport | None:
    """The report of the version made from those bytes; None where there is none."""
    version = PackageVersion.objects.filter(sha256=sha256).first()
    return _report(version, True, None) if version else None


def limits() -> Limits:
    """The limits of this installation: the defaults, with what PACKAGE_LIMITS changes."""
    return Limits(**getattr(settings, "PACKAGE_LIMITS", {}))


def _refusal(refused: PackageRefused, digest: str) -> ImportReport:
    return ImportReport(
        verdict="refused",
        code=refused.code,
        sentence=refused.sentence,
        remedy=refused.remedy,
        file=refused.file,
        line=refused.line,
        sha256=digest,
    )


def _course_title(publish_title: str | None) -> str:
    if publish_title is None:
        return ""
    title = " ".join(publish_title.split())
    if not title or len(title) > COURSE_TITLE:
        raise PackageRefused(
            "title-unusable",
            f"A course's title has 1 to {COURSE_TITLE} characters.",
            remedy="Choose another title and import the package again.",
        )
    return title


def _opened(path: Path | str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except (OSError, ValueError):
        raise PackageRefused(
            "no-file",
            f"There is no file to read at {shown(str(path))}.",
            remedy="Check the file's name and its folder.",
        ) from None


def _digest(source: BinaryIO) -> str:
    length = source.seek(0, io.SEEK_END)
    if length > limits().upload:
        raise PackageRefused(
            "too-big",
            f"The file has {length:,} bytes; a package may have {limits().upload:,}.",
            remedy="Take out what learners do not need, or split the course.",
        )
    source.seek(0)
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


@dataclass(frozen=True)
class _Work:
    """What an import is told besides the file."""

    package: Package | None
    at: datetime
    workplace: str
    say: Say


def _import(source: BinaryIO, digest: str, work: _Work) -> tuple[PackageVersion, bool]:
    archive = open_archive(source, limits())
    entry = _manifest_entry(archive)
    manifest = read_manifest(archive.read(entry), archive.entries, file=entry.path)
    outlines = [
        {"identifier": each.identifier, "title": each.title, "tree": activity_tree(manifest.standard, each)}
        for each in manifest.organisations
    ]
    advice = Advice()
    with Incoming(work.workplace) as incoming:
        rows, total, done = [], sum(each.size for each in archive.entries.values()) or 1, 0
        for number, (path, each) in enumerate(archive.entries.items(), start=1):
            work.say(f"Unpacking file {number:,} of {len(archive.entries):,}", 5 + done * 85 // total)
            done += each.size
            sha256, size = incoming.add(advice.watch(path, archive.chunks(each)))
            rows.append(PackageFile(path=path, sha256=sha256, size=size))
            if not is_served(path):
                advice.unserved(path)
        told = advice.notices(manifest.standard, manifest.every_item())
        notices = _shortened([*archive.notices, *_about_name(entry), *manifest.notices, *told])
        work.say("Writing it down", 92)
        incoming.keep()
        try:
            with transaction.atomic():
                version = _next_version(manifest, work.package, work.at)
                version.sha256, version.size = digest, source.seek(0, io.SEEK_END)
                version.warnings, version.organisations = notices, outlines
                version.save()
                _write_items(version, manifest)
                for row in rows:
                    row.version = version
                PackageFile.objects.bulk_create(rows, batch_size=1000)
        except IntegrityError:
            # Somebody imported the same bytes in the meantime; theirs is the version, and its files are the same ones.
            theirs = PackageVersion.objects.filter(sha256=digest).first()
            if theirs is None:
                raise
            return theirs, True
    return version, False


def _manifest_entry(archive: Archive) -> Entry:
    found = archive.entries.get(MANIFEST)
    if found is None:
        found = next((entry for path, entry in archive.entries.items() if folded(path) == MANIFEST), None)
    if found is None:
        raise _no_manifest(archive.entries)
    if found.size > MANIFEST_BYTES:
        raise PackageRefused(
            "manifest-too-big",
            f"{MANIFEST} has {found.size:,} bytes; it may have {MANIFEST_BYTES:,}.",
            remedy="A manifest lists files; it holds no media. Export the package again.",
            file=MANIFEST,
        )
    return found


def _no_manifest(paths: Iterable[str]) -> PackageRefused:
    below = [path for path in paths if folded(path).endswith(f"/{MANIFEST}")]
    if below:
        said = f"{MANIFEST} lies in the folder {shown(below[0].rpartition('/')[0])}; it must lie at the top of the zip."
        remedy = "Open that folder, select everything in it, and make the zip from there."
        return PackageRefused("manifest-not-at-top", said, remedy=remedy, file=shown(below[0]))
    names = {folded(path).rpartition("/")[2] for path in paths}
    other = next((kind for name, kind in _OTHER_KINDS.items() if name in names), "")
    said = (
        f"This is {other}, which is not played here."
        if other
        else f"The zip has no {MANIFEST}, so it is not a SCORM package."
    )
    return PackageRefused("not-scorm" if other else "no-manifest", said, remedy=_EXPORT, file=MANIFEST)


def _about_name(entry: Entry) -> list[Notice]:
    if entry.path == MANIFEST:
        return []
    said = f"The manifest is called {shown(entry.path)}; it should be {MANIFEST}. Many systems will not find it."
    return [Notice("manifest-name", said, shown(entry.path))]


def _shortened(notices: list[Notice]) -> list[dict[str, Any]]:
    told = [notice.as_dict() for notice in notices[:NOTICES_AT_MOST]]
    if len(notices) > NOTICES_AT_MOST:
        more = len(notices) - NOTICES_AT_MOST
        told.append(Notice("more-notices", f"{more} more remarks of the same kinds are not listed.").as_dict())
    return told


def _next_version(manifest: Manifest, package: Package | None, at: datetime) -> PackageVersion:
    """The version's row, not yet written; its package is, and is locked so that numbers are given out in turn."""
    if package is None:
        package = Package.objects.create(title=manifest.title, created=at)
    else:
        package = Package.objects.select_for_update().get(pk=package.pk)
    last = package.versions.aggregate(last=Max("number"))["last"] or 0
    return PackageVersion(
        package=package,
        number=last + 1,
        standard=manifest.standard,
        edition=manifest.edition,
        title=manifest.title,
        imported_at=at,
        minutes=manifest.minutes,
    )


def _write_items(version: PackageVersion, manifest: Manifest) -> None:
    """All items of all outlines, the default outline's first, a level at a time so that parents have their numbers."""
    order = {item.identifier: position for position, item in enumerate(manifest.every_item(), start=1)}
    outlines = {
        item.identifier: organisation.identifier
        for organisation in manifest.organisations
        for item in organisation.every_item()
    }
    level: list[tuple[Item, PackageItem | None]] = [
        (item, None) for organisation in manifest.organisations for item in organisation.items
    ]
    while level:
        rows = [
            _row(version, item, parent, order[item.identifier], outlines[item.identifier]) for item, parent in level
        ]
        PackageItem.objects.bulk_create(rows, batch_size=500)
        level = [(child, row) for (item, _), row in zip(level, rows, strict=True) for child in item.children]


def _row(version: PackageVersion, item: Item, parent: PackageItem | None, order: int, outline: str) -> PackageItem:
    return PackageItem(
        version=version,
        identifier=item.identifier,
        organisation=outline,
        parent=parent,
        order=order,
        title=item.title,
        href=item.url,
        scorm_type=item.scorm_type,
        visible=item.visible,
        launch_data=item.launch_data,
        prerequisites=item.prerequisites,
        mastery_score=item.mastery_score,
        max_time_allowed=item.max_time_allowed,
        time_limit_action=item.time_limit_action,
        scaled_passing_score=item.scaled_passing_score,
        completion_threshold=item.completion_threshold,
    )


def _report(version: PackageVersion, already: bool, course: Course | None) -> ImportReport:
    items = [
        {"identifier": item.identifier, "title": item.title, "href": item.href, "type": item.scorm_type}
        for item in version.items.order_by("order")
    ]
    return ImportReport(
        verdict="accepted",
        standard=version.standard,
        edition=version.edition,
        title=version.title,
        items=items,
        warnings=list(version.warnings),
        sha256=version.sha256,
        already=already,
        version=str(version.uuid),
        files=version.files.count(),
        course_url=course_url(course) if course else None,
    )
