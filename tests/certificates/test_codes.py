"""The code that a person types: what is folded, and what is found wrong without asking anybody."""

import pytest

from certificates.codes import ALPHABET, fold, new_code
from certificates.errors import MalformedCode

CODE = "7K2M-9QXE-R4TV-0WZ8B"


def test_a_new_code_is_in_the_one_form_that_is_printed():
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 5]
    assert fold(code) == code


def test_codes_do_not_repeat():
    assert len({new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "typed",
    [
        "7k2m-9qxe-r4tv-0wz8b",
        "7K2M9QXER4TV0WZ8B",
        " 7K2M 9QXE R4TV 0WZ8 B ",
        "7K2M-9QXE-R4TV-OWZ8B",
        "7k2m\u20139qxe\u2013r4tv\u2013owz8b",
        "7K2M.9QXE.R4TV.0WZ8B",
    ],
)
def test_case_spaces_hyphens_and_o_for_nought_are_folded(typed):
    assert fold(typed) == CODE


def test_i_and_l_are_read_as_one():
    code = next(code for code in iter(new_code, None) if "1" in code)
    assert fold(code.replace("1", "I")) == code
    assert fold(code.replace("1", "l")) == code


def test_every_single_wrong_character_is_found():
    plain = CODE.replace("-", "")
    for place, right in enumerate(plain):
        for wrong in ALPHABET.replace(right, ""):
            with pytest.raises(MalformedCode, match="not right"):
                fold(plain[:place] + wrong + plain[place + 1 :])


def test_every_two_characters_swapped_are_found():
    plain = CODE.replace("-", "")
    for first in range(len(plain)):
        for second in range(first + 1, len(plain)):
            if plain[first] != plain[second]:
                letters = list(plain)
                letters[first], letters[second] = letters[second], letters[first]
                with pytest.raises(MalformedCode):
                    fold("".join(letters))


@pytest.mark.parametrize(
    "typed", ["", "7K2M", "hello", CODE + "9", "7K2M-9QXE-R4TV-UWZ8B", "7K2M-9QXE-R4TV-0WZ8😀", "' OR 1=1"]
)
def test_what_cannot_be_a_code_is_told_apart_in_words(typed):
    with pytest.raises(MalformedCode, match="17 letters and numbers"):
        fold(typed)
