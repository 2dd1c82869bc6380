"""How the import speaks: a refusal stops it, a notice does not. Both name the place and the cure in plain words."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Notice:
    """Something odd that does not stop the import; the author reads it in the report."""

    code: str
    sentence: str
    file: str = ""
    line: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The four keys of the report."""
        return asdict(self)


class PackageRefused(Exception):
    """The package cannot be accepted. Nothing of it is kept.

    `code` is stable and meant for logs and tests; `sentence` says what is wrong, `remedy` what to do; `file` is the
    entry of the package that it is about ("" for the archive itself) and `line` a line in it, where that is known.
    """

    def __init__(self, code: str, sentence: str, *, remedy: str, file: str = "", line: int | None = None) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.file = file
        self.line = line


def shown(name: str, at_most: int = 120) -> str:
    """A name from the package as it may stand in a sentence: control characters spelt out, long names cut."""
    beginning = name[: at_most + 1]  # names of megabytes are met
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in beginning)
    return text if len(text) <= at_most else f"{text[:at_most]}…"
