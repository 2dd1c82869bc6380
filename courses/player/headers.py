"""What the content host tells the browser about the player's own page and files."""

from django.conf import settings
from django.http import HttpResponse

# Our page: styles and pictures from this host only, scripts from our own files only, nothing inline, the package framed
# from this host only. The package is of the same host, so 'self' would let it run its files in our page, which is free
# of the sandbox; hence the folder. The port is left open, since a proxy may stand before us.
_SHELL_POLICY = (
    "default-src 'none'; script-src {label}.{host}:*/p/static/; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Nothing that a course needs, and that a package could misuse in the learner's name. All of these are known to
# Chromium, which complains about names that it does not know; the others ignore what they do not know.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "clipboard-read",
        "digital-credentials-get",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "identity-credentials-get",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "otp-credentials",
        "payment",
        "publickey-credentials-create",
        "publickey-credentials-get",
        "serial",
        "storage-access",
        "usb",
        "window-management",
        "xr-spatial-tracking",
    )
)


def shell(response: HttpResponse, *, label: str) -> HttpResponse:
    """The headers of the player page on the content host `label`."""
    response["Content-Security-Policy"] = _SHELL_POLICY.format(label=label, host=settings.CONTENT_HOST)
    response["Permissions-Policy"] = PERMISSIONS
    response["Cross-Origin-Opener-Policy"] = "same-origin"
    response["X-Frame-Options"] = "DENY"
    response["Cache-Control"] = "no-store"
    # We set no cookie, but a package can, and for every label at once. None outlives the launch: not for the next
    # learner at this desk, and not for another package. The answer clears this site's cookies and no other's.
    response["Clear-Site-Data"] = '"cookies"'
    return response


def answer(response: HttpResponse) -> HttpResponse:
    """The headers of a JSON answer: it holds secrets and must be read by nobody else, and kept by nobody."""
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response
