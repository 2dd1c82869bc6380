"""The people who write, present and review.

Personal data: name, role, qualifications and biography of public contributors, published with their consent.
"""

from django.conf import settings
from django.db import models
from django.urls import reverse

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index


class Person(index.Indexed, models.Model):
    """An author, presenter or reviewer as readers know them."""

    name = models.CharField(max_length=150, help_text='As it should stand under a text, with "Dr" where it belongs.')
    slug = models.SlugField(max_length=80, unique=True, help_text="The end of the address of their page.")
    role = models.CharField(max_length=120, help_text="What they do here: Medico-legal adviser.")
    qualifications = models.CharField(max_length=160, blank=True, help_text="Letters after the name.")
    biography = models.TextField(blank=True, max_length=800, help_text="Two or three sentences.")
    photo = models.ForeignKey(
        "editing.LibraryImage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="account",
        help_text="Their own account, where they have one: it ties their reviews to this page.",
    )
    active = models.BooleanField(
        default=True, help_text="Off for people who have left; what they wrote keeps their name."
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("slug"), FieldRowPanel([FieldPanel("role"), FieldPanel("qualifications")])],
            heading="Who",
        ),
        MultiFieldPanel([FieldPanel("biography"), FieldPanel("photo")], heading="For readers"),
        MultiFieldPanel([FieldPanel("user"), FieldPanel("active")], heading="For the office"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("role")]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("publications:person-detail", args=[self.slug])
