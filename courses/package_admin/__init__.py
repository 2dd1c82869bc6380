"""Packages in the editors' admin: upload, report, policy, recall. Whoever may enter the admin may look."""

from .viewset import PackagesViewSet

__all__ = ["PackagesViewSet"]
