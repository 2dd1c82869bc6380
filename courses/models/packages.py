"""Uploaded packages. A version is immutable: its files are stored by content hash and never rewritten, and attempts are
pinned to the version they began with.

Personal data: who uploaded a package; nothing of learners.
"""

import uuid

from django.conf import settings
from django.db import models


class Package(models.Model):
    """A package through its versions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=1000)
    created = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class PackageVersion(models.Model):
    """One uploaded file, accepted. The same bytes again are the same version."""

    class Standard(models.TextChoices):
        SCORM_12 = "scorm-1.2", "SCORM 1.2"
        SCORM_2004 = "scorm-2004", "SCORM 2004"

    class State(models.TextChoices):
        READY = "ready", "Ready"
        RETIRED = "retired", "Retired: no new course may use it"
        RECALLED = "recalled", "Recalled: nobody may go on with it"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True, help_text="Of the uploaded file.")
    size = models.BigIntegerField(help_text="Bytes of the uploaded file.")
    standard = models.CharField(max_length=12, choices=Standard.choices)
    edition = models.CharField(max_length=40, blank=True, help_text="As the manifest says, such as 2004 4th Edition.")
    title = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    imported_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Learning time in minutes, where the manifest states it."
    )
    warnings = models.JSONField(default=list, help_text="What the import found odd: code, sentence, file, line.")
    organisations = models.JSONField(
        default=list, help_text="The outlines of the manifest, the default first: identifier, title, tree (SCORM 2004)."
    )
    mastery_override = models.BooleanField(
        default=True, help_text="A mastery score in the manifest decides passed or failed, whatever the content set."
    )
    glance_completes = models.BooleanField(
        default=True, help_text="SCORM 1.2: content that never sets a status is completed when it ends (RTE 3-25)."
    )
    trial = models.JSONField(
        default=dict, help_text="What a trial play in a browser saw and did not see; empty if none."
    )
    recalled_at = models.DateTimeField(null=True, blank=True)
    recall_reason = models.CharField(max_length=300, blank=True, help_text="One sentence that learners read.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="courses_package_version_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (package version {self.number})"


class PackageItem(models.Model):
    """An item of the manifest's organisation; launchable where it has an address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="items")
    identifier = models.CharField(max_length=1000)
    organisation = models.CharField(max_length=1000, blank=True, help_text="The outline it belongs to.")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    order = models.PositiveIntegerField(help_text="Position in the whole tree, depth first.")
    title = models.CharField(max_length=1000)
    href = models.CharField(max_length=2000, blank=True, help_text="Path in the package, with query and parameters.")
    scorm_type = models.CharField(max_length=5, blank=True, help_text="sco or asset.")
    visible = models.BooleanField(default=True)
    launch_data = models.TextField(blank=True)
    prerequisites = models.TextField(blank=True)
    mastery_score = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    max_time_allowed = models.CharField(max_length=40, blank=True)
    time_limit_action = models.CharField(max_length=40, blank=True)
    scaled_passing_score = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    completion_threshold = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "identifier"], name="courses_package_item_once"),
            models.UniqueConstraint(fields=["version", "order"], name="courses_package_item_order_once"),
        ]
        ordering = ["version_id", "order"]

    def __str__(self) -> str:
        return self.title


class PackageFile(models.Model):
    """A file of a version: the table that every asset address is looked up in, so no path is ever built from one."""

    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=900)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="courses_package_file_once")]

    def __str__(self) -> str:
        return self.path


class PackageUpload(models.Model):
    """A file on its way to becoming a version: in quarantine until the import has judged it, and the report after."""

    class State(models.TextChoices):
        RECEIVED = "received", "Waiting for the import"
        IMPORTING = "importing", "Being examined"
        TRYING = "trying", "Accepted; being tried in a browser"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        FAILED = "failed", "Could not be examined"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=255, help_text="As the author's computer calls it; shown, never used.")
    size = models.BigIntegerField(help_text="Bytes.")
    package = models.ForeignKey(
        Package,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="uploads",
        help_text="It is a version of.",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.RECEIVED)
    step = models.CharField(max_length=200, blank=True, help_text="What is being done now, in words.")
    percent = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, help_text="As ImportReport.as_dict; empty until it is judged.")
    version = models.ForeignKey(
        PackageVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads"
    )

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name
