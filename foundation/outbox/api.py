"""The door of the outbox."""

from .adding import add, add_each, add_many
from .handlers import register
from .models import Duty
from .relaying import Report, retry, run

__all__ = ["Duty", "Report", "add", "add_each", "add_many", "register", "retry", "run"]
