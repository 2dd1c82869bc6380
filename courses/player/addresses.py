"""Whole addresses between the two hosts: each is another site than the other, so none of them may be relative."""

from uuid import UUID

from django.conf import settings


def player_address(label: str, code: str) -> str:
    """The player on its content host. The code stands in the fragment, which no browser sends and no server logs."""
    scheme, port = settings.CONTENT_SCHEME_AND_PORT
    usual = {"http": 80, "https": 443}[scheme]
    host = f"{label}.{settings.CONTENT_HOST}" + ("" if port == usual else f":{port}")
    return f"{scheme}://{host}/p/#code={code}"


def package_address(version: UUID) -> str:
    """The page of a package version in the editors' admin."""
    return f"{settings.BASE_URL}/admin/packages/versions/{version}/"


def leave_address(enrolment: UUID | None = None) -> str:
    """The page of an enrolment on the application, or My learning."""
    return f"{settings.BASE_URL}/learn/" + (f"{enrolment}/" if enrolment else "")
