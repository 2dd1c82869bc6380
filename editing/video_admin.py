"""Films in the editors' admin: listed, uploaded, chosen."""

from typing import Any

from django.http import HttpRequest

from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from .blocks.moments import moment_words
from .models import Video
from .video_forms import VideoForm

HELP = (
    "<p>WebM or MP4. Nothing is shown to readers before there are captions. They are WebVTT: choose the file, or write "
    "its text here. A transcript is made from them, unless you write one. Mended captions are shown at once wherever "
    "the film stands, in courses that were published before too.</p>"
)


def state_of(video: Video) -> str:
    """What keeps a film from its readers, or that nothing does."""
    if not video.file or not video.file.storage.exists(video.file.name):
        return "Its file is gone: upload it anew as another video"
    return "Ready" if video.is_ready else "Waits for its captions"


class VideoCreateView(CreateView):
    """Keeps who uploaded a film."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        request: HttpRequest = self.request
        form.instance.uploaded_by = request.user
        return form


class VideoViewSet(SnippetViewSet):
    """The films of the library."""

    model = Video
    icon = "media"
    menu_label = "Videos"
    menu_order = 320
    add_to_admin_menu = True
    add_view_class = VideoCreateView
    list_display = [
        "title",
        Column("length", label="Length", accessor=lambda video: moment_words(video.duration)),
        Column("state", label="State", accessor=state_of),
        "uploaded_at",
    ]
    search_fields = ["title"]
    panels = [
        HelpPanel(content=HELP),
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("file"), FieldPanel("duration"), FieldPanel("poster")], heading="The film"
        ),
        MultiFieldPanel([FieldPanel("captions_file"), FieldPanel("captions")], heading="Captions"),
        FieldPanel("transcript"),
        FieldPanel("chapters"),
        MultiFieldPanel([FieldPanel("credit"), FieldPanel("access")], heading="Rights"),
    ]

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form that looks at what is uploaded."""
        return self.get_edit_handler().get_form_class()

    def get_edit_handler(self) -> Any:
        """The panels, bound to that form."""
        return ObjectList(self.panels, base_form_class=VideoForm).bind_to_model(self.model)
