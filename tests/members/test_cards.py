"""The adviser's card and the helplines, as other rooms' templates use them."""

from datetime import date

from django.template import Context, Template

import pytest

from members.api import ANONYMOUS, adviser_for, seed_helplines, viewer_for
from members.models import Adviser, AdviserAssignment, Organisation
from members.templatetags.members import demo_accounts, device, foldable, tel

pytestmark = pytest.mark.django_db
CARD = Template("{% load members %}{% adviser_card viewer %}")


def test_members_of_a_practice_see_their_adviser(asha, ruth, at):
    card = adviser_for(viewer_for(asha, at=at), at=at)
    assert (card.name, card.phone, card.organisation) == ("Dr Ruth Calloway", "01632 960 142", "Larkrise Road Surgery")
    html = CARD.render(Context({"viewer": viewer_for(asha, at=at)}))
    assert 'href="tel:01632960142"' in html


@pytest.mark.parametrize("who", ["cara", "finn", "tom"])
def test_people_without_a_practice_have_no_card(who, request, ruth, at, django_assert_num_queries):
    viewer = viewer_for(request.getfixturevalue(who), at=at)
    with django_assert_num_queries(0):
        assert CARD.render(Context({"viewer": viewer})).strip() == ""


def test_strangers_have_no_card(db):
    assert CARD.render(Context({"viewer": ANONYMOUS})).strip() == ""
    assert CARD.render(Context({})).strip() == ""


def test_a_card_follows_the_dates_and_names_the_cover(asha, ruth, nia, at, django_assert_num_queries):
    viewer = viewer_for(asha, at=at)
    larkrise = Organisation.objects.get(pk__in=viewer.organisations)
    adviser = Adviser.objects.get(person=ruth)
    cover = Adviser.objects.create(person=nia, phone="01632 960 199", email="nia.pryce@wrenmoor.invalid", days="Friday")
    Adviser.objects.filter(pk=adviser.pk).update(cover=cover)
    with django_assert_num_queries(1):
        card = adviser_for(viewer, at=at)
    assert (card.cover_name, card.cover_phone) == ("Nia Pryce", "01632 960 199")
    AdviserAssignment.objects.filter(organisation=larkrise).update(ends_on=date(2026, 11, 19))
    assert adviser_for(viewer, at=at) is None


def test_helplines_stand_in_their_order_with_numbers_to_tap(db):
    facts = {"who_for": "Members", "hours": "Day and night", "text": "Have the letter at hand."}
    seed_helplines(
        [
            {"key": "press", "name": "Press office", "phone": "01632 960 150", "order": 2, **facts},
            {"key": "advice", "name": "Advice line", "phone": "0808 157 0100", "order": 1, **facts},
        ]
    )
    html = Template("{% load members %}{% helplines %}").render(Context({}))
    assert html.index("Advice line") < html.index("Press office")
    assert 'href="tel:08081570100"' in html
    assert "Have the letter at hand." in html


def test_small_words():
    assert tel("+44 (0)1632 960 142") == "+4401632960142"
    assert foldable("a<b@larkrise.invalid") == "a&lt;b<wbr>@larkrise<wbr>.invalid"
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    assert device(firefox) == "Firefox on Windows"
    assert device("") == "A browser that does not say its name"


def test_the_demos_accounts_are_named_in_the_demo_only(settings):
    assert "Joy Adeyemi" in {account["name"] for account in demo_accounts()}
    settings.DEMO = False
    assert demo_accounts() == []
