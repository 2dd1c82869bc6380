"""What the content host tells the browser about the player's own page and files."""

from django.http import HttpResponse

# Our page: scripts and styles from this host's files only, nothing inline, the package framed from this host only.
_SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Nothing that a course needs, and that a package could misuse in the learner's name.
PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), publickey-credentials-get=(), usb=(), serial=(), hid=()"
)


def shell(response: HttpResponse) -> HttpResponse:
    """The headers of the player page."""
    response["Content-Security-Policy"] = _SHELL_POLICY
    response["Permissions-Policy"] = PERMISSIONS
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    response["X-Frame-Options"] = "DENY"
    response["Cache-Control"] = "no-store"
    return response


def answer(response: HttpResponse) -> HttpResponse:
    """The headers of a JSON answer: it holds secrets and must be read by nobody else, and kept by nobody."""
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
