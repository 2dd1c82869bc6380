"""The listing of a kind: filters that stand in the address."""

import pytest
from lxml import html


@pytest.fixture
def shelf(publish):
    """Four guides that differ in everything a reader can filter by."""
    publish(title="Records for managers", topics=("DATA.sar", "COMP"), audiences=("practice-manager",))
    publish(title="Complaints in Scotland", topics=("COMP.ack",), nations=("scotland",), reading_minutes_set=4)
    publish(title="Chaperones for all", topics=("CHAP",), audiences=("all",), nations=("uk",), reading_minutes_set=12)
    publish(title="Not yet written", live=False)


def shown(client, query=""):
    answer = client.get(f"/library/guides/{query}")
    assert answer.status_code == 200
    tree = html.fromstring(answer.content.decode())
    return tree, [title.text_content() for title in tree.xpath("//h3[contains(@class, 'card-title')]")]


LEAVES = {
    "": {"Records for managers", "Complaints in Scotland", "Chaperones for all"},
    "?topic=COMP": {"Records for managers", "Complaints in Scotland"},
    "?topic=COMP.ack": {"Complaints in Scotland"},
    "?topic=DATA": {"Records for managers"},
    "?audience=practice-manager": {"Records for managers", "Chaperones for all"},
    "?audience=gp": {"Complaints in Scotland", "Chaperones for all"},
    "?nation=scotland": {"Complaints in Scotland", "Chaperones for all"},
    "?nation=england": {"Records for managers", "Chaperones for all"},
    "?nation=uk": {"Chaperones for all"},
    "?minutes=5": {"Records for managers", "Complaints in Scotland"},
    "?minutes=15&nation=scotland": {"Complaints in Scotland", "Chaperones for all"},
    "?topic=COMP&nation=scotland&audience=gp&minutes=5": {"Complaints in Scotland"},
}


def test_a_filter_leaves_what_fits_it(client, shelf):
    for query, titles in LEAVES.items():
        tree, found = shown(client, query)
        assert set(found) == titles, query
        assert f"{len(titles)} guide" in tree.xpath("string(//h2[@id='found'])"), query


def test_the_count_of_a_choice_is_what_following_it_shows(client, shelf):
    for query in ("", "?nation=scotland", "?topic=COMP"):
        tree, _ = shown(client, query)
        for link in tree.xpath("//div[@class='facets']//a[not(@aria-current)]"):
            count = int(link.xpath("string(.//span[@class='count'])").lstrip(": "))
            assert len(shown(client, link.get("href"))[1]) == count, link.get("href")


def test_a_choice_can_be_taken_back_and_keeps_the_others(client, shelf):
    tree, _ = shown(client, "?topic=COMP&nation=scotland")
    chosen = tree.xpath("//div[@class='facets']//a[@aria-current]")
    assert {link.get("href") for link in chosen} == {"?nation=scotland", "?topic=COMP"}


def test_a_word_that_nothing_is_filed_under_finds_nothing_and_says_what_to_do(client, shelf):
    for query in ("?topic=NOPE", "?audience=all-of-us", "?nation=mars", "?minutes=soon", "?minutes=-1", "?topic='--"):
        tree, found = shown(client, query)
        assert found == [], query
        assert "Nothing fits all of these" in tree.text_content()
        assert tree.xpath("//a[@href='?']")


def test_a_query_that_makes_no_sense_is_read_as_far_as_it_does(client, shelf):
    for query in ("?page=0", "?page=99", "?page=x", "?page=", "?audience=%00", "?unknown=1"):
        assert len(shown(client, query)[1]) == 3, query


def test_the_pages_of_a_list_keep_the_filter(client, publish):
    for number in range(13):
        publish(title=f"Guide {number}")
    tree, found = shown(client, "?topic=COMP")
    assert len(found) == 12
    assert tree.xpath("//a[@rel='next']/@href") == ["?topic=COMP&page=2"]
    assert len(shown(client, "?topic=COMP&page=2")[1]) == 1


def test_members_pages_are_announced_with_a_badge(client, publish):
    publish(title="For members", members=True)
    tree, found = shown(client)
    assert found == ["For members"]
    assert "Members" in tree.xpath("string(//article)")


def test_an_empty_listing_says_what_to_do(client, shelves):
    tree, found = shown(client)
    assert found == []
    assert "Nothing has been published here yet" in tree.text_content()


def test_webinars_that_are_ahead_stand_first(client, publish):
    publish("webinar", title="Recorded", starts="2027-01-01T12:00:00+00:00", state="recording")
    publish("webinar", title="Ahead", starts="2026-12-01T12:00:00+00:00", state="open")
    answer = client.get("/library/webinars/").content.decode()
    assert answer.index("Ahead") < answer.index("Recorded")


def test_twenty_publications_cost_as_many_statements_as_three(client, publish, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements():
        client.get("/library/guides/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/library/guides/")
        return len(captured)

    for number in range(3):
        publish(title=f"Guide {number}", members=number == 0)
    few = statements()
    for number in range(3, 12):
        publish(title=f"Guide {number}", topics=("COMP", "DATA.sar"), audiences=("gp", "nurse"))
    assert statements() == few
    assert few <= 26
