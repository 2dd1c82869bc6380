"""Whatever is typed, pasted or sent: an answer, and never an operator."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.api import ANONYMOUS, Viewer
from search.finding import find, suggest

MEMBER = Viewer(user_id=1, is_authenticated=True, is_member=True)
PIECES = [
    '"',
    "'",
    "*",
    "(",
    ")",
    "^",
    "-",
    "+",
    "NEAR",
    "AND",
    "OR",
    "NOT",
    ":",
    "title:",
    "{title}",
    "\x00",
    "🙂",
    "%",
    "\\",
    ";--",
    "patient",
]

typed = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(alphabet=st.characters(codec=None, categories=["Cs", "Cf", "Mn", "Lo", "Nd"]), max_size=60),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(text=typed, kind=typed, topic=typed, page=st.integers(-5, 10**6))
def test_any_text_is_answered(library, text, kind, topic, page):
    for viewer in (ANONYMOUS, MEMBER):
        found = find(text, viewer=viewer, page=page)
        assert found.total >= len(found.hits)
        assert found.total == sum(found.facets["kind"].values())
        find(text, viewer=viewer, kinds=[kind], topics=[topic])
        suggest(text, viewer=viewer)


@pytest.mark.parametrize(
    "text",
    [
        '"',
        'dose"',
        '""""',
        "patient AND (",
        "NEAR(patient, notes)",
        "title:patient",
        "{title}: patient",
        "patient*",
        "^patient",
        "-",
        "- -",
        "--patient",
        "'; DROP TABLE search_libraryentry; --",
        "🙂 patient",
        "\x00patient\x00",
        "patient " * 1300,
        "a" * 10_000,
        "%s %(x)s %",
        "\ud800patient",
        "ﬁrst ①②③ ½",
        "مريض 患者 больной",
    ],
)
@pytest.mark.parametrize("path", ["/search/", "/search.json", "/search/suggest"])
def test_hostile_texts_are_answered_with_200(client, library, path, text):
    data = {"q": text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    response = client.get(path, data)
    assert response.status_code == 200
    assert len(response.content) < 200_000


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=²", "kind=%00&topic=%00", "kind=", "q=%ff%fe"],
)
def test_hostile_parameters_are_answered_with_200(client, library, query):
    assert client.get(f"/search.json?{query}").status_code == 200
    assert client.get(f"/search/?{query}").status_code == 200


def test_operators_are_words(library):
    assert find("NOT patient", viewer=MEMBER).total == find("patient", viewer=MEMBER).total
    assert find("chaperone OR zzzz", viewer=MEMBER).hits[0].title == "Chaperones"
    assert find("title:potassium", viewer=MEMBER).hits[0].title == "The result nobody owned"
