"""Learning paths of the demo library: cms/demo/library/programmes/<slug>.toml."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .markdown import LibraryError, Lines, toml, typographic

_KEYS: dict[str, type] = {
    "number": int,
    "title": str,
    "summary": str,
    "topics": list,
    "audiences": list,
    "members_only": bool,
    "published": date,
    "ordered": bool,
    "steps": list,
}
_STEP_KEYS = {"course": {"kind", "slug", "required"}, "reading": {"kind", "slug", "required", "minutes"}}


@dataclass(frozen=True)
class ProgrammeText:
    """A path as written: `front` has title, summary and filing; `steps` {kind: course or reading, slug, required} and,
    for a reading, its minutes."""

    path: Path
    lines: Lines
    front: dict[str, Any]
    steps: tuple[dict[str, Any], ...]

    @property
    def slug(self) -> str:
        return self.path.stem


def read_programme(path: Path) -> ProgrammeText:
    """The path in `path`; its slug is the name of the file. Raises LibraryError."""
    lines = Lines(path, 1, path.read_text(encoding="utf-8").splitlines())
    data = toml(lines)
    if set(data) != set(_KEYS):
        odd = ", ".join(sorted(set(data) ^ set(_KEYS)))
        raise LibraryError(path, 1, f"A path has {', '.join(sorted(_KEYS))}; look at {odd}.")
    for name, wanted in _KEYS.items():
        if not isinstance(data[name], wanted):
            raise LibraryError(path, lines.line_of(rf"{name}\b"), f"{name} must be a {wanted.__name__}.")
    seen: set[str] = set()
    for step in data["steps"]:
        line = lines.line_of(rf'slug = "{step.get("slug", "")}"')
        if set(step) != _STEP_KEYS.get(step.get("kind", ""), set()):
            raise LibraryError(path, line, "A step is a course or a reading, has slug and required; a reading minutes.")
        if step["slug"] in seen:
            raise LibraryError(path, line, f"{step['slug']!r} is a step of this path already.")
        seen.add(step["slug"])
    if not seen:
        raise LibraryError(path, 1, "A path has at least one step.")
    front = {name: typographic(value) if isinstance(value, str) else value for name, value in data.items()}
    del front["steps"]
    return ProgrammeText(path, lines, front, tuple(data["steps"]))
