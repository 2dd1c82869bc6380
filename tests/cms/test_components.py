"""The components that every room's templates share."""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

import pytest

from cms.icons import UnknownIcon, icon_svg
from cms.kinds import LOOKS, look_of
from search.api import Kind


def render(source: str, **context) -> str:
    return Template("{% load components %}" + source).render(Context(context))


def test_every_kind_has_a_look_and_its_icon_exists():
    assert set(LOOKS) == {kind.value for kind in Kind}
    for look in LOOKS.values():
        assert "<path" in icon_svg(look.icon) or "<rect" in icon_svg(look.icon)


def test_an_unknown_kind_reads_as_a_document():
    assert look_of("scroll").label == "Document"


def test_an_icon_is_decoration_unless_it_is_named():
    assert 'aria-hidden="true"' in render('{% icon "phone" %}')
    assert 'aria-label="Ring"' in render('{% icon "phone" title="Ring" %}')


def test_the_title_of_an_icon_is_escaped():
    assert "<b>" not in render('{% icon "phone" title=words %}', words='"><b>')


def test_a_misspelt_icon_is_found_at_once():
    with pytest.raises(UnknownIcon):
        icon_svg("telefone")


CARD = {"kind": "guide", "title": "Access <requests>", "url": "/x/", "summary": "The month."}


def test_a_card_is_the_same_for_a_mapping_and_an_object():
    class Thing:
        kind, title, url, summary = CARD["kind"], CARD["title"], CARD["url"], CARD["summary"]

    assert render("{% card item %}", item=CARD) == render("{% card item %}", item=Thing())


def test_a_card_escapes_what_it_shows_and_says_for_whom_it_is():
    text = render("{% card item %}", item=CARD | {"members_only": True})
    assert "Access &lt;requests&gt;" in text
    assert "Members" in text
    assert 'data-kind="guide"' in text


def test_a_card_prefers_the_snippet_to_the_summary():
    text = render("{% card item %}", item=CARD | {"snippet": "found words"})
    assert "found words" in text
    assert "The month." not in text


def test_a_card_takes_the_level_of_its_heading():
    assert "<h2" in render("{% card item level=2 %}", item=CARD)


@pytest.mark.parametrize(
    ("form", "words"),
    [("day", "2 April 2026"), ("weekday", "Thursday 2 April 2026"), ("short", "2 Apr 2026"), ("month", "April 2026")],
)
def test_dates_are_said_in_words(form, words):
    assert render("{{ d|date_words:form }}", d=date(2026, 4, 2), form=form) == words


def test_a_moment_is_dated_by_the_clock_on_the_wall():
    assert render("{{ d|date_words }}", d=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


def test_no_date_says_nothing():
    assert render("{{ d|date_words }}", d=None) == ""


@pytest.mark.parametrize(("minutes", "words"), [(0, ""), (None, ""), (45, "45 min"), (60, "1 h"), (75, "1 h 15 min")])
def test_minutes_are_said_as_people_do(minutes, words):
    assert render("{{ m|minutes_words }}", m=minutes) == words


def test_pages_of_a_list_keep_the_rest_of_the_question():
    request = RequestFactory().get("/search/?q=copy&kind=guide&kind=course&page=2")
    text = render("{% pagination 2 3 %}", request=request)
    assert 'href="?q=copy&amp;kind=guide&amp;kind=course&amp;page=1"' in text
    assert "Page 2 of 3" in text


def test_a_list_of_one_page_needs_no_links():
    assert render("{% pagination p %}", p=Paginator([1, 2], 5).page(1)).strip() == ""


class SmallForm(forms.Form):
    email = forms.EmailField(label="E-mail address", help_text="We send one message.")
    role = forms.ChoiceField(label="Role", choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    digest = forms.BooleanField(label="Monthly digest", required=False)


def test_a_field_ties_label_hint_and_error_to_its_control():
    form = SmallForm({"email": "x"})
    text = render("{% field form.email %}", form=form)
    assert '<label for="id_email">' in text
    assert 'id="id_email_helptext"' in text
    assert 'id="id_email_error"' in text
    assert 'aria-describedby="id_email_helptext id_email_error"' in text.replace("&quot;", '"')
    assert 'aria-invalid="true"' in text


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    assert "<legend>Role</legend>" in render("{% field form.role %}", form=SmallForm())


def test_an_optional_field_says_so():
    assert "(optional)" not in render("{% field form.email %}", form=SmallForm())


def test_the_summary_of_errors_links_to_each_field_and_is_silent_without_errors():
    text = render("{% error_summary form %}", form=SmallForm({"email": "x", "role": "a"}))
    assert 'href="#id_email"' in text
    assert 'role="alert"' in text
    assert render("{% error_summary form %}", form=SmallForm()).strip() == ""


def test_the_bar_counts_down_to_what_is_left():
    assert "18 min to the certificate" in render("{% minutes_left 45 27 %}")
    assert "All parts done" in render("{% minutes_left 45 60 %}")


@pytest.mark.parametrize(("done", "width"), [(62, "62.0"), (0, "0.0"), (140, "100.0")])
def test_a_cpd_bar_never_leaves_its_track(done, width):
    assert f'class="bar-done" width="{width}"' in render('{% cpd_bar "Hours" done 100 %}', done=done)


def test_a_save_line_says_its_state_in_words():
    assert "Kept on this device, not yet saved" in render('{% save_line "local" %}')
