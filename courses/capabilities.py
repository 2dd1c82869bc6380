"""Secrets and names that give a browser exactly one right.

A launch code and a session token are random and kept only as hashes. A label and a pseudonym are keyed hashes: nobody
can work out whose they are, and the same person and package always get the same ones.
"""

import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings


def new_secret() -> str:
    """256 random bits, safe in addresses and JSON."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is stored of a secret. It is random, so a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def label_for(version: UUID, learner: UUID) -> str:
    """The first word of the content host on which this learner runs this package version.

    A host is an origin: two learners on one desk PC, or two packages, share no storage.
    """
    return _keyed("content host", version, learner)[:32]


def pseudonym_for(learner: UUID) -> str:
    """The learner's id as packages see it: stable, and nothing can be read from it."""
    return _keyed("learner id", learner)[:24]


def _keyed(purpose: str, *ids: UUID) -> str:
    message = "\x00".join([purpose, *(str(each) for each in ids)])
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()
