"""Forms of the training matrix. They check what was typed; services decide whether it may be done."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from courses.models import Course, Requirement
from courses.rules.covering import HAT
from courses.services import outside_files
from courses.services.requirements import Wanted
from foundation.vocabulary.api import Topic
from members.api import posts_and_hats

LONGEST_EXCUSE = timedelta(days=2 * 366)
OLDEST = timedelta(days=20 * 366)


def day_field(label: str, **facts: Any) -> forms.DateField:
    """A day, chosen or typed."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **facts)


class RequirementForm(forms.Form):
    """A row of the matrix in the practice's own words."""

    title = forms.CharField(label="What has to be kept up", max_length=150)
    level = forms.CharField(
        label="Level", max_length=80, required=False, help_text="Such as awareness, practitioner, lead."
    )
    everyone = forms.ChoiceField(
        label="Who needs it",
        choices=[("yes", "Everyone"), ("no", "Only the posts and duties ticked below")],
        widget=forms.RadioSelect,
    )
    posts = forms.MultipleChoiceField(label="Posts", required=False, widget=forms.CheckboxSelectMultiple)
    hats = forms.MultipleChoiceField(label="Duties", required=False, widget=forms.CheckboxSelectMultiple)
    months = forms.IntegerField(
        label="Renew after how many months",
        required=False,
        min_value=1,
        max_value=120,
        help_text="Empty: once is enough. Usual intervals are no law; this is your own decision.",
    )
    proof = forms.CharField(
        label="What shows that it is practised",
        max_length=150,
        required=False,
        help_text="Beside a certificate: a drill, an audit, a supervised session.",
    )
    topic = forms.ModelChoiceField(
        label="Topic",
        required=False,
        queryset=Topic.objects.order_by("code"),
        empty_label="None",
        help_text="Evidence packs find the question of the regulator by it.",
    )
    courses = forms.ModelMultipleChoiceField(
        label="Courses that fulfil it",
        required=False,
        queryset=Course.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Any one of them. Certificates from elsewhere always can.",
    )

    def __init__(self, *args: Any, requirement: Requirement | None = None, **kwargs: Any) -> None:
        if requirement is not None:
            kwargs["initial"] = _as_typed(requirement)
        super().__init__(*args, **kwargs)
        posts, hats = posts_and_hats()
        self.fields["posts"].choices = posts  # type: ignore[attr-defined]
        self.fields["hats"].choices = hats  # type: ignore[attr-defined]
        kept = Course.objects.filter(pk__in=kwargs.get("initial", {}).get("courses", ()))
        offered = Course.objects.filter(current__isnull=False)
        self.fields["courses"].queryset = (offered | kept).order_by("title", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("everyone") == "no" and not data.get("posts") and not data.get("hats"):
            self.add_error("posts", "Tick at least one post or duty, or choose everyone.")
        return data

    def wanted(self) -> Wanted:
        """What was typed, for the service."""
        data = self.cleaned_data
        narrow = data["everyone"] == "no"
        who = (*data["posts"], *(HAT + hat for hat in data["hats"])) if narrow else ()
        return Wanted(
            title=data["title"],
            level=data["level"],
            topic_id=data["topic"].pk if data["topic"] else None,
            who=who,
            months=data["months"],
            proof=data["proof"],
            courses=tuple(course.pk for course in data["courses"]),
        )


def _as_typed(requirement: Requirement) -> dict[str, Any]:
    who = list(requirement.who)
    return {
        "title": requirement.title,
        "level": requirement.level,
        "everyone": "no" if who else "yes",
        "posts": [code for code in who if not code.startswith(HAT)],
        "hats": [code.removeprefix(HAT) for code in who if code.startswith(HAT)],
        "months": requirement.months,
        "proof": requirement.proof,
        "topic": requirement.topic_id,
        "courses": list(requirement.courses.values_list("pk", flat=True)),
    }


class SeenForm(forms.Form):
    """Somebody was seen to do it well."""

    seen_by = forms.CharField(label="Who watched", max_length=150)
    seen_on = day_field("When")
    how = forms.CharField(
        label="What was seen",
        max_length=200,
        help_text="A drill, an audit, a mystery call. Nothing about a patient.",
    )

    def clean_seen_on(self) -> date:
        return _past(self.cleaned_data["seen_on"])


class ExcuseForm(forms.Form):
    """Nothing is asked of somebody for a time."""

    until = day_field("Until", help_text="The last day. Two years at most; it can be given again.")
    reason = forms.CharField(
        label="Why",
        max_length=200,
        help_text="“Agreed with the partners” is enough. Nothing about health.",
    )

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if until < today:
            raise forms.ValidationError("That day has passed. Choose today or a later one.")
        if until > today + LONGEST_EXCUSE:
            raise forms.ValidationError(
                "That is more than two years away. Choose an earlier day and give it again then."
            )
        return until


class CertificateForm(forms.Form):
    """A certificate from elsewhere."""

    title = forms.CharField(label="What it is called", max_length=200)
    provider = forms.CharField(label="Who gave it", max_length=150)
    completed_on = day_field("Completed on")
    valid_until = day_field("Good until", required=False, help_text="Only if it says so.")
    file = forms.FileField(
        label="The certificate",
        help_text="A PDF, or a photograph as JPEG or PNG, of 10 MB at most. No name of a patient on it.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"empty": "The file is empty. Choose it again."},
    )

    def clean_completed_on(self) -> date:
        return _past(self.cleaned_data["completed_on"])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > outside_files.LARGEST:
            raise forms.ValidationError("The file is over 10 MB. A photograph at a lower quality will do.")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        on, until = data.get("completed_on"), data.get("valid_until")
        if on and until and until < on:
            self.add_error("valid_until", "That is before the day on which it was completed.")
        return data

    def typed(self) -> dict[str, Any]:
        """What it says, beside the file itself: the facts that `proofs.upload` takes."""
        return {name: self.cleaned_data[name] for name in ("title", "provider", "completed_on", "valid_until")}


class ManagerCertificateForm(CertificateForm):
    """The same by a manager, who may have looked at it already."""

    looked = forms.BooleanField(
        label="I have looked at the original: it is theirs, and it fits",
        required=False,
        help_text="Ticked, it counts at once. Evidence packs say who looked.",
    )


class AcceptForm(forms.Form):
    """A manager has looked at a certificate."""

    valid_until = day_field(
        "Good until", required=False, help_text="As it stands on the certificate; empty if it says none."
    )


class RefuseForm(forms.Form):
    """It does not count."""

    reason = forms.CharField(label="Why not", max_length=200, help_text="The person reads this.")


def _past(day: date) -> date:
    today = timezone.localdate()
    if day > today:
        raise forms.ValidationError("That day is still to come. Choose today or an earlier one.")
    if day < today - OLDEST:
        raise forms.ValidationError("That is more than twenty years ago. Look at the year again.")
    return day
