"""What codes mean in words, for certificates, pages and exports. Pure."""

from datetime import date

# Kinds of learning (domain vocabulary). A kind we have no word for is shown as its code.
KINDS = {
    "course": "Online course",
    "recording": "Webinar recording with questions",
    "webinar": "Live webinar",
    "workshop": "Workshop",
    "reading": "Reading",
    "meeting": "Learning event meeting",
    "teaching": "Teaching",
    "external": "Activity elsewhere",
}

# How the minutes were arrived at; another accreditor's hour may be counted otherwise, so the certificate says it.
BASIS = {
    "course": "The learning time set by the authors for this version, without breaks.",
    "recording": "The running time of the recording and the time set for its questions, without breaks.",
    "webinar": "The time present at the live event, without breaks.",
}
OTHER_BASIS = "The learning time set by the provider, without breaks."

# The evidence classes of the course engine (docs/vocabulary.md).
EVIDENCE = {
    "A": "Answers were marked on the provider's server.",
    "B": "The provider's server recorded each part of the activity as it was completed.",
    "C": "The course content reported completion, and the provider's server recorded the report.",
    "D": "A person at the provider recorded the completion.",
}

# General Dental Council, development outcomes of enhanced CPD; paraphrased. Checked on 22 November 2026.
GDC_OUTCOMES = {
    "A": "Communicating with patients, the dental team and others",
    "B": "Managing yourself and others, and putting patients first",
    "C": "Keeping and developing knowledge and skill in your field of practice",
    "D": "Skills, behaviours and attitudes that keep the trust of patients and the public",
}

# General Medical Council, Good Medical Practice 2024, the four domains. Checked on 22 November 2026.
GMP_DOMAINS = {
    1: "Knowledge, skills and development",
    2: "Patients, partnership and communication",
    3: "Colleagues, culture and safety",
    4: "Trust and professionalism",
}

PARTICIPATORY = {
    True: "Participatory: with other professionals",
    False: "Not participatory: done alone",
}


def minutes_in_words(minutes: int) -> str:
    """45 -> "45 minutes"; 90 -> "1 hour 30 minutes". Never rounded: regulators differ in how they round."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(f"{hours} hour{'' if hours == 1 else 's'}")
    if rest or not hours:
        parts.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(parts)


def date_in_words(day: date) -> str:
    """20 November 2026."""
    return f"{day.day} {day:%B %Y}"


def kind_in_words(kind: str) -> str:
    """The kind's name for readers."""
    return KINDS.get(kind, kind)
