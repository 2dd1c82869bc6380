"""Certificates, what happened to them, the files made of them, and the record of learning."""

from .certificate import Artifact, Certificate
from .events import CertificateEvent, ChainHead
from .ledger import CpdEntry, Reflection

__all__ = ["Artifact", "Certificate", "CertificateEvent", "ChainHead", "CpdEntry", "Reflection"]
