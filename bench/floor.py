"""The floor under a commit: the least that Django can do for it, in one file, to be measured beside the product.

GET /plain asks no database. POST /scorm (a form: id and elements) locks one row, writes its 40-element JSON state and
appends a log row, in one durable transaction: no session, no token, no check, no rules, no repeat.

Environment: FLOOR_PORT is PostgreSQL's port on loopback; the database and its user are called candour.
"""

import os
import sys

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="the floor protects nothing",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "candour",
            "USER": "candour",
            "HOST": "127.0.0.1",
            "PORT": os.environ["FLOOR_PORT"],
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}},
        }
    },
)
django.setup()

ELEMENTS = 40


class Progress(models.Model):
    id = models.BigIntegerField(primary_key=True)
    revision = models.IntegerField(default=0)
    state = models.JSONField(default=dict)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "floor"
        db_table = "floor_progress"

    def __str__(self) -> str:
        return str(self.pk)


class Log(models.Model):
    progress_id = models.BigIntegerField()
    received = models.DateTimeField(auto_now_add=True)
    body = models.JSONField(default=dict)

    class Meta:
        app_label = "floor"
        db_table = "floor_log"

    def __str__(self) -> str:
        return str(self.pk)


def plain(request: HttpRequest) -> HttpResponse:
    """No database."""
    return HttpResponse("ok")


def scorm(request: HttpRequest) -> HttpResponse:
    """Lock, merge, log, commit."""
    sent = {name: value for name, value in request.POST.items() if name != "id"}
    with transaction.atomic():
        progress = Progress.objects.select_for_update().get(pk=int(request.POST["id"]))
        progress.state = {**progress.state, **sent}
        progress.revision += 1
        progress.save()
        Log.objects.create(progress_id=progress.pk, body=sent)
    return HttpResponse("true\n0")


urlpatterns = [path("plain", plain), path("scorm", scorm)]
application = WSGIHandler()


def setup(rows: int) -> None:
    """The two tables, and so many rows of 40 elements."""
    with connection.schema_editor() as editor:
        editor.create_model(Progress)
        editor.create_model(Log)
    state = {f"cmi.core.e{number}": "x" * 8 for number in range(ELEMENTS)}
    Progress.objects.bulk_create([Progress(id=number, state=state) for number in range(rows)])


if __name__ == "__main__":
    setup(int(sys.argv[1]))
