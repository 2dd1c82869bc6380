"""What the search keeps in the main database: the library's entries, the words that mean each other, one counter.

No personal data: everything here describes published things or the language.
"""

from django.db import models
from django.db.models.functions import Lower

from .fields import KeyField


class LibraryEntry(models.Model):
    """A thing of the library as listings, cards and "related" show it.

    Written by the same indexing that feeds the engine, never by hand. Its title, summary and acronyms may be shown to
    anyone who may find it; it holds no body, so that nothing here can leak what only members read.
    """

    kind = models.CharField(max_length=20)
    uuid = models.UUIDField()
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    acronyms = models.JSONField(default=list)
    url = models.CharField(max_length=500)
    access = models.CharField(max_length=20, help_text="A value of members.api.Access.")
    topics = models.JSONField(default=list, help_text="Codes, the primary one first.")
    audiences = models.JSONField(default=list)
    nations = models.JSONField(default=list)
    published = models.DateField(null=True, blank=True)
    reviewed = models.DateField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    cpd_minutes = models.PositiveIntegerField(default=0)
    version = models.BigIntegerField(help_text="Of the indexing that wrote this row; a lower one is refused.")
    checksum = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "library entries"
        constraints = [models.UniqueConstraint(fields=["uuid", "kind"], name="search_one_entry_per_thing")]
        indexes = [models.Index(fields=["kind", "access", "-reviewed"], name="search_latest")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class EntryTopic(models.Model):
    """One topic of an entry, as a row, so that "what else is about this" is a join on every database."""

    entry = models.ForeignKey(LibraryEntry, on_delete=models.CASCADE, related_name="topic_rows")
    code = models.CharField(max_length=40)
    primary = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "entry"], name="search_topic_once_per_entry")]

    def __str__(self) -> str:
        return self.code


class IndexVersion(models.Model):
    """The counter that versions come from: one row, raised in the transaction that reads what it numbers."""

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)


class Synonym(models.Model):
    """Two forms of one thing: an acronym and what it stands for, or a plain word and the term of art.

    Read at query time, so an edit works in the next search without touching any index. A form with several rows is
    ambiguous and expands to every sense.
    """

    form = models.CharField(max_length=120, help_text="What a reader types, such as SAR or copy of my notes.")
    meaning = models.CharField(max_length=200, help_text="What documents say, such as subject access request.")
    form_key = KeyField(max_length=120, source="form")
    meaning_key = KeyField(max_length=200, source="meaning")
    acronym = models.BooleanField(default=False, help_text="The form is an acronym of the meaning.")
    capitals_only = models.BooleanField(
        default=False,
        help_text="The form is also an everyday word (his, me, fit): it counts in capitals or standing alone.",
    )
    two_way = models.BooleanField(default=True, help_text="A reader who types the meaning also finds the form.")
    active = models.BooleanField(default=True, help_text="Switch a shipped row off here; deleted, it would return.")

    class Meta:
        ordering = ["form", "meaning"]
        constraints = [models.UniqueConstraint(Lower("form"), Lower("meaning"), name="search_synonym_once")]

    def __str__(self) -> str:
        return f"{self.form} = {self.meaning}"
