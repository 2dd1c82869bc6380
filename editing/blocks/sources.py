"""What a text leans on, and what was changed in it."""

from datetime import date

from wagtail import blocks


class ReferenceBlock(blocks.StructBlock):
    """A law, a judgment or official guidance, with the day on which somebody looked whether it still says that."""

    title = blocks.CharBlock(max_length=250, help_text="As its publisher calls it.")
    publisher = blocks.CharBlock(max_length=160)
    url = blocks.URLBlock(label="Address", max_length=500)
    says = blocks.TextBlock(rows=2, required=False, help_text="What it says that matters here, in our own words.")
    checked_on = blocks.DateBlock(help_text="The day on which you opened it and read it.")

    class Meta:
        icon = "link-external"
        label = "Reference"
        description = "Law or official guidance that the text leans on"
        label_format = "{title}"
        template = "editing/blocks/reference.html"
        preview_value = {
            "title": "UK General Data Protection Regulation, article 15",
            "publisher": "legislation.gov.uk",
            "url": "https://www.legislation.gov.uk/eur/2016/679/article/15",
            "says": "The right of access: a copy of what is held about oneself.",
            "checked_on": date(2026, 11, 22),
        }


class ChangeBlock(blocks.StructBlock):
    """A change of meaning, for readers who knew the text before."""

    date = blocks.DateBlock()
    text = blocks.TextBlock(rows=2, help_text="What is different now, in one sentence.")

    class Meta:
        icon = "history"
        label = "Change"
        description = "A line of the change log that readers see; spelling does not belong in it"
        label_format = "{date}: {text}"
        template = "editing/blocks/change.html"
        preview_value = {"date": date(2026, 11, 2), "text": "Added the data protection complaint route."}
