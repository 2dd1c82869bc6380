"""What a publication is to the search."""

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from editing.api import Section, anchor_prefix, moment_words, plain_text, review_of, sections
from search.api import Doc, LibraryRef, Part

from .models import CaseHistoryPage, GuidePage, PublicationPage, WebinarPage
from .querysets import access_of

MODELS: dict[str, type[PublicationPage]] = {model.kind: model for model in (GuidePage, CaseHistoryPage, WebinarPage)}


def ref_of(page: PublicationPage) -> LibraryRef:
    """What a publication is called across apps."""
    return LibraryRef(page.kind, uuid.UUID(str(page.translation_key)))


class PublicationSource:
    """The guides, case histories and webinars of the library."""

    kinds = frozenset(MODELS)

    def doc(self, ref: LibraryRef) -> Doc | None:
        """The publication as it is live today; None where it is not."""
        page = MODELS[ref.kind].objects.live().filter(translation_key=ref.uuid).first()
        if page is None or page.get_url() is None:
            return None
        parts = tuple(Part(one.anchor, one.title, one.text) for one in _sections(page) if one.anchor and one.text)
        review = review_of(page, on=timezone.localdate())
        published = page.first_published_at
        return Doc(
            ref=ref,
            title=page.title,
            summary=page.summary,
            url=page.get_url(),
            access=access_of(page),
            body=_body(page),
            acronyms=tuple(page.acronyms),
            topics=tuple(page.publication_topics.values_list("topic__code", flat=True)),
            audiences=tuple(page.audiences.values_list("code", flat=True)),
            nations=tuple(page.nations.values_list("code", flat=True)),
            published=timezone.localdate(published) if published else None,
            reviewed=review.reviewed_on if review else None,
            minutes=page.reading_minutes,
            cpd_minutes=page.cpd_minutes,
            parts=parts,
        )

    def refs(self) -> Iterator[LibraryRef]:
        """Every publication that is live."""
        for kind, model in MODELS.items():
            for key in model.objects.live().order_by("pk").values_list("translation_key", flat=True).iterator():
                yield LibraryRef(kind, key)


def _body(page: Any) -> str:
    texts = [plain_text(page.body)]
    if isinstance(page, CaseHistoryPage):
        texts.append(plain_text(page.reflection))
    return " ".join(texts)


def _said(page: WebinarPage) -> list[dict[str, Any]]:
    """What is said in a recording: the page's own transcript, or the film's."""
    if page.transcript or page.recording is None or page.state != page.State.RECORDING:
        return [dict(block.value) for block in page.transcript]
    return [asdict(passage) for passage in page.recording.passages()] if page.recording.is_ready else []


def _films(body: Any) -> Iterator[Section]:
    """What is said in the films of a text, by the moment."""
    films = [block.value["video"] for block in body if block.block_type == "video" and block.value["video"]]
    for film in films:
        for said in film.passages() if film.is_ready else ():
            anchor = f"{anchor_prefix(film)}{said.at}"
            yield Section(anchor, f"{film.title}, {moment_words(said.at)}", 3, said.text)


def _sections(page: Any) -> list[Section]:
    """Where a hit can send a reader: a section, or the minute of a recording."""
    found = [*sections(page.body), *_films(page.body)]
    if isinstance(page, WebinarPage):
        found += [
            Section(f"t-{said['at']}", f"{moment_words(said['at'])} {said['speaker']}", 3, said["text"])
            for said in _said(page)
        ]
    return found
