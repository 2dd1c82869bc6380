"""The frame of every page, the headers, the pages of the site, robots and the society's colours."""

import re
import uuid

from django.core.exceptions import ValidationError
from django.urls import reverse

import pytest

from cms.models import SiteSettings
from cms.shelves import counts_of_kinds, topics_in_use
from search.models import EntryTopic, LibraryEntry

pytestmark = pytest.mark.django_db

PAGES = ["/", "/library/", "/about/", "/contact/", "/closed/", "/demo/style/", "/nothing-here/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_a_main_a_language_and_a_skip_link(client, tree, address):
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    if address != "/demo/style/":  # the style page shows what a heading looks like
        assert len(re.findall(r"<h1[ >]", text)) == 1
    assert "<h1" in main
    assert '<html lang="en-GB"' in text
    assert 'href="#main"' in text


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_an_inline_script_or_style(client, tree, address):
    text = client.get(address).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_forbids_foreign_and_inline_code_by_its_headers(client, tree, address):
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", PAGES)
def test_ids_are_unique_and_every_label_names_a_field(client, tree, address):
    text = client.get(address).content.decode()
    if address != "/demo/style/":  # it shows one form twice
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
    for target in re.findall(r'<label[^>]*\sfor="([^"]+)"', text):
        assert f'id="{target}"' in text


def test_the_demo_says_so_on_every_page(client, tree):
    assert "This is a demonstration." in client.get("/about/").content.decode()


def test_an_installation_says_nothing_of_a_demonstration(client, tree, settings):
    settings.DEMO = False
    assert "demonstration" not in client.get("/about/").content.decode()
    assert client.get("/demo/style/").status_code == 404


def test_the_name_and_the_number_are_the_societys_own(client, tree):
    SiteSettings.objects.update(organisation_name="Fen Mutual", short_name="Fen", phone="+44 20 7946 0000")
    text = client.get("/about/").content.decode()
    assert "Fen Mutual" in text
    assert "Wrenmoor" not in text
    assert 'href="tel:+442079460000"' in text


def test_the_frame_stands_before_anything_is_set(client, tree):
    SiteSettings.objects.all().delete()
    assert client.get("/about/").status_code == 200


def test_navigation_is_data_and_marks_where_the_reader_is(client, tree):
    tree.society.navigation = [("link", {"label": "All texts", "address": "/about/"})]
    tree.society.save()
    text = client.get("/about/").content.decode()
    assert '<a href="/about/" aria-current="true">All texts</a>' in text
    assert "My learning" not in text[: text.index("<main")]


def test_the_menu_offers_sign_in_to_a_stranger_and_their_own_pages_to_a_member(client, tree, asha):
    assert (
        'class="button button-quiet sign-in" href="/accounts/login/?next=/about/"'
        in client.get("/about/").content.decode()
    )
    client.force_login(asha)
    text = client.get("/about/").content.decode()
    assert "Dr Asha Venn" in text
    assert 'action="/accounts/logout/"' in text
    assert "Edit the library" not in text


def test_the_menu_offers_the_admin_to_staff(client, tree, tom):
    client.force_login(tom)
    assert "Edit the library" in client.get("/about/").content.decode()


def test_a_plain_page_costs_few_statements(client, tree, django_assert_max_num_queries):
    client.get("/about/")
    with django_assert_max_num_queries(8):
        client.get("/about/")


def test_robots_hide_a_demonstration_and_open_the_library_of_an_installation(client, settings):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /learn/" in text
    assert "Disallow: /\n" not in text


def test_the_societys_colours_are_a_style_sheet_of_their_own(client, tree):
    assert "/theme.css" not in client.get("/about/").content.decode()
    tree.society.accent = "#5a1a4a"
    tree.society.save()
    link = re.search(r'href="(/theme\.css\?v=\w+)"', client.get("/about/").content.decode())
    answer = client.get(link.group(1))
    assert answer["Content-Type"] == "text/css"
    assert answer.content.decode() == "@layer tokens { :root { --accent: light-dark(#5a1a4a, #8fd3d6); } }\n"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("accent", "#3a9aa5", "on light paper; text needs 7 to 1. Choose a darker colour."),
        ("accent_dark", "#0b4850", "on dark paper; text needs 7 to 1. Choose a lighter colour."),
        ("accent", "teal", "Write the colour as #"),
        ("accent", "#000000;}body{display:none", "Write the colour as #"),
    ],
)
def test_an_accent_that_cannot_be_read_is_refused_in_words(tree, field, value, sentence):
    setattr(tree.society, field, value)
    with pytest.raises(ValidationError) as refused:
        tree.society.full_clean()
    assert any(sentence in message for message in refused.value.message_dict[field])


def test_the_home_page_shows_its_ways_in_with_the_icon_of_where_they_lead(client, tree):
    tree.home.entries = [
        ("entry", {"title": "A complaint has arrived", "text": "The dates.", "link": "/library/guides/first/"}),
        ("entry", {"title": "Somebody to ask", "text": "The lines.", "link": "/contact/"}),
    ]
    tree.home.save()
    text = client.get("/").content.decode()
    assert '<li class="way" data-kind="guide">' in text
    assert '<li class="way">' in text


def test_the_admin_opens_the_settings_of_the_society(client, tree, nia):
    client.force_login(nia)
    address = reverse("wagtailsettings:edit", args=["cms", "sitesettings", tree.site.pk])
    assert "Accent colour" in client.get(address).content.decode()


@pytest.fixture
def shelved(tree, at):
    """A library of two things: a public guide under a topic and its sub-topic, and a course for members."""
    facts = {"summary": "What to do.", "published": at.date(), "reviewed": at.date(), "version": 1, "checksum": "x"}
    guide = LibraryEntry.objects.create(
        kind="guide",
        uuid=uuid.uuid4(),
        title="The first days",
        url="/library/guides/first/",
        access="public",
        topics=["COMP.ack"],
        **facts,
    )
    course = LibraryEntry.objects.create(
        kind="course",
        uuid=uuid.uuid4(),
        title="A copy",
        url="/courses/copy/",
        access="members",
        topics=["DATA"],
        **facts,
    )
    for entry in (guide, course):
        for code in entry.topics:
            EntryTopic.objects.create(entry=entry, code=code, primary=True)
    return tree


def test_the_home_page_shelves_what_was_reviewed_and_no_empty_shelf(client, shelved):
    text = client.get("/").content.decode()
    assert "Recently reviewed guides" in text
    assert "The first days" in text
    assert "A copy" in text
    assert ">Case histories</h2>" not in text


def test_the_home_page_says_which_things_are_for_members(client, shelved):
    text = client.get("/").content.decode()
    card = text[text.index('data-kind="course"') :]
    assert "Members" in card[: card.index("</article>")]


def test_the_front_door_costs_few_statements_however_full_the_library_is(
    client, shelved, django_assert_max_num_queries
):
    client.get("/")
    with django_assert_max_num_queries(11):
        client.get("/")


def test_an_empty_library_says_whom_to_ask_instead(client, tree):
    assert "The library is being filled" in client.get("/library/").content.decode()


def test_topics_stand_under_the_topic_they_belong_to():
    facets = {"topic": {"COMP": 3, "COMP.ack": 2, "DATA": 1}}
    complaints, data = topics_in_use(facets)
    assert (complaints.code, complaints.count) == ("COMP", 3)
    assert [below.code for below in complaints.below] == ["COMP.ack"]
    assert data.below == ()


def test_kinds_lead_to_their_own_listing_or_to_the_search():
    kinds = counts_of_kinds({"kind": {"template": 2, "guide": 4}})
    assert [(kind.look.plural, kind.address, kind.count) for kind in kinds] == [
        ("Guides", "/library/guides/", 4),
        ("Templates", "/search/?kind=template", 2),
    ]
