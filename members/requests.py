"""What a request is once its middleware has run; for annotations."""

from django.http import HttpRequest

from .models import User
from .policy import Viewer


class ViewedRequest(HttpRequest):
    """A request that knows its reader: ViewerMiddleware has set `viewer`."""

    viewer: Viewer


class SignedInRequest(ViewedRequest):
    """A request behind `login_required`."""

    user: User
