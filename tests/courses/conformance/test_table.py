"""The table of docs/conformance.md and the tests say the same."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs" / "conformance.md"


def named_tests() -> set[str]:
    """Every test function in this folder, but for this one."""
    trees = [ast.parse(path.read_text()) for path in HERE.glob("test_*.py") if path.name != Path(__file__).name]
    names = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    return {name for name in names if name.startswith("test_")}


def expected_to_fail() -> set[str]:
    """The tests that are marked as known not to pass."""
    return {
        name
        for path in HERE.glob("test_*.py")
        for name in re.findall(r"@pytest\.mark\.xfail.*\ndef (\w+)", path.read_text())
    }


def rows() -> list[list[str]]:
    """The rows of the tables: cells."""
    lines = [line for line in TABLE.read_text().splitlines() if re.match(r"\|.*`test_", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_row_names_a_test_and_every_test_has_a_row():
    told = {name for row in rows() for name in re.findall(r"`(test_\w+)`", row[-2])}
    assert told == named_tests()


def test_what_does_not_pass_is_marked_so_in_both_places():
    failing = {re.findall(r"`(test_\w+)`", row[-2])[0] for row in rows() if row[-1].startswith("does not pass")}
    assert failing == expected_to_fail()
