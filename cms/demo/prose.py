"""Text for benchmarks: plausible, dull and always the same for a number. Nobody should take advice from it."""

import random

_WHO = ["a receptionist", "the practice manager", "a salaried GP", "the dental nurse", "a locum", "the lead partner"]
_DID = ["wrote down", "passed on", "checked", "filed", "read aloud", "sent back", "asked about", "counted", "dated"]
_WHAT = [
    *("the request", "the referral", "a blood result", "the consent form", "an old letter", "the complaint"),
    *("the treatment plan", "a repeat prescription", "the audit", "the rota", "a safeguarding note", "the recording"),
]
_WHEN = ["on Monday morning", "before the huddle", "the same day", "within three working days", "at the month's end"]
_WHY = [
    *("because the log asked for it", "so that nobody had to ask twice", "as the policy says", "to keep files apart"),
    *("since the patient had rung", "after a word with the adviser", "although the queue was long"),
]
_SUBJECTS = [
    *("results", "referrals", "chaperones", "repeat prescriptions", "complaints", "consent", "records", "messages"),
    *("home visits", "interpreters", "recalls", "vaccines", "dentures", "X-rays", "statements", "handovers"),
]
_FRAMES = ["Handling {0} and {1}", "When {0} meet {1}", "{0} without surprises: {1}", "A calm way with {0}, {1}"]


def title_of(number: int) -> str:
    """The title of a generated text; its number makes it the only one."""
    picked = random.Random(f"title {number}")  # noqa: S311 - the same on every machine, on purpose
    first, second = picked.sample(_SUBJECTS, 2)
    words = picked.choice(_FRAMES).format(first, second)
    return f"{words[0].upper()}{words[1:]} ({number})"


def sentences(seed: str, count: int) -> str:
    """So many sentences."""
    picked = random.Random(seed)  # noqa: S311
    made = []
    for _ in range(count):
        words = [picked.choice(part) for part in (_WHO, _DID, _WHAT, _WHEN, _WHY)]
        sentence = " ".join(words)
        made.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return " ".join(made)


def body_of(number: int, *, sections: int = 5) -> list[dict[str, object]]:
    """The raw stream of a generated guide, of about 600 words under headings."""
    blocks: list[dict[str, object]] = []
    for section in range(1, sections + 1):
        subject = random.Random(f"heading {number} {section}").choice(_SUBJECTS)  # noqa: S311
        blocks.append({"type": "heading", "value": {"text": f"{section}. On {subject}", "level": "2"}})
        blocks.append({"type": "paragraph", "value": f"<p>{sentences(f'{number} {section}', 8)}</p>"})
    return blocks
