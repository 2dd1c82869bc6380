"""What a reader is shown of a publication and of the people behind it."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest
from lxml import html

from publications.models import Person, PublicationAuthor, WebinarPage
from tests.films import make_video

REFERENCE = {"title": "The Act", "publisher": "P", "url": "https://a.example/", "checked_on": "2026-11-22"}


def shown(client, page):
    answer = client.get(page.url)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def test_the_box_for_the_next_hour_stands_before_the_text(client, publish):
    page = publish(
        body=[
            ("next_hour", {"steps": ["<p>Write down the date.</p>"]}),
            ("heading", {"text": "Two duties", "level": "2"}),
            ("paragraph", "<p>Then read on.</p>"),
        ]
    )
    body = shown(client, page).xpath("//div[contains(@class, 'publication-body')]")[0]
    assert body[0].get("class") == "next-hour"


def test_every_line_of_the_contents_leads_somewhere(client, publish):
    page = publish(
        "case-history",
        body=[
            ("scene", {"title": "August", "text": "<p>It was hot.</p>"}),
            ("heading", {"text": "Outcome", "level": "2"}),
            ("key_points", {"title": "Learning points", "points": ["<p>Check.</p>"]}),
        ],
        reflection=[("question", "Could you list them today?")],
        references=[("reference", REFERENCE)],
    )
    tree = shown(client, page)
    lines = [link.get("href") for link in tree.xpath("//nav[contains(@class, 'toc')]//a")]
    assert lines == ["#august", "#outcome", "#key-points", "#reflection", "#references"]
    for line in lines:
        assert tree.xpath(f"//*[@id='{line[1:]}']"), line
    assert len(tree.xpath("//h1")) == 1


def test_a_reference_says_when_it_was_checked(client, publish):
    text = shown(client, publish(references=[("reference", REFERENCE)])).text_content()
    assert "checked on 22 November 2026" in " ".join(text.split())


def test_the_nations_are_on_the_page_and_in_its_last_sentence(client, publish):
    text = shown(client, publish(nations=("england", "wales"))).text_content()
    assert "general guidance for England and Wales." in " ".join(text.split())
    everywhere = shown(client, publish(title="For all", nations=("uk",))).text_content()
    assert "This is general guidance. It cannot know" in " ".join(everywhere.split())


def test_a_case_history_says_that_its_people_are_invented(client, publish):
    assert "invented" in shown(client, publish("case-history")).text_content()
    assert "invented" not in shown(client, publish("case-history", "A true one", fictionalised=False)).xpath(
        "string(//article)"
    )


def test_a_webinar_says_what_can_be_done_with_it_in_each_state(client, publish):
    page = publish(
        "webinar",
        chapters=[("chapter", {"at": 0, "title": "Who is ringing"})],
        transcript=[("passage", {"at": 5, "speaker": "Callum", "text": "Thank you."})],
    )
    for state in WebinarPage.State.values:
        WebinarPage.objects.filter(pk=page.pk).update(state=state)
        tree = shown(client, page)
        assert "Thursday 8 October 2026, 12:30 to 13:30 BST" in " ".join(tree.text_content().split())
        sentences = tree.xpath("//section[contains(@class, 'webinar-when')]/p")
        assert len(sentences[2].text_content().strip()) >= 20, state
        assert bool(tree.xpath("//*[@id='t-5']")) == (state == "recording")


def test_a_recording_without_a_film_says_so_and_chapters_lead_into_the_transcript(client, publish):
    page = publish(
        "webinar",
        state="recording",
        chapters=[("chapter", {"at": 0, "title": "First"}), ("chapter", {"at": 400, "title": "Second"})],
        transcript=[
            ("passage", {"at": 5, "speaker": "Callum", "text": "Thank you."}),
            ("passage", {"at": 420, "speaker": "Ruth", "text": "Indeed."}),
        ],
    )
    tree = shown(client, page)
    assert "There is no film to play" in tree.text_content()
    assert tree.xpath("//section[contains(@class, 'chapters')]//a/@href") == ["#t-5", "#t-420"]


def test_a_recording_is_played_with_its_captions_its_words_and_its_chapters(client, publish, asha, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = make_video(seconds=20, title="The press", chapters=[("chapter", {"at": 12, "title": "Second"})])
    page = publish("webinar", state="recording", recording=film, cpd_minutes=60)
    stranger = shown(client, page)
    assert not stranger.xpath("//video")
    assert "This film is for members." in stranger.text_content()
    client.force_login(asha)
    tree = shown(client, page)
    for path in tree.xpath("//video/source/@src | //video/track[@kind='captions']/@src"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert b"".join(answer)
    assert tree.xpath("//ol[contains(@class, 'film-chapters')]//a/@data-seek") == ["12"]
    assert tree.xpath("//*[@id='t-12']//a/@data-seek") == ["12"]
    said = " ".join(tree.xpath("//section[@aria-labelledby='recording-cpd']")[0].text_content().split())
    assert "60 minutes of learning by yourself" in said
    assert "It is not verifiable, and it is not participatory" in said
    page.recording.captions = ""
    with pytest.raises(ValidationError, match="has no captions yet"):
        page.clean()


def test_an_author_has_a_page_with_what_they_wrote(client, publish, author):
    publish(title="Open")
    publish(title="For members", members=True)
    other = publish(title="By somebody else")
    other.publication_authors = [PublicationAuthor(person=Person.objects.create(name="Tom", slug="tom", role="Editor"))]
    other.save_revision().publish()
    text = client.get(author.get_absolute_url()).content.decode()
    assert "Medico-legal adviser" in text
    assert "Open" in text
    assert "For members" in text
    assert "By somebody else" not in text


def test_an_author_whom_nobody_knows_is_not_found(client, db):
    assert client.get("/library/people/nobody/").status_code == 404


def test_a_longer_text_costs_no_more_statements(client, publish, asha):
    client.force_login(asha)

    def statements(page):
        client.get(page.url)
        with CaptureQueriesContext(connection) as captured:
            client.get(page.url)
        return len(captured)

    paragraph = ("paragraph", "<p>Words.</p>")
    short = statements(publish(title="Short", members=True, body=[paragraph]))
    references = [("reference", REFERENCE)] * 20
    long = statements(publish(title="Long", members=True, body=[paragraph] * 60, references=references))
    assert long == short
    assert short <= 22
