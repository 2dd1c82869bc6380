"""Which practice a page is about, and who may open it."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from members.api import Organisation, lookable, manageable


def managed(request: HttpRequest, organisation: UUID) -> Organisation:
    """The organisation of an address, for those who manage it; 404 for everybody else, as for one that is not there."""
    found: Organisation = get_object_or_404(manageable(request.viewer), uuid=organisation)  # type: ignore[attr-defined]
    return found


def looked_at(request: HttpRequest, organisation: UUID) -> tuple[Organisation, bool]:
    """The organisation of an address for whoever may look at its training, and whether they may change it too.

    404 for everybody else, as for one that is not there.
    """
    viewer = request.viewer  # type: ignore[attr-defined]
    found: Organisation = get_object_or_404(lookable(viewer), uuid=organisation)
    return found, viewer.is_administrator or found.pk in viewer.manages
