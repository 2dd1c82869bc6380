"""The training matrix: for its managers alone, states from facts, proof, and the same statements for 2,000 people."""

import csv
import io
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

import pytest

from certificates.api import Certificate
from courses.models import (
    Assigned,
    Assignment,
    CompetenceSeen,
    Course,
    CourseResult,
    Enrolment,
    Exemption,
    OutsideCertificate,
    Requirement,
)
from courses.practice import starting
from courses.practice.matrix import matrix_of, row_of
from courses.rules.covering import State
from courses.services import outside_files, proofs, requirements
from courses.services.proof_sweeping import sweep_proofs
from courses.services.requirements import Wanted
from members.models import JobRole, Membership, Organisation, Role, User

from .learning import course as small_course

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n% a certificate\n%%EOF\n"


@pytest.fixture
def larkrise(joy, asha, bea):
    return Organisation.objects.get(name="Larkrise Road Surgery")


@pytest.fixture
def fire(larkrise):
    """Everybody, every year."""
    return requirements.add(larkrise, Wanted("Fire safety", "awareness", months=12), at=timezone.now())


@pytest.fixture
def manager(client, joy):
    client.force_login(joy)
    return client


def address(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def completed(person, made: Course, on: date, **facts) -> CourseResult:
    at = timezone.make_aware(timezone.datetime(on.year, on.month, on.day, 12))
    place = Enrolment.objects.create(person=person, course=made, version=made.current, period_start=on, enrolled_at=at)
    return CourseResult.objects.create(enrolment=place, completed_at=at, evidence="A", reason="All done.", **facts)


def cell(organisation, person, requirement):
    row = row_of(organisation, person.pk, at=timezone.now())
    return next(one for one in row.squares if one.column.pk == requirement.pk)


def seed_people(organisation, count: int) -> None:
    """So many receptionists, a completion for every second of them, and twenty requirements with a course."""
    made = small_course("lesson")
    now = timezone.now()
    people = User.objects.bulk_create(User(name=f"Person {number:04d}", password="!") for number in range(count))
    Membership.objects.bulk_create(
        Membership(person=one, organisation=organisation, job_role=JobRole.RECEPTIONIST, starts_on=date(2026, 1, 5))
        for one in people
    )
    places = Enrolment.objects.bulk_create(
        Enrolment(person=one, course=made, version=made.current, period_start=date(2026, 9, 1), enrolled_at=now)
        for one in people[::2]
    )
    CourseResult.objects.bulk_create(
        CourseResult(enrolment=one, completed_at=now, evidence="A", reason="All done.") for one in places
    )
    lines = [Wanted(f"Requirement {number}", months=12, courses=(made.pk,)) for number in range(15)]
    requirements.start_from(organisation, [*lines], at=now)
    row = Requirement.objects.filter(organisation=organisation).first()
    Exemption.objects.bulk_create(
        Exemption(requirement=row, person=one, reason="Agreed", until=date(2099, 1, 1), given_by=one, given_at=now)
        for one in people[:40]
    )
    CompetenceSeen.objects.bulk_create(
        CompetenceSeen(
            requirement=row,
            person=one,
            seen_by="Joy",
            seen_on=date(2026, 9, 1),
            how="Drill",
            recorded_by=one,
            recorded_at=now,
        )
        for one in people[:40]
    )


def test_the_matrix_is_its_managers_alone(client, larkrise, fire, asha, bea, marek, nia, joy):  # noqa: PLR0917 - the cast
    pages = [
        address("matrix", larkrise.uuid),
        address("matrix-export", larkrise.uuid),
        address("matrix-start", larkrise.uuid),
        address("requirements", larkrise.uuid),
        address("requirement-new", larkrise.uuid),
        address("requirement-edit", larkrise.uuid, fire.uuid),
        address("matrix-waiting", larkrise.uuid),
        address("matrix-person", larkrise.uuid, bea.uuid),
        address("matrix-cell", larkrise.uuid, fire.uuid, bea.uuid),
    ]
    for page in pages:
        assert client.get(page).status_code == 302, page
    for person, expected in ((asha, 404), (marek, 404), (joy, 200), (nia, 200)):
        client.force_login(person)
        for page in pages:
            assert client.get(page).status_code == expected, (person.name, page)


def test_somebody_of_another_practice_has_no_square_here(manager, larkrise, fire, marek):
    assert manager.get(address("matrix-cell", larkrise.uuid, fire.uuid, marek.uuid)).status_code == 404
    sent = {"until": "2027-01-01", "reason": "Agreed"}
    assert manager.post(address("matrix-exemption", larkrise.uuid, fire.uuid, marek.uuid), sent).status_code == 404
    assert not Exemption.objects.exists()


def test_a_practice_starts_from_the_template_and_owns_it(manager, larkrise):
    start = address("matrix-start", larkrise.uuid)
    assert manager.get(address("matrix", larkrise.uuid))["Location"] == start
    shown = manager.get(start).content.decode()
    assert "No regulator prescribes this list" in shown
    assert "Decontamination" not in shown, "a dental line"
    sent = {"line": ["fire", "front-desk", "decontamination", "nonsense"]}
    manager.post(start, sent)
    manager.post(start, sent)
    titles = list(Requirement.objects.order_by("order").values_list("title", flat=True))
    assert titles == ["Fire safety", "Confidentiality at the front desk"]
    front = Requirement.objects.get(template_key="front-desk")
    assert front.who == ["reception-lead", "receptionist"]
    edit = address("requirement-edit", larkrise.uuid, front.uuid)
    form = {
        "title": "Front desk",
        "level": "",
        "everyone": "no",
        "posts": ["receptionist"],
        "hats": ["training"],
        "months": "",
    }
    manager.post(edit, form)
    front.refresh_from_db()
    assert (front.title, front.who, front.months) == ("Front desk", ["receptionist", "hat:training"], None)
    manager.post(address("requirement-move", larkrise.uuid, front.uuid), {"to": "up"})
    assert Requirement.objects.order_by("order").first() == front
    manager.post(address("requirement-retire", larkrise.uuid, front.uuid))
    assert [one.title for one in matrix_of(larkrise, at=timezone.now()).columns] == ["Fire safety"]


def test_a_requirement_that_cannot_be_is_refused_at_its_field(manager, larkrise, fire):
    page = address("requirement-new", larkrise.uuid)
    form = {"title": "Fire safety", "level": "awareness", "everyone": "yes", "months": "12"}
    twice = manager.post(page, form)
    assert twice.status_code == 422
    assert "title and level already" in twice.content.decode()
    nobody = manager.post(page, form | {"title": "New", "everyone": "no"})
    assert "Tick at least one post or duty" in nobody.content.decode()
    unknown = manager.post(page, form | {"title": "New", "everyone": "no", "posts": ["astronaut"]})
    assert unknown.status_code == 422
    assert Requirement.objects.count() == 1


def test_every_line_of_the_template_names_posts_duties_and_topics_that_there_are(db):
    from foundation.vocabulary.api import Topic
    from members.api import posts_and_hats

    posts, hats = posts_and_hats()
    known = {code for code, _ in posts} | {f"hat:{code}" for code, _ in hats}
    topics = set(Topic.objects.values_list("code", flat=True))
    for line in starting.template():
        assert set(line.who) <= known, line.key
        assert set(line.topics) <= topics, line.key
    assert len({line.key for line in starting.template()}) == len(starting.template())


def test_a_completion_from_any_period_counts_and_a_revoked_certificate_does_not(larkrise, fire, asha):
    made = small_course("lesson")
    fire.courses.add(made)
    assert cell(larkrise, asha, fire).cell.state == State.DUE
    today = timezone.localdate()
    completed(asha, made, today - timedelta(days=500))
    assert cell(larkrise, asha, fire).cell.state == State.OVERDUE
    result = completed(asha, made, today - timedelta(days=10), certificate_code="7K2M-9QXE-R4TV-0WZ8B")
    done = cell(larkrise, asha, fire)
    assert (done.cell.state, done.cell.proof.reference) == (State.DONE, "7K2M-9QXE-R4TV-0WZ8B")
    Certificate.objects.bulk_create(
        [
            Certificate(
                code=result.certificate_code,
                person=asha,
                source_ref="course:x",
                period_key="x",
                status="revoked",
                snapshot={},
                snapshot_sha256="0" * 64,
                issued_at=timezone.now(),
                completed_on=today,
                minutes=30,
            )
        ]
    )
    assert cell(larkrise, asha, fire).cell.state == State.OVERDUE


def test_the_day_of_an_assignment_wins(larkrise, fire, bea, joy):
    made = small_course("lesson")
    fire.courses.add(made)
    Requirement.objects.update(since=date(2025, 1, 1))
    Membership.objects.filter(person=bea).update(starts_on=date(2025, 1, 1))
    assert cell(larkrise, bea, fire).cell.state == State.OVERDUE
    today = timezone.localdate()
    assignment = Assignment.objects.create(
        organisation=larkrise, course=made, target="person", wanted=[bea.pk], due="fixed",
        due_on=today + timedelta(days=14), made_by=joy, made_at=timezone.now(),
    )  # fmt: skip
    Assigned.objects.create(assignment=assignment, person=bea, reached_on=today, due_on=today + timedelta(days=14))
    square = cell(larkrise, bea, fire)
    assert (square.cell.state, square.cell.due_on) == (State.DUE, today + timedelta(days=14))


def test_a_manager_notes_competence_and_excuses(manager, larkrise, fire, bea):
    seen = {"seen_by": "Dr Venn", "seen_on": timezone.localdate().isoformat(), "how": "Fire drill"}
    page = address("matrix-cell", larkrise.uuid, fire.uuid, bea.uuid)
    manager.post(address("matrix-competence", larkrise.uuid, fire.uuid, bea.uuid), seen)
    assert "Fire drill: seen by Dr Venn" in manager.get(page).content.decode()
    assert cell(larkrise, bea, fire).cell.state == State.DUE, "practice is no completion"
    future = seen | {"seen_on": (timezone.localdate() + timedelta(days=1)).isoformat()}
    refused = manager.post(address("matrix-competence", larkrise.uuid, fire.uuid, bea.uuid), future)
    assert refused.status_code == 422
    until = timezone.localdate() + timedelta(days=30)
    excuse = {"until": until.isoformat(), "reason": "Agreed with the partners"}
    for _ in range(2):
        manager.post(address("matrix-exemption", larkrise.uuid, fire.uuid, bea.uuid), excuse)
    assert Exemption.objects.filter(withdrawn_at=None).count() == 1
    assert cell(larkrise, bea, fire).cell.state == State.EXEMPT
    assert "Agreed with the partners" in manager.get(page).content.decode()
    manager.post(address("matrix-exemption-end", larkrise.uuid, fire.uuid, bea.uuid))
    assert cell(larkrise, bea, fire).cell.state == State.DUE


def test_a_certificate_from_elsewhere_counts_once_a_manager_has_looked(client, larkrise, fire, bea, joy, asha):  # noqa: PLR0917 - the cast
    client.force_login(bea)
    sent = {"title": "Fire", "provider": "Brigade", "completed_on": timezone.localdate().isoformat()}
    file = SimpleUploadedFile("x.html", PDF, content_type="text/html")
    assert client.post(address("my-certificate", fire.uuid), sent | {"file": file}).status_code == 302
    kept = OutsideCertificate.objects.get()
    assert (kept.media_type, kept.person) == ("application/pdf", bea)
    square = cell(larkrise, bea, fire)
    assert (square.cell.state, square.waits) == (State.DUE, True)
    own = client.get(address("my-certificate-file", kept.uuid))
    assert b"".join(own.streaming_content) == PDF
    assert own["Content-Disposition"].startswith("attachment")
    assert own["X-Content-Type-Options"] == "nosniff"
    assert own["Content-Security-Policy"].startswith("sandbox")
    client.force_login(asha)
    for name, args in (("my-certificate-file", [kept.uuid]), ("matrix-file", [larkrise.uuid, kept.uuid])):
        assert client.get(address(name, *args)).status_code == 404, "a colleague's file is nobody else's"
    client.force_login(joy)
    assert "Bea Marsh: Fire" in client.get(address("matrix-waiting", larkrise.uuid)).content.decode()
    look = address("matrix-look", larkrise.uuid, kept.uuid)
    assert client.get(look).status_code == 200
    client.post(look, {"valid_until": ""})
    square = cell(larkrise, bea, fire)
    assert (square.cell.state, square.cell.proof.by) == (State.DONE_ELSEWHERE, "Joy Adeyemi")
    client.post(look, {"refuse": "1", "reason": "Too late"})
    kept.refresh_from_db()
    assert kept.state == "accepted", "a second look changes nothing"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "no PDF, JPEG or PNG"),
        (b"MZ\x90\x00%PDF-1.7", "no PDF, JPEG or PNG"),
        (b"", "empty"),
        (PDF + b" " * (10 * 1024 * 1024), "over 10 MB"),
    ],
)
def test_a_file_that_is_no_certificate_is_refused(client, larkrise, fire, bea, content, words):  # noqa: PLR0917 - the cast
    client.force_login(bea)
    sent = {"title": "Fire", "provider": "Brigade", "completed_on": timezone.localdate().isoformat()}
    file = SimpleUploadedFile("certificate.pdf", content, content_type="application/pdf")
    answer = client.post(address("my-certificate", fire.uuid), sent | {"file": file})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OutsideCertificate.objects.exists()


@pytest.mark.parametrize("whose", ["joy", "asha"])
def test_nobody_accepts_their_own_or_what_they_brought_where_another_manager_can(larkrise, fire, joy, asha, bea, whose):  # noqa: PLR0917 - the cast
    facts = {"title": "Fire", "provider": "Brigade", "completed_on": date(2026, 9, 1), "valid_until": None}
    person = {"joy": joy, "asha": asha}[whose]
    kept = proofs.upload(fire, person.pk, PDF, by=joy, at=timezone.now(), **facts)
    second = Membership.objects.create(person=bea, organisation=larkrise, role=Role.ADMIN, starts_on=date(2026, 3, 1))
    with pytest.raises(proofs.OwnCertificate):
        proofs.accept(kept, by=joy, valid_until=None, at=timezone.now())
    second.delete()
    assert proofs.accept(kept, by=joy, valid_until=None, at=timezone.now()).state == "accepted"
    assert cell(larkrise, person, fire).cell.proof.is_own_check, "where nobody else manages, the proof says so"


@pytest.mark.parametrize("role", [Role.BROKER, Role.AUDITOR])
def test_outsiders_with_a_right_to_look_stand_in_no_matrix(larkrise, fire, cara, role):
    now = timezone.now()
    Membership.objects.create(
        person=cara, organisation=larkrise, role=role, starts_on=now.date() - timedelta(days=9), ends_on=now.date()
    )
    assert cara.pk not in [one.person.person_id for one in matrix_of(larkrise, at=now).rows]
    assert row_of(larkrise, cara.pk, at=now) is None
    later = now + timedelta(days=2)
    assert cara.pk not in [one.person.person_id for one in matrix_of(larkrise, at=later, left=True).rows]


def test_somebody_who_left_and_became_an_outsider_still_stands_among_those_who_left(larkrise, fire, bea):
    now = timezone.now()
    Membership.objects.filter(person=bea).update(ends_on=now.date() - timedelta(days=5))
    Membership.objects.create(
        person=bea, organisation=larkrise, role=Role.AUDITOR, starts_on=now.date() - timedelta(days=4)
    )
    assert bea.pk not in [one.person.person_id for one in matrix_of(larkrise, at=now).rows]
    assert bea.pk in [one.person.person_id for one in matrix_of(larkrise, at=now, left=True).rows]


def test_who_has_left_stands_as_on_their_last_day(manager, larkrise, fire, bea):
    made = small_course("lesson")
    fire.courses.add(made)
    today = timezone.localdate()
    completed(bea, made, today - timedelta(days=20))
    completed(bea, made, today - timedelta(days=2), valid_until=today)
    Membership.objects.filter(person=bea).update(ends_on=today - timedelta(days=5))
    page = address("matrix", larkrise.uuid)
    assert "Bea Marsh" not in manager.get(page).content.decode()
    assert "Bea Marsh" in manager.get(page + "?people=left").content.decode()
    square = cell(larkrise, bea, fire)
    assert (square.cell.state, square.cell.proof.on) == (State.DONE, today - timedelta(days=20))


def test_filters_find_people_and_the_file_has_the_same(manager, larkrise, fire, bea, asha):
    requirements.add(larkrise, Wanted("Front desk", who=("receptionist",)), at=timezone.now())
    bea.name = "=cmd|'/c calc'!A1<script>"
    bea.save()
    page = address("matrix", larkrise.uuid)
    assert "<script>" not in manager.get(page).content.decode().split("<table")[1].split("</table>")[0]
    assert "Asha" not in manager.get(page + "?post=receptionist").content.decode().split("<table")[1]
    assert "Nobody fits" in manager.get(page + "?name=nobody%00").content.decode()
    assert manager.get(page + "?requirement=nonsense&state=nonsense&after=~~x&before=~").status_code == 200
    answer = manager.get(address("matrix-export", larkrise.uuid))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 6
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    front = next(row for row in rows if row["Requirement"] == "Front desk" and "Asha" in row["Name"])
    assert front["State"] == "Not needed"


def test_pages_follow_each_other_and_nobody_is_skipped(manager, larkrise):
    seed_people(larkrise, 120)
    page, seen = address("matrix", larkrise.uuid), []
    query = ""
    for _ in range(3):
        answer = manager.get(page + query)
        shown = answer.context["shown"]
        seen += [row.person.name for row in shown.rows]
        query = f"?after={shown.after}"
    assert len(seen) == len(set(seen)) == 123
    assert seen == sorted(seen, key=str.casefold)
    back = manager.get(page + f"?before={shown.before}").context["shown"]
    assert [row.person.name for row in back.rows] == seen[50:100]


@pytest.mark.parametrize("count", [200, 2000])
def test_a_large_practice_asks_the_database_no_more(manager, larkrise, count, django_assert_max_num_queries):
    seed_people(larkrise, count)
    manager.get(address("requirements", larkrise.uuid))
    with django_assert_max_num_queries(12):
        answer = manager.get(address("matrix", larkrise.uuid))
    assert answer.context["shown"].counts[1].needed == count + 3
    assert answer.context["shown"].counts[1].covered == count // 2
    with django_assert_max_num_queries(12):
        paper = b"".join(manager.get(address("matrix-print", larkrise.uuid)).streaming_content).decode()
    assert paper.count("<thead>") == paper.count("<tfoot>") == 2, "two bands of ten and five"
    assert paper.count("<tbody><tr>") == 2
    assert paper.count('<th scope="row"') == 2 * (count + 3), "everybody in each"
    assert paper.count("<td data-state=") == 15 * (count + 3)
    with django_assert_max_num_queries(12):
        lines = sum(
            chunk.count(b"\n") for chunk in manager.get(address("matrix-export", larkrise.uuid)).streaming_content
        )
    assert lines == 1 + 15 * (count + 3)


def test_a_person_sees_their_own_row_and_nobody_elses(client, larkrise, fire, bea, cara):
    requirements.add(larkrise, Wanted("Only for dentists", who=("principal-dentist",)), at=timezone.now())
    client.force_login(bea)
    html = client.get(address("my-training")).content.decode()
    assert "Fire safety" in html
    assert "Only for dentists" not in html
    assert "Asha" not in html
    client.force_login(cara)
    assert "You belong to no practice here" in client.get(address("my-training")).content.decode()
    assert client.get(address("my-certificate", fire.uuid)).status_code == 404


def test_a_duty_makes_a_requirement_needed_while_it_is_held(larkrise, joy, bea):
    wanted = Wanted("Leading training", who=("hat:training",))
    leading = requirements.add(larkrise, wanted, at=timezone.now())
    assert cell(larkrise, joy, leading).cell.state == State.DUE
    assert cell(larkrise, bea, leading).cell.state == State.NOT_NEEDED
    joy.hats.filter(kind="training").update(ends_on=timezone.localdate() - timedelta(days=1))
    assert cell(larkrise, joy, leading).cell.state == State.NOT_NEEDED


def test_what_is_pressed_twice_is_kept_once(manager, larkrise, fire, bea):
    note = {"seen_by": "Dr Venn", "seen_on": "2026-09-01", "how": "Fire drill"}
    today = timezone.localdate().isoformat()
    for _ in range(2):
        manager.post(address("matrix-competence", larkrise.uuid, fire.uuid, bea.uuid), note)
        file = SimpleUploadedFile("x.pdf", PDF, content_type="application/pdf")
        sent = {"title": "Fire", "provider": "Brigade", "completed_on": today, "file": file}
        manager.post(address("matrix-certificate", larkrise.uuid, fire.uuid, bea.uuid), sent)
    assert CompetenceSeen.objects.count() == 1
    kept = OutsideCertificate.objects.get()
    manager.post(address("matrix-look", larkrise.uuid, kept.uuid), {"refuse": "1", "reason": "Not theirs"})
    file = SimpleUploadedFile("x.pdf", PDF, content_type="application/pdf")
    manager.post(address("matrix-certificate", larkrise.uuid, fire.uuid, bea.uuid), sent | {"file": file})
    assert OutsideCertificate.objects.count() == 2, "one that was refused may be brought again"


def test_a_revoked_certificate_proves_nothing_in_the_matrix(larkrise, fire, bea):
    made = small_course("lesson")
    fire.courses.add(made)
    today = timezone.localdate()
    completed(bea, made, today - timedelta(days=20), certificate_code="AAAA")
    facts = {"snapshot": {}, "snapshot_sha256": "0" * 64, "issued_at": timezone.now(), "completed_on": today}
    issued = Certificate(code="AAAA", person=bea, source_ref="x", period_key="x", minutes=30, status="issued", **facts)
    Certificate.objects.bulk_create([issued])
    assert cell(larkrise, bea, fire).cell.state == State.DONE
    Certificate.objects.update(status="revoked")
    assert cell(larkrise, bea, fire).cell.state == State.DUE


def test_who_is_on_leave_and_what_has_no_course_are_said(manager, larkrise, fire, bea):
    from members.models import Leave

    held = Membership.objects.get(person=bea, organisation=larkrise)
    Leave.objects.create(membership=held, starts_on=timezone.localdate() - timedelta(days=3))
    for name, args in (("matrix", []), ("matrix-person", [bea.uuid])):
        assert "on leave" in manager.get(address(name, larkrise.uuid, *args)).content.decode(), name
    page = manager.get(address("matrix-cell", larkrise.uuid, fire.uuid, bea.uuid)).content.decode()
    assert "No course here fulfils it yet" in page


def test_refused_and_forgotten_proof_is_swept_and_nothing_that_is_named(larkrise, fire, bea, joy):
    now = timezone.now()

    def brought(mark: str, days: int, state: str = "waiting"):
        facts = {"title": mark, "provider": "B", "completed_on": date(2025, 1, 1), "valid_until": None}
        kept = proofs.upload(fire, bea.pk, PDF + mark.encode(), by=bea, at=now - timedelta(days=days), **facts)
        if state != "waiting":
            OutsideCertificate.objects.filter(pk=kept.pk).update(
                state=state, checked_by=joy, checked_on=timezone.localdate(now) - timedelta(days=days)
            )
        return kept

    rows = {
        "old-refused": brought("old-refused", 91, "refused"),
        "new-refused": brought("new-refused", 89, "refused"),
        "old-waiting": brought("old-waiting", 367),
        "new-waiting": brought("new-waiting", 300),
        "accepted": brought("accepted", 4000, "accepted"),
    }
    shared = brought("shared", 400, "refused")
    OutsideCertificate.objects.filter(pk=rows["accepted"].pk).update(storage_key=shared.storage_key)
    orphan = outside_files.keep(PDF + b"orphan")
    # Files are left alone for a day after they were brought, with or without a row.
    assert sweep_proofs(at=now).files == 0
    later = now + timedelta(days=1, minutes=1)
    assert sweep_proofs(at=later).rows == 0
    left = set(OutsideCertificate.objects.values_list("title", flat=True))
    assert left == {"new-refused", "new-waiting", "accepted"}
    there = {name: outside_files.path_of(row.storage_key).is_file() for name, row in rows.items()}
    assert there == {
        "old-refused": False,
        "new-refused": True,
        "old-waiting": False,
        "new-waiting": True,
        "accepted": False,
    }
    assert outside_files.path_of(shared.storage_key).is_file(), "an accepted row names it"
    assert not outside_files.path_of(orphan.key).exists()
