"""What was learned. Facts (sessions, commits) are appended; results are recomputed from facts by courses/rules and
stored for reading. Packages and native lessons share a path: Enrolment -> Attempt -> RunState <- RunSession <- Commit.

Personal data: who enrolled, what they did and when, and what a package chose to store about their progress. Kept for
the account's life, the trace of commits included: nothing thins it yet.
"""

import uuid

from django.conf import settings
from django.db import models


class Completion(models.TextChoices):
    UNKNOWN = "unknown", "Unknown"
    INCOMPLETE = "incomplete", "Incomplete"
    COMPLETED = "completed", "Completed"


class Success(models.TextChoices):
    UNKNOWN = "unknown", "Unknown"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"


class EvidenceClass(models.TextChoices):
    """How a completion is known; printed on the certificate."""

    SERVER_MARKED = "A", "Marked by the server"
    OBSERVED = "B", "Observed by the server"
    REPORTED = "C", "Reported by the content"
    MANUAL = "D", "Recorded by a person"


class Mode(models.TextChoices):
    """What a session is for (SCORM 1.2 RTE cmi.core.lesson_mode, SCORM 2004 RTE cmi.mode)."""

    NORMAL = "normal", "Learning"
    REVIEW = "review", "Looking again: nothing in it changes a result"
    BROWSE = "browse", "Preview by an author: nothing is kept"


class Enrolment(models.Model):
    """A person's place on a course for one period; renewal adds a new period and never overwrites."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="enrolments")
    source = models.CharField(max_length=60, default="self", help_text="Why: self, or later an assignment's reference.")
    period_start = models.DateField()
    enrolled_at = models.DateTimeField()
    last_seen = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "period_start"], name="courses_enrolled_once_a_period"),
        ]
        indexes = [models.Index(fields=["person", "-enrolled_at"], name="courses_my_enrolments")]

    def __str__(self) -> str:
        return f"enrolment {self.uuid}"


class EnrolmentMove(models.Model):
    """A learner chose to go on with a newer version of the course. Append-only."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")
    before = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("courses.CourseVersion", on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    carried = models.JSONField(default=list, help_text="What became of each part: key, title, carried.")

    def __str__(self) -> str:
        return f"move of enrolment {self.enrolment_id}"


class Attempt(models.Model):
    """One try at one item. The epoch counts its launches: only the newest may change the state."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENDED = "ended", "Ended"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    item = models.ForeignKey("courses.CourseItem", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    epoch = models.PositiveIntegerField(default=0)
    # What all parts of a package share, flat: the sequencer's own state, shared objectives, data stores and what the
    # root of the tree has come to. Names begin with "adl." (rules/shared.py).
    shared = models.JSONField(default=dict)
    started = models.DateTimeField()
    # Written when a timed quiz begins, extra time included: what a learner was promised is not computed anew.
    deadline = models.DateTimeField(null=True, blank=True, help_text="When a timed quiz closes; empty where none is.")
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item", "number"], name="courses_attempt_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "item"], condition=models.Q(state="open"), name="courses_one_open_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.uuid}"


class RunState(models.Model):
    """What an attempt has come to: the fold of its commits. One a SCO; one without a SCO for a native item."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="states")
    package_item = models.ForeignKey("courses.PackageItem", null=True, blank=True, on_delete=models.PROTECT)
    standard = models.CharField(max_length=12, default="native", help_text="How its elements are read: scorm-1.2, ….")
    revision = models.PositiveIntegerField(default=0, help_text="Counts the commits that changed it.")
    # Flat: {"cmi.core.lesson_location": "3", ...} for a package, {"block.<id>": {...}} for a lesson. What belongs to
    # one session only (its time, its way of ending) stands on the session.
    data = models.JSONField(default=dict)
    completion = models.CharField(max_length=10, choices=Completion.choices, default=Completion.UNKNOWN)
    success = models.CharField(max_length=7, choices=Success.choices, default=Success.UNKNOWN)
    score = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True, help_text="0 to 100.")
    # Completion, success and score above are the best so far; these are what the last session that ended came to.
    last_completion = models.CharField(max_length=10, choices=Completion.choices, default=Completion.UNKNOWN)
    last_success = models.CharField(max_length=7, choices=Success.choices, default=Success.UNKNOWN)
    last_score = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True, help_text="0 to 100.")
    decided = models.CharField(
        max_length=13, blank=True, help_text="The lesson status after the finish rules; the content's own is in data."
    )
    entry = models.CharField(
        max_length=12, default="ab-initio", blank=True, help_text="What the next launch answers to cmi.entry."
    )
    total_cs = models.BigIntegerField(default=0, help_text="Time counted for ended sessions, hundredths of a second.")
    seen_cs = models.BigIntegerField(default=0, help_text="Time the server saw in them, hundredths of a second.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "package_item"], name="courses_one_state_a_sco"),
            models.UniqueConstraint(
                fields=["attempt"], condition=models.Q(package_item__isnull=True), name="courses_one_native_state"
            ),
        ]

    def __str__(self) -> str:
        return f"state of attempt {self.attempt_id}"


class RunSession(models.Model):
    """One launch of an attempt on one device. Its token is kept as a hash and opens its own attempt, nothing else."""

    class EndReason(models.TextChoices):
        FINISHED = "finished", "The content finished"
        LEFT = "left", "The page was closed or left"
        TAKEN_OVER = "taken-over", "Continued elsewhere"
        SILENT = "silent", "Nothing was heard for half an hour"
        RECALLED = "recalled", "The package was recalled"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="sessions")
    state = models.ForeignKey(RunState, on_delete=models.PROTECT, related_name="sessions")
    epoch = models.PositiveIntegerField(help_text="0 until the browser has begun.")
    # Null, not blank, where there is none: blanks would collide in a unique column.
    code_hash = models.CharField(  # noqa: DJ001
        max_length=64, null=True, unique=True, help_text="Of the one-time launch code."
    )
    code_until = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    label = models.CharField(
        max_length=40, blank=True, help_text="The content host it runs on; blank for a native item."
    )
    device = models.CharField(
        max_length=120, blank=True, help_text="Browser and system in words, for the takeover question."
    )
    mode = models.CharField(max_length=6, choices=Mode.choices, default=Mode.NORMAL)
    started = models.DateTimeField()
    last_seen = models.DateTimeField()
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text="When its page last said that it holds work that we do not have; null if none."
    )
    last_seq = models.PositiveIntegerField(default=0)
    exit = models.CharField(max_length=10, blank=True, help_text="How the content said it ends, such as suspend.")
    reported_cs = models.BigIntegerField(null=True, blank=True, help_text="Session time the content last reported.")
    seen_cs = models.BigIntegerField(default=0, help_text="Time the server saw, hundredths of a second.")
    counted_cs = models.BigIntegerField(default=0, help_text="What it adds to the total; less than reported is a flag.")
    ended = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                # A review stands beside the epochs: it writes nothing, so it replaces nobody.
                fields=["attempt", "epoch"],
                condition=models.Q(epoch__gt=0, mode="normal"),
                name="courses_epoch_once",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.uuid}"


class Commit(models.Model):
    """What a session sent, as received. Append-only: the trace that support reads, and the proof of every save."""

    class Outcome(models.TextChoices):
        APPLIED = "applied", "Applied"
        STALE = "stale", "Kept, not applied: a newer session had begun"
        LATE = "late", "Kept; a later commit that includes it had arrived first"
        KEPT = "kept", "Kept, not applied: the session was a review"

    session = models.ForeignKey(RunSession, on_delete=models.PROTECT, related_name="commits")
    seq = models.PositiveIntegerField()
    received = models.DateTimeField()
    device_time = models.CharField(
        max_length=40, blank=True, help_text="The device's own clock when it wrote this; recorded, never used."
    )
    body = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body: a repeat with other content is refused.")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    revision = models.PositiveIntegerField(help_text="Of the state after it.")
    final = models.BooleanField(default=False)
    warnings = models.JSONField(default=list, help_text="Elements that were not taken: element, code, sentence.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seq"], name="courses_commit_once")]

    def __str__(self) -> str:
        return f"commit {self.seq} of session {self.session_id}"


class Remembered(models.Model):
    """What packages keep of a person beyond one attempt.

    Without a package: the preferences (volume, language, speed, captions) that every package is given. With one: the
    objectives and stores that its attempts share (SCORM 2004 4th Edition CAM, objectivesGlobalToSystem and
    sharedDataGlobalToSystem). "System" is the package here: no package reads what another one wrote.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey("courses.Package", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "package"], name="courses_remembered_once_a_package"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(package__isnull=True), name="courses_preferences_once"
            ),
        ]

    def __str__(self) -> str:
        return f"what person {self.person_id} keeps"


class ItemResult(models.Model):
    """What an item of an enrolment has come to. Derived; the best is kept, and what is certified never goes back."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="item_results")
    item = models.ForeignKey("courses.CourseItem", on_delete=models.PROTECT)
    completion = models.CharField(max_length=10, choices=Completion.choices, default=Completion.UNKNOWN)
    success = models.CharField(max_length=7, choices=Success.choices, default=Success.UNKNOWN)
    score = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    evidence = models.CharField(max_length=1, choices=EvidenceClass.choices)
    reason = models.CharField(max_length=300, help_text="One sentence a learner reads.")
    satisfied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "item"], name="courses_one_result_an_item")]

    def __str__(self) -> str:
        return f"result of item {self.item_id}"


class CourseResult(models.Model):
    """What an enrolment has come to. Derived; written with its certificate in one transaction."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="result")
    completed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=1, choices=EvidenceClass.choices, blank=True)
    reason = models.CharField(max_length=300)
    certificate_code = models.CharField(max_length=24, blank=True)
    valid_until = models.DateField(
        null=True, blank=True, db_index=True, help_text="The last day on which this completion counts; empty for ever."
    )

    def __str__(self) -> str:
        return f"result of enrolment {self.enrolment_id}"
