"""The demo library as it is written: every file is read, and every mistake is named with its line."""

import io
import shutil
import zipfile

import pytest

from cms.demo.courses import read_course
from cms.demo.front import GDC_OUTCOMES, Words
from cms.demo.learning import LEARNING
from cms.demo.markdown import LibraryError, Lines, read_blocks, typographic
from cms.demo.packaging import build_package
from cms.demo.reading import ROOT, check_words, read_item, read_library
from cms.demo.seed import words_of
from editing.api import READING_BLOCKS
from publications.models.base import GDC_OUTCOMES as ON_PAGES

FILES = sorted(path.relative_to(ROOT) for path in [*ROOT.glob("*/*.md"), *ROOT.glob("courses/*/course.md")])


@pytest.fixture(scope="module")
def library():
    return read_library()


def test_every_file_of_the_library_is_read(library):
    read = {text.path.relative_to(ROOT) for text in (*library.items, *library.courses)}
    assert read == set(FILES)
    assert len(library.items) + len(library.courses) >= 11


def test_every_topic_audience_nation_and_person_is_known(db, library):
    check_words(library, words_of(library))


def test_every_block_is_one_that_editors_have(library):
    known = {name for name, _ in READING_BLOCKS} | set(LEARNING)
    for text in (*library.items, *library.courses):
        assert {block.type for block in text.blocks} <= known, text.path


def test_no_section_of_a_text_has_the_heading_of_another(library):
    for item in library.items:
        heads = [block.value["text"] for block in item.blocks if block.type == "heading"]
        assert len(heads) == len(set(heads)), item.path


def test_a_chapter_begins_where_somebody_speaks(library):
    for item in library.items:
        moments = {row["at"] for row in item.front.get("transcript", [])}
        assert {row["at"] for row in item.front.get("chapters", [])} <= moments, item.path


def test_the_outcomes_of_the_format_are_those_of_the_pages():
    assert tuple(code for code, _ in ON_PAGES) == GDC_OUTCOMES


# --- What is refused, and how -----------------------------------------------------------------------------------------


@pytest.fixture
def guide(tmp_path):
    """A writable copy of a shipped guide: change(old, new) returns what reading it then says."""
    path = tmp_path / "chaperones.md"
    shutil.copy(ROOT / "guides" / "chaperones.md", path)

    def change(old: str, new: str) -> str:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        with pytest.raises(LibraryError) as refused:
            read_item(path)
        assert str(refused.value).startswith(f"{path}:{refused.value.line}: ")
        return f"{refused.value.line}: {refused.value.sentence}"

    return change


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("reading_minutes =", "reading_time =", "11: A guide has no key 'reading_time'."),
        ("number = 12\n", "", "The key 'number' is missing."),
        ('kind = "guide"', 'kind = "leaflet"', "2: kind is one of guide, case-history, webinar, page, course"),
        ("cpd_minutes = 15", 'cpd_minutes = "15"', "cpd_minutes must be a whole number."),
        ("gmp_domains = [2, 4]", "gmp_domains = [2, 5]", "gmp_domains are among (1, 2, 3, 4), not 5."),
        ('slug = "chaperones"', 'slug = "chaperone"', "The file is called chaperones, the slug is not."),
        ('topics = ["CHAP"]', 'topics = ["CHAP"', "This is not TOML"),
        ("+++\n", "---\n", "1: The file opens with a line of +++"),
        (":::next-hour", ":::next-week", "There is no block :::next-week; there are checklist"),
        (":::next-hour\n1.", ":::next-hour\n-", "This block holds a numbered list and nothing else."),
        (":::next-hour\n", ":::next-hour\n:::note\n", "Blocks are not nested; :::next-hour of line"),
        ("## The poster", "<h2>The poster</h2>", "Raw HTML is not allowed"),
        ("## The poster", "![poster](x.png)", "Images are not part of the format."),
        ("## The poster", "#### The poster", "A body has headings of level two and three only."),
        ("## The poster", "```\ncode\n```", "is not part of the format."),
        ("## The poster", ":::", "This closes a block that was never opened."),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_would_be_right(guide, old, new, says):
    assert says in guide(old, new)


def test_the_line_is_the_one_to_mend(guide):
    text = (ROOT / "guides" / "chaperones.md").read_text().splitlines()
    line = next(number for number, words in enumerate(text, 1) if words == "## The poster")
    assert guide("## The poster", "<b>The poster</b>").startswith(f"{line}: ")


@pytest.mark.parametrize(
    ("key", "value"), [("topics", ["NOPE"]), ("audiences", ["pilots"]), ("nations", ["mars"]), ("authors", ["nobody"])]
)
def test_an_unknown_word_is_refused(library, key, value):
    item = next(item for item in library.items if item.slug == "chaperones")
    words = Words(
        frozenset({"CHAP"}), frozenset({"all"}), frozenset({"england"}), frozenset({"lena-ode", "ruth-calloway"})
    )
    before = item.front[key]
    item.front[key] = value
    try:
        with pytest.raises(LibraryError, match=f"Nobody knows the .* '{value[0]}'"):
            check_words(type(library)([item], [], {}, [], {}), words)
    finally:
        item.front[key] = before


def test_a_link_to_an_item_that_is_not_there_is_refused(tmp_path):
    root = tmp_path / "library"
    shutil.copytree(ROOT, root)
    path = root / "guides" / "chaperones.md"
    path.write_text(path.read_text().replace("(library:", "(library:no-", 1))
    with pytest.raises(LibraryError, match="leads nowhere; no item has that slug") as refused:
        read_library(root)
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("minutes: 6", "six minutes", "The line after a lesson's heading reads: minutes: 6."),
        ("- [x] ", "- [ ] ", "one of them right"),
        ("\n  > ", "\n  ", "Expected a line like - [ ] An answer"),
        (":::reflect\n", ":::reflect Think\n", "A reflection has no title"),
    ],
)
def test_a_mistake_in_a_course_is_named(tmp_path, old, new, says):
    folder = tmp_path / "a-copy-of-everything"
    shutil.copytree(ROOT / "courses" / "a-copy-of-everything", folder)
    path = folder / "course.md"
    text = path.read_text()
    start = text.index(":::check") if old in {"- [x] ", "\n  > "} else 0
    path.write_text(text[:start] + text[start:].replace(old, new, 1))
    with pytest.raises(LibraryError) as refused:
        read_course(folder)
    assert says in refused.value.sentence
    assert refused.value.path == path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('points_to = "Spotting one"', 'points_to = "Spotting two"', "points_to names no lesson of this course"),
        ("pass_mark = 80", "pass_mark = 70", "The pass mark is 80 in course.md."),
        ('kind = "single"', 'kind = "essay"', "kind is one of single, multiple, true-false, numeric"),
        ("right = true", "right = false", "One answer is right"),
    ],
)
def test_a_mistake_in_a_quiz_is_named(tmp_path, old, new, says):
    folder = tmp_path / "a-copy-of-everything"
    shutil.copytree(ROOT / "courses" / "a-copy-of-everything", folder)
    path = folder / "quiz.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(LibraryError) as refused:
        read_course(folder)
    assert says in refused.value.sentence


# --- What a text becomes ----------------------------------------------------------------------------------------------


def blocks_of(text: str, tmp_path):
    return [(block.type, block.value) for block in read_blocks(Lines(tmp_path, 1, text.splitlines()))]


def test_prose_becomes_rich_text_as_the_editor_stores_it(tmp_path):
    assert blocks_of('**Bold** and *slant*, "quoted".\n\n- one\n- [two](library:the-coil)\n', tmp_path) == [
        (
            "paragraph",
            "<p><b>Bold</b> and <i>slant</i>, \u201cquoted\u201d.</p>"
            '<ul><li>one</li><li><a href="library:the-coil">two</a></li></ul>',
        )
    ]


def test_a_clock_is_read_line_by_line(tmp_path):
    text = ":::clock One letter\nReceived | Thursday 3 September 2026 | At the desk\n:::\n"
    row = {"label": "Received", "date": "Thursday 3 September 2026", "why": "At the desk"}
    assert blocks_of(text, tmp_path) == [("clock", {"title": "One letter", "rows": [row]})]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("The coil she wasn't sure about", "The coil she wasn\u2019t sure about"),
        ('She said "no".', "She said \u201cno\u201d."),
        ("regulation 20(c) and (r)", "regulation 20(c) and (r)"),
        ("because ...; review", "because \u2026; review"),
        ("a * b _c_ [d](e)", "a * b _c_ [d](e)"),
    ],
)
def test_quotes_are_set_as_a_typesetter_sets_them_and_law_stays_as_it_is(typed, printed):
    assert typographic(typed) == printed


STORY = """:::scenario A title
@ one
It begins.
- Go on -> two
  > It goes on.
- Stop
  > It ends.
@ two
It has ended.
:::
"""
MATCH = """:::match Sort these
- This | here
- That | there
> Because.
:::
"""
ORDER = """:::order Put these into order
1. First
2. Second
3. Third
> Because.
:::
"""


def learning_of(text: str, tmp_path):
    return [(one.type, one.value) for one in read_blocks(Lines(tmp_path, 1, text.splitlines()), more=LEARNING)]


def test_a_story_leads_from_step_to_step(tmp_path):
    ((kind, story),) = learning_of(STORY, tmp_path)
    assert kind == "scenario"
    assert [step["name"] for step in story["steps"]] == ["one", "two"]
    assert [way["leads_to"] for way in story["steps"][0]["ways"]] == ["two", ""]


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (STORY, "-> two", "-> three", "leads to no step: there is no @ three."),
        (STORY, " -> two", "", "No choice leads to the step 'two'."),
        (STORY, "It has ended.", "On.\n- A -> two\n  > B.\n- C -> two\n  > D.", "'two' the story never ends."),
        (STORY, "  > It goes on.\n", "", "Say below every answer what follows from it"),
        (MATCH, "there", "here", "Where everything belongs to the same there is nothing to match."),
        (MATCH, "That", "This", "Two of the things to match have the same words."),
        (MATCH, "> Because.\n", "", "Close the exercise with its reason"),
        (ORDER, "3. Third\n", "", "Put 3 to 8 steps into order."),
        (ORDER, "3. Third", "- Third", "Write the steps in the right order"),
    ],
)
def test_a_story_or_an_exercise_that_cannot_be_done_is_refused(tmp_path, text, old, new, says):
    assert old in text
    with pytest.raises(LibraryError) as refused:
        learning_of(text.replace(old, new, 1), tmp_path)
    assert says in refused.value.sentence


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "courses/repeat-prescribing-without-surprises/quiz.toml",
            'answer = "Cancel the',
            'answer = "Send the',
            "is none of the options",
        ),
        ("courses/front-desk-first-line/quiz.toml", 'answer = "72"', 'answer = "three days"', "numbers in quotes"),
        ("courses/front-desk-first-line/quiz.toml", "count = 3", "count = 30", "it holds 8"),
        ("courses/front-desk-first-line/quiz.toml", 'bank = "front-desk"', 'bank = "desk"', "there is no such bank"),
        ("banks/front-desk.toml", 'points_to = "Who is', 'points_to = "Who was', "points to no lesson"),
        ("courses/saying-sorry-well/course.md", ":::page the-result", ":::page no-result", "leads nowhere"),
        (
            "courses/saying-sorry-well/course.md",
            "valid_months = 24",
            'prerequisites = ["saying-sorry-well"]',
            "before itself",
        ),
        (
            "courses/saying-sorry-well/course.md",
            "valid_months = 24",
            'prerequisites = ["nothing"]',
            "There is no course 'nothing'",
        ),
        ("courses/saying-sorry-well/course.md", ":::page the-result-nobody-owned", ":::video no-film", "one line is"),
        ("programmes/new-practice-manager.toml", 'slug = "is-it-candour"', 'slug = "is-it"', "There is no reading"),
    ],
)
def test_what_names_something_that_is_not_there_is_refused(tmp_path, file, old, new, says):
    root = tmp_path / "library"
    shutil.copytree(ROOT, root)
    path = root / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(LibraryError) as refused:
        read_library(root)
    assert says in refused.value.sentence


def test_a_package_leaves_out_what_it_cannot_play():
    course = read_course(ROOT / "courses" / "front-desk-first-line")
    with zipfile.ZipFile(io.BytesIO(build_package(course))) as archive:
        page = archive.read("index.html").decode()
    assert "The officer at the desk" not in page
    assert "2 questions; 80 per cent to pass" in page
    assert "This week, at your own desk" in page


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in ROOT.glob("courses/*/course.md")))
def test_the_parts_of_a_course_add_up_to_its_minutes(slug):
    course = read_course(ROOT / "courses" / slug)
    assert sum(lesson.minutes for lesson in course.lessons) + course.quiz_minutes == course.front["minutes"]
