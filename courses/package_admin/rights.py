"""Who may do what with packages: everybody in the admin looks and plays; the rest is a permission."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

MAY_UPLOAD = "courses.add_packageversion"
MAY_CHANGE = "courses.change_packageversion"


def demand(request: HttpRequest, permission: str) -> None:
    """Raise PermissionDenied, which the admin answers with its own page, unless the person has it."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def rights_of(request: HttpRequest) -> dict[str, bool]:
    """For templates, which show only what works."""
    return {"may_upload": request.user.has_perm(MAY_UPLOAD), "may_change": request.user.has_perm(MAY_CHANGE)}
