"""What courses add to the editors' admin: choosing a package for a course page, and the packages themselves."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from .attempt_admin import AttemptsViewSet, reading_permission
from .bank_admin import QuestionBankViewSet
from .evaluation_admin import EvaluationsViewSet
from .marking_admin import (
    MAY_READ_FIGURES,
    AllowanceViewSet,
    MarkingViewSet,
    QuestionStatisticsViewSet,
    quiz_permissions,
)
from .package_admin import PackagesViewSet
from .package_chooser import package_chooser_viewset
from .pages import CoursePage

register_snippet(QuestionBankViewSet)
register_snippet(AllowanceViewSet)


@hooks.register("register_admin_viewset")
def package_viewsets() -> list[ViewSet]:
    """The chooser that the outline of a course page uses, the packages themselves, and what learners did."""
    return [
        package_chooser_viewset,
        PackagesViewSet("packages", url_prefix="packages"),
        AttemptsViewSet("attempts", url_prefix="attempts"),
        EvaluationsViewSet("evaluations", url_prefix="evaluations"),
        MarkingViewSet("marking", url_prefix="marking"),
        QuestionStatisticsViewSet("question-statistics", url_prefix="question-statistics"),
    ]


hooks.register("register_permissions", reading_permission)
hooks.register("register_permissions", quiz_permissions)


@hooks.register("register_page_header_buttons")
def figures_of_a_course(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """From a course's page in the admin to what the answers say about its questions."""
    if isinstance(page, CoursePage) and page.course_id is not None and user.has_perm(MAY_READ_FIGURES):
        url = reverse("question-statistics:course", kwargs={"uuid": page.course.uuid})
        yield Button("Question statistics", url, icon_name="table", priority=66)


@hooks.register("register_log_actions")
def package_actions(actions: LogActionRegistry) -> None:
    """What the log of the admin says about decisions on packages."""
    actions.register_action("courses.package.policy", "Judge a package", "How a package version is judged was changed.")
    actions.register_action("courses.package.retire", "Retire a package", "A package version was retired.")
    actions.register_action("courses.package.offer", "Offer a package", "A package version was offered again.")
    actions.register_action("courses.package.recall", "Recall a package", "A package version was recalled at once.")
    actions.register_action("courses.package.reinstate", "Reinstate a package", "A package version was reinstated.")
