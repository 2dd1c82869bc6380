"""A staff list: read strictly, shown before anything happens, applied whole or not at all."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from foundation.outbox.models import Duty
from members.models import Invitation, MailMessage, Membership, Organisation, Role, StaffImport, User
from members.services.invitations import accept_with_new_account
from members.services.staff_lists import ListOutOfDate, apply_list, plan_of, receive_list
from members.staff_list_reading import Row, UnreadableList, read_list

SITES = ["Larkrise Road", "Fold Lane branch"]


def practice():
    return Organisation.objects.get(name="Larkrise Road Surgery")


def received(joy, text, at, leave_on=None):
    read = read_list(text.encode(), sites=SITES)
    assert read.complaints == []
    return receive_list(practice(), read.rows, filename="list.csv", leave_on=leave_on, uploaded_by=joy, at=at)


def apply(kept, at):
    return apply_list(kept, digest=plan_of(kept, at=at).digest, at=at)


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_list_is_read_in_any_writing_of_its_header(start):
    header = "Full Name; E-MAIL ;Staff number;Job role;Site;From;Hats\n"
    text = start + header + "Ada Moss;ADA@X.INVALID;7;salaried gp;fold lane BRANCH;1/12/2026;Training lead; \n"
    (row,) = read_list(text.encode(), sites=SITES).rows
    assert row == Row(
        2,
        "Ada Moss",
        "ada@x.invalid",
        "7",
        "salaried-gp",
        ("Fold Lane branch",),
        date(2026, 12, 1),
        None,
        ("training",),
    )
    assert Row.from_json(row.as_json()) == row


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"name,email\n", "no people"),
        (b"name,emial\nA,a@b.invalid\n", "“emial” may be meant as “email”"),
        (b"name\nA\n", "lacks the column email or reference"),
        (b"name,name,email\nA,B,c@d.invalid\n", "twice"),
        (b"PK\x00\x01", "not a CSV"),
        ("name,email\nZo\u00eb,z@x.invalid\n".encode("cp1252"), "letters of line 2"),
        (b"name,email\n" + b"A,a@b.invalid\n" * 50_000, "5,000 rows; reading stopped at line 5002"),
        (b"name,email\n" + b"x" * (2 * 1024 * 1024), "2.0 MB"),
    ],
)
def test_what_is_no_staff_list_is_refused_with_the_reason(content, said):
    if said.startswith("5,000"):
        content = b"name,email\n" + b"".join(b"A,a%d@b.invalid\n" % one for one in range(50_000))
    with pytest.raises(UnreadableList, match=said):
        read_list(content, sites=[])


@pytest.mark.parametrize(
    ("cells", "line", "column", "said"),
    [
        ("A,a@b.invalid,,receptionst,,", 2, "post", "Receptionist"),
        ("A,a@b.invalid,,,31/02/2026,", 2, "starts", "not a date"),
        ("A,a@b.invalid,,,2026-03-02,2026-03-01", 2, "ends", "before the first"),
        ("=cmd(),a@b.invalid,,,,", 2, "name", "formula"),
        ("A,nonsense,,,,", 2, "email", "not an e-mail"),
        ("A,,,,,", 2, "email", "staff number"),
        ("A,a@b.invalid,,,,\nB,A@B.invalid,,,,", 3, "email", "line 2 already"),
        ("A,,x1,,,\nB,,X1,,,", 3, "reference", "line 2 already"),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(cells, line, column, said):
    read = read_list(f"name,email,reference,post,starts,ends\n{cells}\n".encode(), sites=SITES)
    (wrong,) = read.complaints
    assert (wrong.line, wrong.column) == (line, column)
    assert said in wrong.sentence


def test_a_list_joins_changes_and_ends(joy, asha, bea, at):
    text = (
        "name,email,reference,post,site,ends,hats\n"
        "New One,new.one@x.invalid,55,Secretary,Fold Lane branch,,Training lead\n"
        "Kim Bell,,77,Cleaner,Larkrise Road,,\n"
        "Bea Marsh,bea.marsh@larkrise.invalid,12,Reception lead,,,\n"
        "Asha Venn,asha.venn@larkrise.invalid,,,,2026-12-31,\n"
    )
    kept = received(joy, text, at)
    assert {key: kept.counts[key] for key in ("join", "change", "leave", "clash")} == {
        "join": 2,
        "change": 1,
        "leave": 1,
        "clash": 0,
    }
    apply(kept, at)
    kim = User.objects.get(name="Kim Bell")
    assert kim.email is None
    assert not kim.has_usable_password()
    held = Membership.objects.get(person=kim)
    assert (held.reference, held.job_role, [site.name for site in held.sites.all()]) == (
        "77",
        "cleaner",
        ["Larkrise Road"],
    )
    assert Membership.objects.get(person=bea).job_role == "reception-lead"
    assert Membership.objects.get(person=asha).ends_on == date(2026, 12, 31)
    invitation = Invitation.objects.get(email="new.one@x.invalid")
    assert MailMessage.objects.filter(address="new.one@x.invalid").count() == 1
    assert Duty.objects.filter(handler="members.send-mail").count() == 1
    # What the list said of the invited is theirs when they accept.
    new = accept_with_new_account(invitation, name="New One", password="a long enough one", at=at)
    joined = Membership.objects.get(person=new)
    assert (joined.reference, joined.sites.get().name, new.hats.get().kind) == ("55", "Fold Lane branch", "training")
    # The same list again changes nothing and sends no second mail.
    again = received(joy, text, at)
    assert {one: again.counts[one] for one in ("join", "change", "leave", "clash")} == dict.fromkeys(
        ("join", "change", "leave", "clash"), 0
    )


def test_a_plan_that_is_out_of_date_is_refused_and_nothing_is_done(joy, bea, at):
    kept = received(joy, "name,email,reference,post\nBea Marsh,bea.marsh@larkrise.invalid,,Secretary\nKim,,9,\n", at)
    seen = plan_of(kept, at=at).digest
    Membership.objects.filter(person=bea).update(job_role="summariser")
    with pytest.raises(ListOutOfDate):
        apply_list(kept, digest=seen, at=at)
    assert not User.objects.filter(name="Kim").exists()
    assert Membership.objects.get(person=bea).job_role == "summariser"


def test_leavers_never_include_the_uploader_or_the_last_manager(joy, asha, bea, at):
    kept = received(joy, "name,email\nBea,bea.marsh@larkrise.invalid\n", at, leave_on=date(2026, 11, 30))
    apply(kept, at)
    assert Membership.objects.get(person=asha).ends_on == date(2026, 11, 30)
    assert Membership.objects.get(person=bea).ends_on is None
    assert Membership.objects.get(person=joy).ends_on is None
    kept = received(asha, "name,email,ends\nJoy,joy.adeyemi@larkrise.invalid,2026-11-30\n", at)
    assert kept.counts["clash"] == 1  # the only manager


def test_the_uploader_stays_beside_another_manager_who_is_in_the_list(joy, asha, bea, at):
    Membership.objects.filter(person=asha).update(role=Role.ADMIN)
    kept = received(joy, "name,email\nAsha,asha.venn@larkrise.invalid\n", at, leave_on=date(2026, 11, 30))
    apply(kept, at)
    assert Membership.objects.get(person=joy).ends_on is None, "uploaded it"
    assert Membership.objects.get(person=asha).ends_on is None, "is in the list"
    assert Membership.objects.get(person=bea).ends_on == date(2026, 11, 30)
    kept = received(joy, "name,email,ends\nJoy,joy.adeyemi@larkrise.invalid,2026-11-30\n", at)
    assert kept.counts["clash"] == 1, "ended by a row of their own list"


def test_an_address_is_never_changed_by_a_list(joy, bea, at):
    Membership.objects.filter(person=bea).update(reference="12")
    kept = received(joy, "name,email,reference\nBea,other@x.invalid,12\n", at)
    assert kept.counts["clash"] == 1


def test_the_pages_lead_from_a_file_to_a_yes_and_the_export_changes_nothing(client, joy, bea, marek):
    client.force_login(joy)
    address = reverse("members:staff-list", args=[practice().uuid])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"file": SimpleUploadedFile("l.csv", b"name,email\n,x\n")})
    assert wrong.status_code == 422
    exported = b"".join(client.get(address + "people.csv").streaming_content)
    led = client.post(address, {"file": SimpleUploadedFile("l.csv", exported)}, follow=True)
    assert "Your people are as the list says" in led.content.decode()
    example = b"".join(client.get(address + "example.csv").streaming_content)
    led = client.post(address, {"file": SimpleUploadedFile("l.csv", example)}, follow=True)
    assert "Do all of this" in led.content.decode()
    plan_address = led.redirect_chain[-1][0]
    assert "Nobody is changed. What the list would do is forgotten" in led.content.decode(), "asked before thrown away"
    done = client.post(plan_address, {"digest": led.context["digest"]}, follow=True)
    assert "3 joined or invited" in done.content.decode()
    assert "2 invited" in done.content.decode()
    assert "1 has no e-mail address and no card" in done.content.decode()
    sheet = client.post(
        reverse("members:desk-cards-issue", args=[practice().uuid]),
        {"people": done.context["cards_form"]["people"].value()},
    )
    assert [one.card.person.name for one, _ in sheet.context["sheet"]] == ["Sam Okoro"]
    assert "and no card" not in client.get(plan_address).content.decode()
    assert StaffImport.objects.filter(state="applied").count() == 1
    client.force_login(marek)
    assert client.get(address).status_code == 404
    assert client.get(plan_address).status_code == 404


def test_a_list_whose_uploader_is_gone_invites_all_the_same_in_the_practices_name(joy, asha, at, post):
    kept = received(asha, "name,email\nAda Moss,ada@x.invalid\n", at)
    asha.delete()
    kept.refresh_from_db()
    assert apply(kept, at).counts["join"] == 1
    (mail,) = post()
    assert mail.to == ["ada@x.invalid"]
    assert "Larkrise Road Surgery has invited you to join it in the library" in mail.body


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,emial\nA,a@b.invalid\n", ("The first line has a column that is not known: \u201cemial\u201d",)),
        (
            b"name,email\nA,a@b.invalid\nB,c@d.invalid\nC,A@B.invalid\n",
            ('<td class="number">4</td><td>email</td>', "stands in line 2 already"),
        ),
        (
            b"name,email,role\nA,a@b.invalid,Wizard\n",
            ('<td class="number">2</td><td>post</td>', "\u201cWizard\u201d is not known here"),
        ),
        (
            b'name,email\n"=HYPERLINK(""http://x.invalid"")",a@b.invalid\n',
            ('<td class="number">2</td><td>name</td>', "is a formula"),
        ),
        (
            b"name,email\n" + b"".join(b"P%d,p%d@x.invalid\n" % (one, one) for one in range(50_000)),
            ("more than 5,000 rows; reading stopped at line 5002",),
        ),
        (b"name,email\n" + b"x" * (2 * 1024 * 1024 + 1), ("The file has 2.0 MB",)),
    ],
    ids=["header", "twice", "role", "formula", "50,000 rows", "too large"],
)
def test_bad_lists_are_refused_at_the_form_with_line_and_column_and_nothing_is_kept(client, joy, content, said):
    client.force_login(joy)
    before = Membership.objects.count()
    answer = client.post(
        reverse("members:staff-list", args=[practice().uuid]), {"file": SimpleUploadedFile("l.csv", content)}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    for words in said:
        assert words in html
    assert not StaffImport.objects.exists()
    assert not Invitation.objects.exists()
    assert Membership.objects.count() == before


def test_every_cell_of_the_export_that_would_run_as_a_formula_is_text(client, joy):
    person = User.objects.create_user(None, name="=1+1")
    Membership.objects.create(
        person=person, organisation=practice(), reference="@SUM(A1)", starts_on=date(2026, 1, 1), job_role="cleaner"
    )
    client.force_login(joy)
    address = reverse("members:staff-list", args=[practice().uuid])
    answer = client.get(address + "people.csv")
    assert answer.streaming
    exported = b"".join(answer.streaming_content).decode()
    assert "'=1+1,,'@SUM(A1)" in exported
    led = client.post(address, {"file": SimpleUploadedFile("l.csv", exported.encode())}, follow=True)
    assert "Your people are as the list says" in led.content.decode(), "and it comes back as it was"


def test_a_list_of_two_thousand_takes_few_statements(joy, at, django_assert_max_num_queries):
    text = (
        "name,email,reference\n"
        + "".join(f"Person {one},,n{one}\n" for one in range(1000))
        + "".join(f"P {one},p{one}@x.invalid,\n" for one in range(1000))
    )
    kept = received(joy, text, at)
    digest = plan_of(kept, at=at).digest
    with django_assert_max_num_queries(100):
        apply_list(kept, digest=digest, at=at)
    assert Membership.objects.filter(organisation=practice(), role=Role.LEARNER).count() == 1000
    assert MailMessage.objects.count() == 1000


def test_whoever_left_with_an_account_of_their_own_comes_back_by_invitation_only(joy, bea, at):
    Membership.objects.filter(person=bea).update(reference="12", ends_on=date(2026, 10, 31))
    kept = received(joy, "name,reference\nBea Marsh,12\n", at)
    (line,) = plan_of(kept, at=at).lines
    assert (line.change, "bea.marsh@larkrise.invalid" in line.says[0]) == ("clash", True)
    invited = received(joy, "name,email,reference\nBea Marsh,bea.marsh@larkrise.invalid,12\n", at)
    apply(invited, at)
    assert Invitation.objects.get().email == bea.email
    assert not Membership.objects.on(date(2026, 11, 20)).filter(person=bea).exists()
