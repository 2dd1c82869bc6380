"""An evidence pack as canonical bytes, its hash, and the index that ties each item to a question and a hash. Pure."""

import hashlib
import json
import unicodedata
from typing import Any

WITHHELD = (
    "Names and details of patients: none are in the records that this pack is made of.",
    "Scores, answers and failed attempts: they are the learner's own.",
    "Reflections: they are private to who wrote them.",
    "Reasons of exemptions: only their number is given.",
    "Leave and its reasons.",
)


def canonical(value: Any) -> bytes:
    """The one way of writing the value as bytes: sorted keys, composed characters, no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def index_of(snapshot: dict[str, Any]) -> list[dict[str, str]]:
    """The items of a pack in order: what, of which questions and statements, with which hash.

    A file's hash is that of the file; a table's is that of its rows in canonical form.
    """
    every = ", ".join(one["title"] for one in snapshot["questions"])
    items = [
        {"item": "Training matrix", "bears_on": every, "sha256": digest([snapshot["requirements"], snapshot["people"]])}
    ]
    items += [
        {"item": f"Certificate {one['code']}", "bears_on": one["bears_on"], "sha256": one["sha256"]}
        for one in snapshot["certificates"]
    ]
    items += [
        {"item": f"Certificate from elsewhere, {one['person']}", "bears_on": one["bears_on"], "sha256": one["sha256"]}
        for one in snapshot["outside"]
    ]
    items.append({"item": "Competence seen", "bears_on": every, "sha256": digest(snapshot["competence"])})
    items.append({"item": "Learning asked for", "bears_on": every, "sha256": digest(snapshot["assignments"])})
    return [{"number": str(number), **one} for number, one in enumerate(items, 1)]
