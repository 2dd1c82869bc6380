"""Films with their captions and their words. A film is never replaced: a new cut is a new video.

Personal data: the names and voices of speakers, who agreed to be recorded; the uploader.
"""

import uuid
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction

from wagtail.fields import StreamField

from editing.blocks.moments import ChapterBlock, PassageBlock
from editing.captions import BadCaptions, Passage, passages_of, read_captions
from editing.film_uses import refuse_to_delete


class VideoQuerySet(models.QuerySet["Video"]):
    """Films."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete films that are shown nowhere; the files go with them. Raises FilmInUse, and deletes none then."""
        videos = list(self)
        refuse_to_delete(videos)
        deleted = super().delete()
        _forget_files(videos)
        return deleted


class Video(models.Model):
    """A film that lessons, courses and webinars show. Captions and transcript are required before it is shown."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="videos/", max_length=200)
    media_type = models.CharField(max_length=40, default="video/webm", editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False, help_text="Bytes.")
    duration = models.PositiveIntegerField(help_text="Seconds, the last begun one counted.")
    poster = models.ForeignKey(
        "editing.LibraryImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    captions = models.TextField(blank=True, help_text="WebVTT. What is said, and sounds that matter.")
    transcript = StreamField([("passage", PassageBlock())], blank=True, help_text="Left empty, made from the captions.")
    chapters = StreamField([("chapter", ChapterBlock())], blank=True)
    credit = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=10, default="members", help_text="Who may watch it by itself.")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a film that is shown nowhere; its file goes with it. Raises FilmInUse."""
        refuse_to_delete([self])
        deleted = super().delete(*args, **kwargs)
        _forget_files([self])
        return deleted

    @property
    def is_ready(self) -> bool:
        """Whether it may be shown: nothing is shown before its captions are there."""
        return bool(self.captions.strip())

    @property
    def marks(self) -> list[tuple[int, str]]:
        """Its chapters in order: seconds since the beginning, and the title."""
        return sorted((block.value["at"] or 0, block.value["title"]) for block in self.chapters)

    def passages(self) -> list[Passage]:
        """What is said in it: the transcript as written, or as the captions give it; empty where neither is good."""
        if self.transcript:
            said = [block.value for block in self.transcript]
            return sorted(
                (Passage(one["at"] or 0, one["speaker"], one["text"]) for one in said), key=lambda one: one.at
            )
        try:
            return passages_of(read_captions(self.captions), starts=[at for at, _ in self.marks])
        except BadCaptions:
            return []


def _forget_files(videos: Iterable[Video]) -> None:
    # After the commit: a deletion that is taken back keeps its file.
    for video in videos:
        if video.file:
            transaction.on_commit(partial(video.file.storage.delete, video.file.name))
