"""What a society sets for its own site: its name, number, mark, accent colour and navigation."""

import hashlib

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, RegexBlock, StructBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from cms.colour import HEX, TEXT_CONTRAST, contrast

# The surfaces that accent-coloured text stands on: paper, surface, wash and accent-wash of static/css/tokens.css.
LIGHT_SURFACES = ("#fbf9f4", "#ffffff", "#f2eee4", "#e9f0ee")
DARK_SURFACES = ("#0f1617", "#182122", "#1b2527", "#15292c")
ACCENT, ACCENT_DARK = "#0b4850", "#8fd3d6"

colour = RegexValidator(HEX, "Write the colour as # and six digits or letters a to f, for example #0b4850.")


class LinkBlock(StructBlock):
    """A line of the navigation: a word and an address of this site."""

    label = CharBlock(max_length=30, help_text="One or two words.")
    address = RegexBlock(
        r"^(/|https://)\S*$",
        max_length=200,
        help_text="Begins with / for this site, or https:// for another.",
        error_messages={"invalid": "Begin the address with / or https://."},
    )

    class Meta:
        icon = "link"


def _navigation() -> StreamField:
    return StreamField([("link", LinkBlock())], blank=True, max_num=7, help_text="Empty: the usual entries.")


@register_setting(icon="home")
class SiteSettings(BaseSiteSetting):
    """Whose site this is. No personal data; the numbers are a society's own."""

    organisation_name = models.CharField(max_length=80, default="Wrenmoor Defence Society")
    short_name = models.CharField(max_length=30, default="Wrenmoor", help_text="As members say it.")
    phone = models.CharField(
        max_length=30, blank=True, help_text="The number on every page, with its spaces. Empty: no number is shown."
    )
    helpline_words = models.CharField(
        max_length=140,
        default="Something has happened, or a letter has come? Ring us before you reply.",
        help_text="The sentence beside the number. Say when to ring.",
    )
    mark = models.ForeignKey(
        "editing.LibraryImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The society's mark, square. Empty: the wren.",
    )
    accent = models.CharField(max_length=7, default=ACCENT, validators=[colour], help_text="On light paper.")
    accent_dark = models.CharField(
        max_length=7, default=ACCENT_DARK, validators=[colour], help_text="On dark paper, for people who read at night."
    )
    navigation = _navigation()
    foot_navigation = _navigation()

    panels = [
        MultiFieldPanel(
            [FieldPanel("organisation_name"), FieldPanel("short_name"), FieldPanel("mark")], heading="The society"
        ),
        MultiFieldPanel([FieldPanel("phone"), FieldPanel("helpline_words")], heading="The number on every page"),
        MultiFieldPanel(
            [
                HelpPanel(
                    f"Links, buttons and the chosen entry take this colour. Tired eyes must read it: both are "
                    f"refused below a contrast of {TEXT_CONTRAST:.0f} to 1."
                ),
                FieldPanel("accent"),
                FieldPanel("accent_dark"),
            ],
            heading="Accent colour",
        ),
        MultiFieldPanel([FieldPanel("navigation"), FieldPanel("foot_navigation")], heading="Navigation"),
    ]

    class Meta:
        verbose_name = "Society"

    def __str__(self) -> str:
        return self.organisation_name

    def clean(self) -> None:
        """Refuse an accent that text cannot be read in. The sentence says the contrast it has."""
        super().clean()
        wrong: dict[str, str] = {}
        for name, surfaces, paper in (("accent", LIGHT_SURFACES, "light"), ("accent_dark", DARK_SURFACES, "dark")):
            value = getattr(self, name)
            if not HEX.match(value):
                continue  # the field's own validator has said so
            lowest = min(contrast(value, surface) for surface in surfaces)
            if lowest < TEXT_CONTRAST:
                change = "a darker" if paper == "light" else "a lighter"
                wrong[name] = (
                    f"{value} has a contrast of {lowest:.1f} to 1 on {paper} paper; text needs "
                    f"{TEXT_CONTRAST:.0f} to 1. Choose {change} colour."
                )
        if wrong:
            raise ValidationError(wrong)

    @property
    def theme_version(self) -> str:
        """Names the society's own colours. Empty while they are the house's: no second style sheet is needed."""
        if (self.accent.lower(), self.accent_dark.lower()) == (ACCENT, ACCENT_DARK):
            return ""
        return hashlib.sha256(f"{self.accent}{self.accent_dark}".encode()).hexdigest()[:10]
