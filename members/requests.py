"""What a request is once its middleware has run; for annotations."""

from django.http import HttpRequest

from allauth.account.adapter import get_adapter

from .models import User
from .policy import Viewer


class ViewedRequest(HttpRequest):
    """A request that knows its reader: ViewerMiddleware has set `viewer`."""

    viewer: Viewer


class SignedInRequest(ViewedRequest):
    """A request behind `login_required`."""

    user: User


def network_address(request: HttpRequest) -> str:
    """Where the request comes from, for limits: the address that the trusted proxies name, else the connection's own.

    Behind a proxy REMOTE_ADDR is the proxy's for everybody, and a limit by it would let one stranger shut out all.
    """
    return str(get_adapter(request).get_client_ip(request))
