"""Small lists on a page."""

from django.core.exceptions import ValidationError

import pytest

from editing.api import LinesField, OptionsField

LETTERS = OptionsField("outcomes", options=(("A", "A: communicating"), ("B", "B: managing")))
DOMAINS = OptionsField("domains", options=((1, "1"), (2, "2")))


def test_boxes_that_are_ticked_become_a_list_of_the_right_type():
    assert LETTERS.formfield().clean(["A", "B"]) == ["A", "B"]
    assert DOMAINS.formfield().clean(["2"]) == [2]
    assert LETTERS.formfield().clean([]) == []


def test_a_value_outside_the_set_is_refused_by_form_and_model():
    with pytest.raises(ValidationError):
        LETTERS.formfield().clean(["C"])
    with pytest.raises(ValidationError, match="Choose from A, B"):
        LETTERS.clean(["C"], None)


def test_lines_are_trimmed_and_each_kept_once():
    field = LinesField("words").formfield()
    assert field.clean("SAR\n\n DSAR \nSAR\n") == ["SAR", "DSAR"]
    assert field.prepare_value(["SAR", "DSAR"]) == "SAR\nDSAR"
    assert not field.has_changed(["SAR"], "SAR\n")


def test_the_options_are_no_part_of_the_schema():
    _, _, args, kwargs = LETTERS.deconstruct()
    assert "options" not in kwargs
    assert not args
