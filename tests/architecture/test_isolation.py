"""No test depends on which tests ran before it."""

from django.contrib.auth.models import Group
from django.core.management import call_command

from wagtail.models import Page, Site

import pytest

from foundation.vocabulary.api import Topic


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_have_their_first_rows_again():
    """What ends every test with real transactions."""
    Topic.objects.create(code="X", label="left behind")
    Page.objects.filter(depth=2).delete()
    call_command("flush", interactive=False, verbosity=0)
    assert not Topic.objects.filter(code="X").exists()
    assert Topic.objects.filter(code="DATA.sar").exists()
    assert Page.objects.filter(depth=1).exists()
    assert Site.objects.get().root_page is not None
    assert Group.objects.get(name="Editors").permissions.exists()
