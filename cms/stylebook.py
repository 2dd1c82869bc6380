"""What the style page shows: every component with words of the kind it will carry."""

from datetime import date
from typing import Any

from django import forms

from cms.kinds import LOOKS
from editing.api import READING_BLOCKS
from wagtail.blocks import StreamBlock

BLOCKS = [
    {
        "type": "next_hour",
        "value": {
            "steps": [
                "<p>Ask first whether anyone is at risk now. If so, act on that tonight; the letter can wait.</p>",
                "<p>Write down the day it reached the practice, how it came, and what the person said in their own words.</p>",
                "<p>Leave the clinical record untouched.</p>",
                "<p>If the letter mentions a claim, a death, the police, a regulator or the press, ring the helpline first.</p>",
            ]
        },
    },
    {"type": "heading", "value": {"text": "The date, worked out", "level": "2"}},
    {
        "type": "paragraph",
        "value": "<p>You have three working days <i>after</i> the day of receipt. Saturdays, Sundays, Christmas Day, Good Friday "
        "and <a href='#clock'>bank holidays in England</a> do not count. An e-mail that arrived at 22:40 was received that "
        "day.</p><ul><li>Treat a closed training day as a working day.</li><li>Put the date in <b>two</b> diaries.</li></ul>",
    },
    {
        "type": "clock",
        "value": {
            "title": "Received before a bank holiday",
            "rows": [
                {
                    "label": "Received on Thursday 2 April 2026",
                    "date": "Thursday 9 April 2026",
                    "why": "Good Friday 3 April, the weekend and Easter Monday 6 April do not count. Tuesday 7, Wednesday 8, "
                    "Thursday 9.",
                },
                {
                    "label": "Received on Wednesday 23 December 2026",
                    "date": "Wednesday 30 December 2026",
                    "why": "Thursday 24 is day one. Christmas Day, the weekend and Monday 28 do not count.",
                },
            ],
        },
    },
    {
        "type": "words",
        "value": {
            "title": "To a colleague who is named",
            "text": "<p>A complaint has come in that mentions you. I wanted you to hear it from me. Nothing has been decided. "
            "I will ask for your account next week; you can ring the helpline before you write it. How are you?</p>",
        },
    },
    {
        "type": "callout",
        "value": {
            "tone": "note",
            "title": "Private care",
            "text": "<p>Keep to the limits in your own published procedure.</p>",
        },
    },
    {
        "type": "callout",
        "value": {
            "tone": "warning",
            "title": "What makes it worse",
            "text": "<ul><li>An explanation written before anyone has looked.</li><li>A correction to the notes without a date "
            "and a name.</li></ul>",
        },
    },
    {
        "type": "scene",
        "value": {
            "title": "Tuesday, ten past nine",
            "text": "<p>The waiting room was full and the screen at the desk was turned to the window. Her sister-in-law leaned "
            "over and said she had come for the results.</p><p>Nobody asked whose.</p>",
        },
    },
    {
        "type": "checklist",
        "value": {
            "title": "Before you send it",
            "items": [
                "<p>Every concern is listed in their order.</p>",
                "<p>A second person has read it aloud.</p>",
                "<p>The ombudsman's address is the one for their nation.</p>",
            ],
        },
    },
    {
        "type": "key_points",
        "value": {
            "points": [
                "<p>The clock starts on the day the request arrives, spoken or written.</p>",
                "<p>Acknowledge, then decide.</p>",
                "<p>An apology is not an admission.</p>",
            ]
        },
    },
]

CARDS = [
    {
        "kind": "guide",
        "title": "The first three working days of a complaint",
        "url": "#",
        "summary": "What to do between the moment a complaint arrives and the acknowledgement: the dates, the words, the people "
        "to tell, and the things better left alone.",
        "topics": ["Complaints: first days"],
        "members_only": True,
        "minutes": 12,
        "cpd_minutes": 15,
        "reviewed": date(2026, 11, 9),
    },
    {
        "kind": "case-history",
        "title": "The result nobody owned",
        "url": "#",
        "summary": "A potassium of 6.4, three inboxes, and a long weekend.",
        "topics": ["Results handling"],
        "members_only": False,
        "minutes": 9,
        "reviewed": date(2026, 10, 12),
    },
    {
        "kind": "course",
        "title": "A copy of everything: subject access in practice",
        "url": "#",
        "summary": "Spotting a request, the month, what is in and what stays out.",
        "members_only": True,
        "minutes": 45,
        "cpd_minutes": 45,
    },
    {
        "kind": "webinar",
        "title": "When the press rings",
        "url": "#",
        "summary": "An hour with a media adviser, a practice manager and a recording of a call.",
        "minutes": 60,
        "cpd_minutes": 60,
    },
]


class SpecimenForm(forms.Form):
    """One of each control."""

    name = forms.CharField(label="Your name", help_text="As it should stand on a certificate.")
    email = forms.EmailField(label="E-mail address", help_text="We send one message to check it.")
    nation = forms.ChoiceField(
        label="Where you work", choices=[("england", "England"), ("scotland", "Scotland"), ("wales", "Wales")]
    )
    role = forms.ChoiceField(
        label="Your role",
        widget=forms.RadioSelect,
        choices=[("gp", "General practitioner"), ("dentist", "Dentist"), ("manager", "Practice manager")],
    )
    note = forms.CharField(label="Anything we should know", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agree = forms.BooleanField(label="Send me the monthly digest", required=False)


def specimens() -> dict[str, Any]:
    """The context of the style page."""
    wrong = SpecimenForm({"name": "", "email": "asha.venn@larkrise", "nation": "england"})
    wrong.is_valid()
    return {
        "blocks": StreamBlock(READING_BLOCKS).to_python(BLOCKS),
        "cards": CARDS,
        "looks": LOOKS.values(),
        "form": SpecimenForm(),
        "wrong_form": wrong,
        "published": date(2026, 3, 9),
        "changed": date(2026, 11, 9),
        "reviewed": date(2026, 11, 9),
        "next_review": date(2027, 11, 9),
    }
