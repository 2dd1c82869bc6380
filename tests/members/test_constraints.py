"""Rules that the database itself holds, whoever writes."""

from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

import pytest

from members.models import (
    Adviser,
    AdviserAssignment,
    Hat,
    HatKind,
    Invitation,
    Leave,
    MailMessage,
    MemberProfile,
    Membership,
    Organisation,
    Role,
    User,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 4, 9, tzinfo=UTC)


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_an_address_is_one_account_in_any_writing(asha):
    assert refused(lambda: User.objects.create_user("ASHA.VENN@larkrise.invalid", name="Another"))
    assert refused(lambda: User.objects.create(email="Upper@larkrise.invalid", name="Another"))
    assert refused(lambda: User.objects.create(email="", name="Another"))


def test_people_at_a_shared_desk_need_no_address(db):
    first, second = (User.objects.create_user(None, name=f"Desk {number}") for number in (1, 2))
    assert first.email is None
    assert first.uuid != second.uuid


def test_a_membership_cannot_end_before_it_starts(cara):
    assert refused(lambda: Membership.objects.create(person=cara, starts_on=date(2026, 5, 2), ends_on=date(2026, 5, 1)))
    Membership.objects.create(person=cara, starts_on=date(2026, 5, 2), ends_on=date(2026, 5, 2))


def test_one_membership_of_a_role_is_open_at_a_time(asha):
    held = asha.memberships.get()
    again = {"person": asha, "organisation": held.organisation, "starts_on": date(2026, 5, 1)}
    assert refused(lambda: Membership.objects.create(**again, role=held.role))
    Membership.objects.create(**again, role=Role.MATTER_HANDLER)
    Membership.objects.create(**again, role=held.role, ends_on=date(2026, 5, 3))


def test_one_individual_membership_is_open_at_a_time(cara):
    Membership.objects.create(person=cara, starts_on=date(2026, 5, 1))
    assert refused(lambda: Membership.objects.create(person=cara, starts_on=date(2026, 6, 1)))


def test_an_individual_member_manages_nobody(cara):
    assert refused(lambda: Membership.objects.create(person=cara, starts_on=date(2026, 5, 1), role=Role.ADMIN))


def test_an_unknown_role_is_refused(cara):
    assert refused(lambda: Membership.objects.create(person=cara, starts_on=date(2026, 5, 1), role="emperor"))


def test_a_hat_is_worn_once_and_leave_is_open_once(joy, asha):
    organisation = joy.memberships.get().organisation
    hat = {"person": joy, "organisation": organisation, "kind": HatKind.TRAINING, "starts_on": date(2026, 1, 1)}
    assert refused(lambda: Hat.objects.create(**hat))
    assert refused(lambda: Hat.objects.create(**(hat | {"kind": "crown"})))
    leave = {"membership": asha.memberships.get(), "starts_on": date(2026, 11, 1)}
    Leave.objects.create(**leave)
    assert refused(lambda: Leave.objects.create(**leave))


def test_an_organisation_has_a_name_and_a_known_kind(joy):
    organisation = joy.memberships.get().organisation
    assert refused(lambda: Organisation.objects.filter(pk=organisation.pk).update(name=""))
    assert refused(lambda: Organisation.objects.filter(pk=organisation.pk).update(provider_type="circus"))


def test_an_organisation_has_one_adviser_at_a_time_and_nobody_covers_themselves(ruth, nia):
    organisation = Organisation.objects.get(name="Quayside Dental Rooms")
    other = Adviser.objects.create(person=nia, phone="01632 960 199", email="nia.pryce@wrenmoor.invalid", days="Friday")
    second = {"adviser": other, "organisation": organisation, "starts_on": date(2026, 11, 1)}
    assert refused(lambda: AdviserAssignment.objects.create(**second))
    assert refused(lambda: Adviser.objects.filter(pk=other.pk).update(cover=other))


def test_a_registration_number_names_its_register(asha):
    assert refused(
        lambda: MemberProfile.objects.filter(person=asha).update(regulator="", registration_number="7012345")
    )
    assert refused(lambda: MemberProfile.objects.filter(person=asha).update(profession="wizard"))


def test_an_invitation_ends_once_and_one_is_open_at_a_time(joy):
    facts = {"organisation": joy.memberships.get().organisation, "email": "new@larkrise.invalid", "invited_at": NOW}
    first = Invitation.objects.create(**facts, token_hash="a", expires_at=LATER)
    assert refused(lambda: Invitation.objects.create(**facts, token_hash="b", expires_at=LATER))
    assert refused(lambda: Invitation.objects.filter(pk=first.pk).update(accepted_at=NOW, withdrawn_at=NOW))
    assert refused(lambda: Invitation.objects.filter(pk=first.pk).update(expires_at=NOW))
    assert refused(lambda: Invitation.objects.filter(pk=first.pk).update(accepted_by=joy))
    assert refused(lambda: Invitation.objects.filter(pk=first.pk).update(email="New@larkrise.invalid"))


def test_a_mail_has_one_recipient_and_one_fate(asha):
    assert refused(lambda: MailMessage.objects.create(template="welcome", created=NOW))
    assert refused(
        lambda: MailMessage.objects.create(template="welcome", created=NOW, person=asha, address="a@b.invalid")
    )
    mail = MailMessage.objects.create(template="welcome", created=NOW, person=asha)
    assert refused(lambda: MailMessage.objects.filter(pk=mail.pk).update(sent_at=NOW, dropped="gone"))


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("Dr Asha Venn", "Asha"), ("Prof. Ada Ng", "Ada"), ("Marek Lis", "Marek"), ("Sting", "Sting"), ("Dr", "Dr")],
)
def test_a_greeting_leaves_the_title_out(name, greeting):
    assert User(name=name).get_short_name() == greeting
