"""What a manager says when they ask something of their people. Forms check what was typed; services decide."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from courses.models import Assignment, Course, Programme, Requirement
from courses.rules import reminding
from members.api import HatKind, JobRole, Organisation, Staff

MOST_GRACE, MOST_DAYS, MOST_MONTHS = 90, 365, 120
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
Target, Due = Assignment.Target, Assignment.Due
# Target -> the field that says who.
FIELD_OF = {Target.PERSON: "person", Target.POSTS: "posts", Target.HAT: "hat", Target.SITE: "site"}
MISSING = {
    Target.PERSON: "Choose the person.",
    Target.POSTS: "Choose at least one post.",
    Target.HAT: "Choose the duty.",
    Target.SITE: "Choose the site.",
}
# Due rule -> the fields that it needs; what each says where it is empty.
DUE_FIELDS = {Due.FIXED: ("due_on",), Due.RELATIVE: ("due_days",), Due.RECURRING: ("due_months", "round_days")}
DUE_MISSING = {
    "due_on": "Choose the day.",
    "due_days": "Say how many days.",
    "due_months": "Say after how many months it is asked again.",
    "round_days": "Say how many days.",
}
# A choice, and the fields that only matter with it.
Branch = tuple[Any, list[forms.BoundField]]


def days_of(text: str) -> list[int]:
    """Whole numbers of days out of "14, 3". Raises ValueError for anything else."""
    return [int(part) for part in text.replace(";", ",").split(",") if part.strip()]


class DueFields(forms.Form):
    """Until when; shared by asking and by changing the day."""

    due = forms.ChoiceField(
        label="When it is due",
        choices=[
            (Due.FIXED, "On a day, for everybody"),
            (Due.RELATIVE, "Some days after it reaches somebody"),
            (Due.RECURRING, "Again and again, before the last completion runs out"),
        ],
        initial=Due.RELATIVE,
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(
        label="The day",
        required=False,
        widget=DAY,
        help_text="Whoever joins or comes back later has at least 14 days. It is asked once.",
    )
    due_days = forms.IntegerField(
        label="Days to do it in",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        initial=14,
        help_text="Whoever is on leave has them from the day they are back. It is asked once.",
    )
    due_months = forms.IntegerField(
        label="Months from one completion to the next",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        initial=12,
        help_text="Where a certificate runs out sooner, it is asked again sooner.",
    )
    round_days = forms.IntegerField(
        label="Days to do it in, each time",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        initial=28,
        help_text="So many days before the last completion runs out it is asked again.",
    )

    @property
    def due_tree(self) -> list[Branch]:
        """Each due rule with the fields that it needs."""
        return _tree(self["due"], {rule: [self[name] for name in names] for rule, names in DUE_FIELDS.items()})

    def clean_due_rule(self, data: dict[str, Any], today: date) -> None:
        """What the chosen rule needs is there and makes sense; what it does not need is emptied, wrong or not."""
        due = data.get("due", "")
        needed = DUE_FIELDS.get(due, ())
        _forget(self, data, {name for names in DUE_FIELDS.values() for name in names} - {*needed})
        for name in needed:
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, DUE_MISSING[name])
        if data.get("due_on") is not None and data["due_on"] < today:
            self.add_error("due_on", "This day has passed. Choose one from today on.")
        if due == Due.RECURRING:
            data["due_days"] = data.get("round_days")


class AssignForm(DueFields):
    """What is asked, of whom, until when and why."""

    what = forms.ChoiceField(
        label="Course or learning path", error_messages={"required": "Choose a course or a learning path."}
    )
    target = forms.ChoiceField(label="Who", choices=Target.choices, initial=Target.POSTS, widget=forms.RadioSelect)
    person = forms.ChoiceField(label="The person", required=False)
    posts = forms.MultipleChoiceField(label="The posts", required=False, widget=forms.CheckboxSelectMultiple)
    hat = forms.ChoiceField(label="The duty", required=False, choices=[("", "Choose"), *HatKind.choices])
    site = forms.ChoiceField(label="The site", required=False)
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=300,
        help_text="Your colleagues read it beside the course. Nothing about a patient or about health.",
    )
    grace_days = forms.IntegerField(
        label="Days of grace",
        min_value=0,
        max_value=MOST_GRACE,
        initial=7,
        help_text="After the due day somebody is “late”, and “overdue” once these have passed.",
        error_messages={"max_value": f"At most {MOST_GRACE} days: after that a due day means nothing."},
    )
    before = forms.CharField(label="Remind, days before", required=False, initial="14, 3", help_text="Such as: 14, 3")
    after = forms.CharField(
        label="Remind, days after",
        required=False,
        initial="1, 7",
        help_text="Nobody gets more than one mail a day, and none on a day off.",
    )
    requirement = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("what", "reason", "target", *FIELD_OF.values(), "due", *DUE_MISSING, "grace_days", "before", "after")

    @property
    def target_tree(self) -> list[Branch]:
        """Each kind of target with the field that says who."""
        return _tree(self["target"], {target: [self[name]] for target, name in FIELD_OF.items()})

    @property
    def somebody(self) -> str:
        """The one person for whom it is, so far as the form is filled in; blank for none."""
        if self["target"].value() != Target.PERSON:
            return ""
        value = self["person"].value()
        return next((name for key, name in self.fields["person"].choices if key and key == str(value)), "")  # type: ignore[attr-defined]

    def __init__(self, *args: Any, organisation: Organisation, staff: list[Staff], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.today = organisation, today
        courses = Course.objects.filter(current__isnull=False).order_by("title", "pk")
        paths = Programme.objects.filter(current__isnull=False).order_by("title", "pk")
        groups: list[Any] = [("", "Choose")]
        for label, kind, rows in (("Courses", "course", courses), ("Learning paths", "programme", paths)):
            found = [(f"{kind}:{one.uuid}", one.title) for one in rows]
            groups += [(label, found)] if found else []
        _choices(self, "what", groups)
        _choices(self, "person", [("", "Choose"), *((str(one.person_id), _named(one)) for one in staff)])
        held = {post for one in staff for post in one.posts}
        _choices(self, "posts", [(code, label) for code, label in JobRole.choices if code in held])
        _choices(self, "site", [("", "Choose"), *((str(one.pk), one.name) for one in organisation.sites.all())])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_due_rule(data, self.today)
        target = data.get("target", "")
        field = FIELD_OF.get(target)
        _forget(self, data, set(FIELD_OF.values()) - {field})
        if field and not data.get(field) and field not in self.errors:
            self.add_error(field, MISSING[target])
        if str(data.get("what", "")).startswith("programme:") and data.get("due") == Due.RECURRING:
            self.add_error("due", "A learning path is followed once. Ask for its courses again and again instead.")
        data["reminders"] = self._ladder(data)
        return data

    def _ladder(self, data: Mapping[str, Any]) -> list[int]:
        ladder: list[int] = []
        for field, sign in (("before", 1), ("after", -1)):
            try:
                days = days_of(data.get(field) or "")
            except ValueError:
                self.add_error(field, "Write numbers of days with commas between them, such as: 14, 3")
                continue
            if any(day < 0 for day in days):
                self.add_error(field, "Write the days without a minus.")
                continue
            complaint = reminding.complaint_about(days)
            if complaint:
                self.add_error(field, complaint)
            ladder += [sign * day for day in days]
        if len(set(ladder)) < len(ladder) or len(ladder) > reminding.MOST_STEPS:
            self.add_error("after", reminding.complaint_about(ladder))
        return sorted(ladder, reverse=True)

    def assignment(self, **fields: Any) -> Assignment:
        """What was filled in, not saved. Call it on a valid form."""
        data = self.cleaned_data
        kind, _, uuid = data["what"].partition(":")
        target = data["target"]
        wanted = data.get(FIELD_OF.get(target, ""), [])
        requirement = (
            data["requirement"]
            and Requirement.objects.filter(uuid=data["requirement"], organisation=self.organisation).first()
        )
        return Assignment(
            organisation=self.organisation,
            course=Course.objects.filter(uuid=uuid).first() if kind == "course" else None,
            programme=Programme.objects.filter(uuid=uuid).first() if kind == "programme" else None,
            requirement=requirement or None,
            source=Assignment.Source.MATRIX if requirement else Assignment.Source.MANAGER,
            target=target,
            wanted=list(wanted) if isinstance(wanted, list) else [wanted],
            **{name: data[name] for name in ("due", "due_on", "due_days", "due_months", "grace_days", "reason")},
            reminders=data["reminders"],
            **fields,
        )


class RepeatForm(forms.Form):
    """How often what was asked once is asked from now on."""

    due_months = forms.IntegerField(
        label="Months from one completion to the next", min_value=1, max_value=MOST_MONTHS, initial=12
    )
    due_days = forms.IntegerField(
        label="Days to do it in, each time",
        min_value=1,
        max_value=MOST_DAYS,
        initial=28,
        help_text="So many days before the last completion runs out it is asked again.",
    )


class ChangeDueForm(forms.Form):
    """Another due day, or another number of days, for an assignment that runs."""

    due_on = forms.DateField(label="The day", widget=DAY)
    due_days = forms.IntegerField(label="Days to do it in", min_value=1, max_value=MOST_DAYS)

    def __init__(self, *args: Any, assignment: Assignment, today: date, **kwargs: Any) -> None:
        kept, gone = ("due_on", "due_days") if assignment.due == Due.FIXED else ("due_days", "due_on")
        kwargs["initial"] = {kept: getattr(assignment, kept)}
        super().__init__(*args, **kwargs)
        self.today = today
        del self.fields[gone]

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError("This day has passed. Choose one from today on.")
        return day


def _tree(choice: forms.BoundField, fields: Mapping[str, list[forms.BoundField]]) -> list[Branch]:
    return [(radio, fields.get(radio.data["value"], [])) for radio in choice]


def _forget(form: forms.Form, data: dict[str, Any], names: Iterable[str | None]) -> None:
    """What another choice would have needed is neither kept nor complained about."""
    for name in names:
        if name is not None:
            form.errors.pop(name, None)
            data[name] = None


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined] # the caller names a ChoiceField


def _named(one: Staff) -> str:
    return f"{one.name}, {one.post}" if one.post else one.name
