"""The training matrix of Larkrise Road Surgery in the demo."""

from datetime import datetime

from courses.api import seed_matrix
from members.api import Organisation, roster


def plant_matrix(*, at: datetime) -> int:
    """Larkrise Road's matrix from the template. Returns how many requirements were added."""
    larkrise = Organisation.objects.get(name="Larkrise Road Surgery")
    manager = next((one for one in roster(larkrise.pk, at=at) if one.is_manager), None)
    return seed_matrix(larkrise, manager.person_id, at=at) if manager is not None else 0
