"""The floors hold: import-linter's contracts, and doors are the only way from app to app."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = {"cms", "courses", "publications", "editing", "certificates", "search", "members"}
# What another app may import besides `api`: value types and the names that Django needs by path.
OPEN = {("search", "items"), ("foundation", "outbox"), ("foundation", "vocabulary")}


def imports_of(path: Path) -> list[str]:
    """The absolute module names that a file imports, names imported from a package included."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def doorless(owner: str, names: list[str]) -> list[str]:
    """The imports that go round another app's door."""
    bad = []
    for name in names:
        parts = name.split(".")
        if parts[0] == owner:
            continue
        if parts[0] in APPS and parts[0] != "cms" and parts[1:2] != ["api"]:
            bad.append(name)
        if parts[0] == "foundation" and parts[2:3] != ["api"] and parts[1:2] != ["sqlite_gate"]:
            bad.append(name)
    return bad


def test_the_floors_hold():
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize("app", sorted(APPS))
def test_an_app_uses_others_through_their_doors_only(app):
    bad = {
        str(path.relative_to(ROOT)): found
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (found := doorless(app, imports_of(path)))
    }
    assert bad == {}


def test_the_checker_sees_an_import_round_a_door():
    assert doorless("courses", ["search.finding.find", "search.api.find", "courses.rules"]) == ["search.finding.find"]
    assert doorless("search", ["foundation.outbox.models.Duty"]) == ["foundation.outbox.models.Duty"]
