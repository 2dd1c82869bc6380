"""What courses add to the editors' admin: choosing a package for a course page, and the packages themselves."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from .attempt_admin import AttemptsViewSet, reading_permission
from .bank_admin import QuestionBankViewSet
from .evaluation_admin import EvaluationsViewSet
from .marking_admin import AllowanceViewSet, MarkingViewSet, QuestionStatisticsViewSet, quiz_permissions
from .package_admin import PackagesViewSet
from .package_chooser import package_chooser_viewset

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


@hooks.register("register_log_actions")
def package_actions(actions: LogActionRegistry) -> None:
    """What the log of the admin says about decisions on packages."""
    actions.register_action("courses.package.policy", "Judge a package", "How a package version is judged was changed.")
    actions.register_action("courses.package.retire", "Retire a package", "A package version was retired.")
    actions.register_action("courses.package.offer", "Offer a package", "A package version was offered again.")
    actions.register_action("courses.package.recall", "Recall a package", "A package version was recalled at once.")
    actions.register_action("courses.package.reinstate", "Reinstate a package", "A package version was reinstated.")
