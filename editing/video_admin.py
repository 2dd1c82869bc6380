"""Films in the editors' admin: listed, uploaded, chosen."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Video


class VideoViewSet(SnippetViewSet):
    """The films of the library."""

    model = Video
    icon = "media"
    menu_label = "Videos"
    menu_order = 320
    add_to_admin_menu = True
    list_display = ["title", "duration", "uploaded_at"]
    search_fields = ["title"]
    panels = [
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("file"), FieldPanel("duration"), FieldPanel("poster")], heading="The film"
        ),
        FieldPanel("captions"),
        FieldPanel("transcript"),
        FieldPanel("chapters"),
        MultiFieldPanel([FieldPanel("credit"), FieldPanel("access")], heading="Rights"),
    ]
