"""The cast of the demo."""

import re

from django.contrib.auth.models import Group

import pytest

from members.api import DEMO_PASSWORD, seed_cast, seed_helplines, seed_learners, viewer_for
from members.cast import CAST
from members.models import AdviserAssignment, Hat, Helpline, Membership, Organisation, Site, User
from members.selectors import advisers_for


def counts():
    models = (User, Organisation, Site, Membership, Hat, AdviserAssignment, Group)
    return {model.__name__: model.objects.count() for model in models}


def test_the_cast_is_seeded_once_however_often(db, at):
    accounts = seed_cast(at=at)
    before = counts()
    assert seed_cast(at=at) == accounts
    assert counts() == before
    assert before["User"] == len(CAST)
    assert [account.email for account in accounts] == [person.email for person in CAST]
    assert all(account.words for account in accounts)


def test_seeding_again_keeps_what_somebody_changed(db, at):
    seed_cast(at=at)
    asha = User.objects.get(email="asha.venn@larkrise.invalid")
    asha.set_password("a different kettle altogether")
    asha.name = "Dr Asha Venn-Rao"
    asha.save()
    seed_cast(at=at)
    asha.refresh_from_db()
    assert asha.check_password("a different kettle altogether")
    assert asha.name == "Dr Asha Venn-Rao"


def test_everybody_has_a_proven_address_and_the_printed_password(db, at):
    seed_cast(at=at)
    for person in User.objects.all():
        assert person.check_password(DEMO_PASSWORD)
        address = person.emailaddress_set.get()
        assert (address.email, address.verified, address.primary) == (person.email, True, True)


def test_every_practice_has_ruth_as_its_adviser(db, at):
    seed_cast(at=at)
    cards = advisers_for(Organisation.objects.values_list("pk", flat=True), at=at)
    assert [card.name for card in cards] == ["Dr Ruth Calloway"] * 3
    assert {card.organisation for card in cards} == {
        "Fernhollow Clinics",
        "Larkrise Road Surgery",
        "Quayside Dental Rooms",
    }


def test_the_editors_groups(db, at):
    seed_cast(at=at)
    groups = {person.name: set(person.groups.values_list("name", flat=True)) for person in User.objects.all()}
    assert groups["Tom Reyes"] == {"Editors"}
    assert groups["Dr Lena Ode"] == {"Moderators", "Clinical reviewers"}
    assert groups["Dr Ruth Calloway"] == {"Risk advisory partners"}
    assert User.objects.get(name="Nia Pryce").is_superuser


def test_nothing_invented_can_reach_anybody(db, at):
    seed_cast(at=at)
    assert all(person.email.endswith(".invalid") for person in User.objects.all())
    for card in advisers_for(Organisation.objects.values_list("pk", flat=True), at=at):
        assert re.fullmatch(r"01632 960 \d{3}", card.phone)  # Ofcom: 01632 960000 to 960999 for drama


def test_helplines_are_added_by_key_and_then_left_alone(db):
    line = {"key": "advice", "name": "Advice", "who_for": "Members", "hours": "Always", "phone": "0808 157 0100"}
    line |= {"text": "Call us.", "order": 1}
    assert seed_helplines([line]) == 1
    Helpline.objects.update(phone="0808 157 0199")
    assert seed_helplines([line]) == 0
    assert Helpline.objects.get().phone == "0808 157 0199"


def test_learners_for_benchmarks_are_members_in_few_statements(db, at, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        added = seed_learners(300, at=at)
    assert len(added) == 300
    learner = User.objects.get(email="learner7@scale.invalid")
    assert learner.check_password(DEMO_PASSWORD)
    assert viewer_for(learner, at=at).is_member
    assert learner.emailaddress_set.get().verified
    assert len(seed_learners(310, at=at)) == 10


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.key)
def test_each_of_the_cast_can_be_made_alone(db, at, person):
    from members.seeding import seed_person

    user = seed_person(person, at=at)
    assert viewer_for(user, at=at).is_authenticated
