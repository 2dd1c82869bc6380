"""The training matrix of Larkrise Road Surgery in the demo, and the evidence pack that was made of it."""

from datetime import datetime

from django.contrib.auth import get_user_model

from courses.api import seed_matrix, seed_pack
from members.api import Organisation, roster


def plant_matrix(*, at: datetime) -> int:
    """Larkrise Road's matrix from the template, and one pack. Returns how many rows of both were added."""
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery")
    manager = next((one for one in roster(larkrise.pk, at=at) if one.is_manager), None)
    if manager is None:
        return 0
    added = seed_matrix(larkrise, manager.person_id, at=at)
    return added + seed_pack(larkrise, get_user_model().objects.get(pk=manager.person_id), at=at)
