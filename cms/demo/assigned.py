"""What Larkrise Road Surgery asks of its front desk in the demo: journey (c) of the design, a day after it began."""

from datetime import datetime

from courses.api import Assignment, assign, open_courses
from members.api import seed_front_desk, staff_on

COURSE = "A copy of everything: SARs in practice"
POSTS = ["receptionist", "secretary", "locum"]
REASON = "A patient asked for her notes in the middle of a complaint. Everybody at the desk should know what that is."


def plant_assigned(*, at: datetime) -> int:
    """The people of the desk and what their manager asks of them. Returns how many assignments were added."""
    larkrise = seed_front_desk(at=at)
    course = next((one for one in open_courses() if one.title == COURSE), None)
    joy = next((one for one in staff_on(larkrise.pk, at=at) if "training" in one.hats), None)
    if course is None or joy is None or Assignment.objects.filter(organisation=larkrise, course=course).exists():
        return 0
    asked = Assignment(
        organisation=larkrise,
        course=course,
        target=Assignment.Target.POSTS,
        wanted=POSTS,
        due=Assignment.Due.RELATIVE,
        due_days=14,
        reminders=[14, 3, -1, -7],
        reason=REASON,
        made_by_id=joy.person_id,
        made_at=at,
    )
    assign(asked, at=at)
    return 1
