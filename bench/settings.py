"""The demo's settings with a counter: each answer says in a header how many SQL statements it took."""

from cms.settings.demo import *  # noqa: F403
from cms.settings.demo import MIDDLEWARE

MIDDLEWARE = ["bench.counting.CountStatements", *MIDDLEWARE]
