"""Banks of questions in the editors' admin."""

from wagtail.snippets.views.snippets import SnippetViewSet

from .banks import QuestionBank


class QuestionBankViewSet(SnippetViewSet):
    """Questions that several quizzes draw from; written, reviewed and published like a page."""

    model = QuestionBank
    icon = "help"
    menu_label = "Question banks"
    menu_order = 330
    add_to_admin_menu = True
    list_display = ["title", "size"]
    search_fields = ["title"]
