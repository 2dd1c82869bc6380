"""The pages of the search, as outside checks and readers meet them."""

import pytest

from foundation.vocabulary.api import Topic
from search.items import Kind
from tests.search.conftest import SAR_GUIDE, doc


def test_the_json_answer_keeps_its_contract(client, library):
    answer = client.get("/search.json", {"q": "subject access", "kind": "guide"}).json()
    assert {"query", "total", "page", "notes", "hits", "facets"} <= answer.keys()
    assert (answer["query"], answer["total"], answer["page"]) == ("subject access", 1, 1)
    (hit,) = answer["hits"]
    assert {"kind", "title", "url", "summary", "snippet", "topics", "members_only"} <= hit.keys()
    assert (hit["kind"], hit["title"], hit["url"]) == ("guide", SAR_GUIDE.title, SAR_GUIDE.url)
    assert hit["members_only"] is True
    assert hit["topics"][:2] == ["DATA.sar", "COMP"]
    assert answer["facets"]["kind"] == {"guide": 1, "course": 1}
    assert answer["facets"]["topic"]["DATA.sar"] == 1


def test_an_empty_query_lists_everything_with_its_facets(client, library):
    answer = client.get("/search.json").json()
    assert answer["total"] == sum(answer["facets"]["kind"].values()) == 7
    assert set(answer["facets"]["kind"]) <= {kind.value for kind in Kind}


def test_a_page_holds_ten_hits(client, shelf):
    shelf.put(*(doc("guide", f"Guide {n}", "same") for n in range(12)))
    assert [len(client.get("/search.json", {"q": "same", "page": page}).json()["hits"]) for page in (1, 2)] == [10, 2]
    html = client.get("/search/", {"q": "same"}).content.decode()
    assert "Page 1 of 2" in html
    assert "?q=same&amp;page=2" in html


def test_the_page_says_the_same_as_the_json(client, library):
    html = client.get("/search/", {"q": "patient wants copy of notes"}).content.decode()
    assert html.count("<h1") == 1
    assert html.index("<mark>Subject access</mark> requests while") < html.index("Chaperones</a>")
    assert "“copy of notes” also looks for “subject access”." in html
    assert "/guide/chaperones/" in html


def test_filters_are_links_that_toggle_and_chips_that_take_back(client, library):
    html = client.get("/search/", {"q": "patient", "kind": "guide"}).content.decode()
    assert 'href="?q=patient" rel="nofollow" aria-current="true"' in html
    assert 'class="chip" href="?q=patient"' in html
    assert 'href="?q=patient&amp;kind=guide&amp;topic=CHAP"' in html
    assert Topic.objects.get(code="CHAP").label in html


def test_a_part_of_a_subject_shows_under_it_and_replaces_it(client, library):
    html = client.get("/search/", {"topic": "DATA"}).content.decode()
    assert "facet-parts" in html
    assert 'href="?q=&amp;topic=DATA.sar"' in html
    assert "facet-parts" not in client.get("/search/").content.decode()


def test_nothing_found_says_what_to_do_and_whom_to_ring(client, library):
    html = client.get("/search/", {"q": "xylophone"}).content.decode()
    assert "Nothing found for “xylophone”" in html
    assert "Try fewer words" in html
    assert 'href="tel:' in html or 'href="/contact/"' in html
    narrowed = client.get("/search/", {"q": "chaperone", "kind": "course"}).content.decode()
    assert "Nothing fits all of these filters" in narrowed
    assert 'href="?q=chaperone"' in narrowed


def test_what_was_typed_is_escaped(client, library):
    html = client.get("/search/", {"q": '<script>alert("x")</script> patient'}).content.decode()
    assert "<script>alert" not in html


@pytest.mark.parametrize("path", ["/search/", "/search.json", "/search/suggest"])
def test_the_search_is_read_only(client, db, path):
    assert client.post(path).status_code == 405


def test_teasers_carry_a_lock_and_a_word(client, library):
    html = client.get("/search/", {"q": "subject access requests"}).content.decode()
    assert "tag-members" in html
    assert "Send a copy of the health record" not in html


def test_suggestions_are_small_and_lead_there(client, library):
    answer = client.get("/search/suggest", {"q": "chap"}).json()
    assert answer == {
        "suggestions": [
            {
                "kind": "guide",
                "label": "Guide",
                "title": "Chaperones",
                "url": "/guide/chaperones/",
                "members_only": False,
                "locked": False,
            }
        ]
    }
    assert client.get("/search/suggest", {"q": "c"}).json() == {"suggestions": []}


def test_a_page_of_results_costs_a_fixed_number_of_statements(client, library, django_assert_max_num_queries):
    library.put(*(doc("guide", f"Patient {n}", "patient notes") for n in range(30)))
    client.get("/search/", {"q": "patient notes"})
    with django_assert_max_num_queries(12):
        client.get("/search/", {"q": "patient notes"})
    with django_assert_max_num_queries(9):
        client.get("/search.json", {"q": "patient notes"})


def test_looking_writes_nothing(client, library, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/search/", {"q": "patient chaparone"})
    assert [one["sql"] for one in asked if not one["sql"].lstrip().upper().startswith(("SELECT", "WITH"))] == []
