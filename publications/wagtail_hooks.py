"""What publications add to the editors' admin."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Person


class PersonViewSet(SnippetViewSet):
    """The people who write, present and review."""

    model = Person
    icon = "user"
    menu_label = "People"
    menu_name = "publication-people"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "role", "active"]
    list_filter = ["active"]
    search_fields = ["name", "role"]
    ordering = ["name"]


register_snippet(PersonViewSet)
