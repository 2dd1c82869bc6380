"""The door of members."""

from .policy import ANONYMOUS, Access, Viewer, access_tokens, may_read, readable_q, viewer_for

__all__ = ["ANONYMOUS", "Access", "Viewer", "access_tokens", "may_read", "readable_q", "viewer_for"]
