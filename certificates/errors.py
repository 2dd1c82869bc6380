"""What can go wrong with a certificate. `code` is for the log, `sentence` for a person."""


class CertificateError(Exception):
    """The base of this app's errors."""

    code = "certificate"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MalformedCode(CertificateError):
    """No certificate can have this code: a character is wrong, missing or too many."""

    code = "certificate.code"


class BadFacts(CertificateError):
    """The facts to certify are incomplete or impossible; nothing was written."""

    code = "certificate.facts"


class FrozenFact(CertificateError):
    """Something tried to change or delete what was certified. A correction is a new certificate."""

    code = "certificate.frozen"


class SelfCheckFailed(CertificateError):
    """The file that was produced is not the certificate it should be; it was not stored."""

    code = "certificate.self-check"


class TooManyUnknownCodes(CertificateError):
    """Somebody is trying codes that do not exist."""

    code = "certificate.rate"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            "Too many codes that we do not know were tried from your network. "
            f"Wait {seconds} seconds, then check the code on the certificate and try again."
        )
