"""People, their organisations and memberships, and the advisers who look after them."""

from .user import User

__all__ = ["User"]
