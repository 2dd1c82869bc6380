"""Data in, one tagged PDF out: what is printed, what is refused, and that the same input gives the same bytes."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings

import pypdf
import pytest

from foundation.typesetting.api import FontsMissing, MissingGlyph, TemplateFailed, can_print, covers, typeset
from foundation.typesetting.fonts import book

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: sys.inputs.title)
#set text(font: ("Source Serif 4", "Noto Sans"), lang: "en")
= #sys.inputs.title
#data.name
"""


@pytest.fixture
def template(tmp_path, settings):
    """A template of its own, under a root of its own."""
    settings.ROOT = tmp_path
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "plain.typ").write_text(TEMPLATE)
    return "plain.typ"


def _text(pdf: bytes) -> str:
    return pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize(
    "name",
    [
        "Siân Ó Ceallaigh-Łukasiewicz",
        "Gwenllian Ŵyn ap Ŷnyr",
        "Zażółć Gęślą Jaźń",
        "Ẹ̀bùn Ọlá̤",
        "Nguyễn Thị Hồng",
        "İlker Şahin",
        "O\u2019Brien\u2011Smith",
    ],
)
def test_names_of_real_people_are_printed(template, name):
    assert can_print(name) == []
    pdf = typeset(template, {"name": name}, title="A name")
    assert pdf.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("name", "missing"), [("王小明", ["王", "小", "明"]), ("Asha 😀", ["😀"]), ("محمد", ["م", "ح", "د"])]
)
def test_a_character_without_a_glyph_is_named_and_never_printed_as_a_box(template, name, missing):
    assert can_print(name) == missing
    with pytest.raises(MissingGlyph) as refused:
        typeset(template, {"name": name}, title="A name")
    assert refused.value.characters == missing
    assert f"U+{ord(missing[0]):04X}" in refused.value.sentence


def test_a_character_that_only_the_typesetter_misses_is_refused_too(template, monkeypatch):
    monkeypatch.setattr("foundation.typesetting.setting.can_print", lambda text: [])
    with pytest.raises(MissingGlyph):
        typeset(template, {"name": "王小明"}, title="A name")


def test_letters_with_marks_typed_apart_count_as_the_letter():
    assert can_print("Sia\u0302n") == []
    assert covers("Source Serif 4", "Łukasiewicz")
    assert not covers("Source Serif 4", "देवी")
    assert covers("Noto Sans", "देवी")


def test_control_characters_in_a_name_cannot_be_printed():
    assert can_print("Asha\x07Venn") == ["\x07"]


def test_what_stands_in_the_data_is_printed_and_never_run(template):
    hostile = '#read("/etc/passwd") <b> {{7*7}} $x$ @ref *bold* \\ "'
    assert "".join(hostile.split()) in "".join(_text(typeset(template, {"name": hostile}, title="Text")).split())


def test_the_same_input_gives_the_same_bytes(template):
    dated = datetime(2026, 11, 20, 9, tzinfo=UTC)
    first = typeset(template, {"name": "Asha"}, title="Same", dated=dated)
    assert typeset(template, {"name": "Asha"}, title="Same", dated=dated) == first
    assert typeset(template, {"name": "Asha"}, title="Same", dated=datetime(2026, 11, 21, tzinfo=UTC)) != first


def test_a_moment_may_have_microseconds_as_real_ones_do(template):
    dated = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=UTC)
    assert typeset(template, {"name": "Asha"}, title="Now", dated=dated).startswith(b"%PDF")


def test_the_document_says_that_it_is_tagged_archival_and_in_english(template):
    reader = pypdf.PdfReader(BytesIO(typeset(template, {"name": "Asha"}, title="A title")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "A title"
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_every_font_is_embedded(template):
    page = pypdf.PdfReader(BytesIO(typeset(template, {"name": "Asha"}, title="Fonts"))).pages[0]
    for font in page["/Resources"]["/Font"].values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_a_template_that_is_wrong_says_so_without_quoting_the_data(template, tmp_path):
    (tmp_path / "templates" / template).write_text("#nothing-of-that-name")
    with pytest.raises(TemplateFailed, match="does not compile") as failed:
        typeset(template, {"name": "Dr Asha Venn"}, title="Broken")
    assert "Venn" not in str(failed.value)


def test_missing_fonts_are_named(settings, tmp_path):
    book.cache_clear()
    settings.NODE_MODULES = tmp_path
    try:
        with pytest.raises(FontsMissing, match="npm ci"):
            book()
    finally:
        book.cache_clear()


def test_fonts_come_from_the_product_alone():
    assert set(book().families()) == {"Source Serif 4", "Atkinson Hyperlegible Next", "Noto Sans"}
    assert all(Path(font.path).is_relative_to(settings.NODE_MODULES) for font in book().fonts())
