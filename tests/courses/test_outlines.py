"""The outlines of a manifest, and the prerequisites in them: what is kept, and what is left out and said."""

import pytest

from courses.packages.sequencing import activity_tree
from tests.courses.made_packages import manifest_12, manifest_2004
from tests.courses.test_manifest import codes, line_of, read


def outline(identifier: str, items: str, title: str = "") -> str:
    return f'<organization identifier="{identifier}"><title>{title or identifier}</title>\n{items}</organization>\n'


def with_outlines(*more: str, default: str = "o1", text: str = "") -> str:
    return (text or manifest_12(default=default)).replace("</organizations>", "".join(more) + "</organizations>")


def test_every_outline_is_read_and_the_default_comes_first():
    found = read(with_outlines(outline("o2", line_of("x") + line_of("y")), default="o2"))
    assert [(one.identifier, one.title) for one in found.organisations] == [("o2", "o2"), ("o1", "A small course")]
    assert found.title == "o2"
    assert [item.identifier for item in found.every_item()] == ["x", "y", "i1"]
    assert codes(found) == ["organisations-several"]
    assert "may choose another: “A small course”." in found.notices[0].sentence


def test_each_outline_has_its_own_sequencing():
    flow = '<imsss:sequencing><imsss:controlMode flow="{}"/></imsss:sequencing>'
    second = outline("o2", line_of("x") + flow.format("false"))
    found = read(with_outlines(second, text=manifest_2004(sequencing=flow.format("true"))))
    trees = [activity_tree(found.standard, one) for one in found.organisations]
    assert [(tree["id"], tree["sequencingControls"]["flow"]) for tree in trees] == [("o1", True), ("o2", False)]
    assert [[child["id"] for child in tree["children"]] for tree in trees] == [["i1"], ["x"]]


LEFT_OUT = {
    "uses a resource that is not there": (outline("o2", line_of("x", "nope")), "organisation-unread"),
    "repeats an item of the default": (outline("o2", line_of("i1")), "organisation-unread"),
    "opens nothing": (outline("o2", "<item identifier='x'><title>X</title></item>"), "organisation-empty"),
    "is empty": (outline("o2", ""), "organisation-empty"),
    "has a title of two thousand letters": (outline("o2", line_of("x"), "x" * 2000), "organisation-unread"),
}


@pytest.mark.parametrize(("more", "code"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_another_outline_that_cannot_be_played_is_left_out_and_said(more, code):
    found = read(with_outlines(more))
    assert [one.identifier for one in found.organisations] == ["o1"]
    assert codes(found) == [code]
    assert "left out" in found.notices[0].sentence
    assert found.notices[0].line


def test_what_a_left_out_outline_had_taken_is_free_again():
    broken = outline("o2", line_of("x") + line_of("y", "nope"))
    found = read(with_outlines(broken, outline("o3", line_of("x"))))
    assert [one.identifier for one in found.organisations] == ["o1", "o3"]


def test_a_default_that_opens_nothing_gives_way_to_an_outline_that_does():
    found = read(with_outlines(outline("o2", "", "Empty"), default="o2"))
    assert (found.title, codes(found)) == ("A small course", ["organisation-empty"])


def test_outlines_without_a_name_of_their_own_are_given_one():
    found = read(with_outlines(outline("o1", line_of("x")), outline("", line_of("y"))))
    assert [one.identifier for one in found.organisations] == ["o1", "outline-2", "outline-3"]


# --- Prerequisites ----------------------------------------------------------------------------------------------------


def requiring(*needs: str, before: str = "") -> str:
    """Items a, b, c ... of which each asks for what is given, in the manifest's own escapes."""
    inside = '<adlcp:prerequisites type="aicc_script">{}</adlcp:prerequisites>'
    items = (
        line_of(name, inside=inside.format(need) if need else "") for name, need in zip("abcdefgh", needs, strict=False)
    )
    return manifest_12(before + "\n".join(items))


SOUND = {
    "in turn": ("", "a", "b"),
    "backwards": ("b", "c", ""),
    "two of three": ("", "", "", "2*{a,b,c}"),
    "a status": ("", "a=passed"),
    "not yet seen": ("~b", ""),
    "a chapter": ("", "unit"),
}
UNSOUND = {
    "no sense": ("", "a &amp;&amp; b", "a"),
    "a stranger": ("", "a|ghost", "a"),
    "itself": ("", "b", "a"),
    "a circle": ("", "c", "b", "a"),
    "behind a circle": ("", "b", "b", "a"),
    "more than there are": ("", "3*{a,c}", "a"),
    "a heading of nothing": ("", "nothing", "a"),
}
_UNIT = (
    '<item identifier="unit"><title>u</title><item identifier="u1" identifierref="r1"><title>u1</title></item></item>\n'
    '<item identifier="nothing"><title>n</title></item>\n'
)


@pytest.mark.parametrize("needs", SOUND.values(), ids=SOUND)
def test_prerequisites_that_can_be_met_are_kept(needs):
    found = read(requiring(*needs, before=_UNIT))
    assert [item.prerequisites for item in found.items[2:]] == list(needs)
    assert codes(found) == []


@pytest.mark.parametrize("needs", UNSOUND.values(), ids=UNSOUND)
def test_prerequisites_that_would_lock_a_part_for_ever_are_left_out_and_said(needs):
    found = read(requiring(*needs, before=_UNIT))
    kept = {item.identifier: item.prerequisites for item in found.items}
    assert kept["b"] == ""
    assert {notice.code for notice in found.notices} == {"prerequisites-unsound"}
    first = found.notices[0]
    assert first.line == 9
    assert "the item is open from the start" in first.sentence
    if needs[-1] == "a":
        assert kept["abcdefgh"[len(needs) - 1]] == "a"


def test_a_part_below_a_locked_heading_is_reached_only_with_the_heading():
    heading = (
        '<item identifier="h"><title>h</title><adlcp:prerequisites type="aicc_script">z</adlcp:prerequisites>{}</item>'
    ).format(line_of("z"))
    found = read(manifest_12(line_of("a") + heading))
    assert codes(found) == ["prerequisites-unsound"]
    assert found.items[1].prerequisites == ""


def test_prerequisites_in_scorm_2004_are_left_out_and_said():
    inside = '<adlcp:prerequisites type="aicc_script">a</adlcp:prerequisites>'
    found = read(manifest_2004(line_of("a") + line_of("b", inside=inside)))
    assert [item.prerequisites for item in found.items] == ["", ""]
    assert codes(found) == ["prerequisites-unread"]


def test_a_sea_of_prerequisites_is_cut_off_and_is_quick():
    needs = "|".join(f"i{n}" for n in range(500))
    inside = f'<adlcp:prerequisites type="aicc_script">{needs}</adlcp:prerequisites>'
    found = read(manifest_12("".join(line_of(f"i{n}", inside=inside) for n in range(500))))
    assert any("too many" in notice.sentence for notice in found.notices)
