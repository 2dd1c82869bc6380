"""What must hold everywhere: migrations, addresses, templates, notes on personal data."""

import re
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.template import engines
from django.urls import URLPattern, get_resolver

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {"cms", "courses", "publications", "editing", "certificates", "search", "members", "vocabulary", "outbox"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html")) + sorted((ROOT / "templates").rglob("*.txt"))


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_system_check_is_silent():
    out = StringIO()
    call_command("check", "--fail-level", "WARNING", stdout=out, stderr=out)
    assert "no issues" in out.getvalue()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_template_compiles(path):
    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_carries_inline_script_or_style(path):
    if "emails" in path.parts:
        return  # a mail has no style sheet to link to
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)", text)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<[a-z][^>{]*\son[a-z]{3,}=", text)
    assert "|safe" not in text


@pytest.mark.parametrize("urlconf", ["cms.urls", "cms.content_urls"])
def test_every_address_of_ours_leads_to_a_view(urlconf):
    def views(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.callback
            else:
                yield from views(pattern.url_patterns)

    found = list(views(get_resolver(urlconf).url_patterns))
    assert found
    assert all(callable(view) for view in found)


def test_every_model_of_ours_says_what_personal_data_it_holds():
    silent = []
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.auto_created:
            continue
        module = __import__(model.__module__, fromlist=["__doc__"])
        words = f"{model.__doc__ or ''} {module.__doc__ or ''}".lower()
        if "personal data" not in words:
            silent.append(model._meta.label)
    assert silent == []


def test_modules_stay_small_enough_to_hold_one_idea():
    long = {
        str(path.relative_to(ROOT)): lines
        for app in ("cms", "courses", "publications", "editing", "certificates", "search", "members", "foundation")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
