"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Small(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane: OWASP's first recommended profile (Password Storage Cheat Sheet).

    Django's default of 100 MiB and eight lanes costs ten times the time here, and fifty people signing in at once
    would need 5 GiB.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
