"""Cards: what listings and "related" show, and to whom."""

from members.api import ANONYMOUS, Viewer
from search.api import latest, lookup, related
from tests.search.conftest import LIBRARY, SAR_GUIDE, doc, ref

MEMBER = Viewer(user_id=1, is_authenticated=True, is_member=True)
STAFF = Viewer(user_id=2, is_authenticated=True, is_member=True, is_staff=True)


def test_the_latest_are_those_last_reviewed(library, django_assert_num_queries):
    with django_assert_num_queries(1):
        cards = latest(ANONYMOUS, (), 3)
    assert [card.title for card in cards] == [one.title for one in LIBRARY[:3]]
    assert [card.title for card in latest(MEMBER, ("course", "webinar"), 5)] == [
        "A copy of everything",
        "When the press rings",
    ]


def test_a_lookup_keeps_the_order_and_leaves_out_what_is_gone(library, django_assert_num_queries):
    refs = [ref("webinar", "When the press rings"), ref("guide", "Never"), SAR_GUIDE.ref, SAR_GUIDE.ref]
    with django_assert_num_queries(1):
        cards = lookup(refs, MEMBER)
    assert [card.title for card in cards] == ["When the press rings", SAR_GUIDE.title]
    assert lookup([], MEMBER) == []


def test_related_is_what_shares_most_topics(library, django_assert_num_queries):
    with django_assert_num_queries(1):
        cards = related(("DATA.sar",), MEMBER, exclude=[SAR_GUIDE.ref], limit=4)
    assert [card.title for card in cards] == ["A copy of everything"]
    library.put(doc("guide", "Breaches", topics=("DATA.breach",)))
    assert [card.title for card in related(("DATA.sar",), MEMBER, exclude=[SAR_GUIDE.ref])] == [
        "A copy of everything",
        "Breaches",
    ]
    assert related((), MEMBER) == []


def test_what_is_for_members_is_announced_to_all_and_locked(library):
    (card,) = lookup([SAR_GUIDE.ref], ANONYMOUS)
    assert card.members_only
    assert card.locked
    assert not lookup([SAR_GUIDE.ref], MEMBER)[0].locked


def test_what_is_for_staff_is_announced_to_staff_alone(library):
    library.put(doc("document", "Handbook", access="staff", topics=("DATA",)))
    for viewer, seen in ((ANONYMOUS, False), (MEMBER, False), (STAFF, True)):
        cards = [
            *lookup([ref("document", "Handbook")], viewer),
            *latest(viewer, ("document",), 5),
            *related(("DATA",), viewer, limit=9),
        ]
        assert any(card.title == "Handbook" for card in cards) == seen
