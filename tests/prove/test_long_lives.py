"""The save against its reference model, for longer than the suite has time for."""

import os

import pytest

from tests.courses.test_save_machine import live

pytestmark = [pytest.mark.prove, pytest.mark.django_db]


def test_many_long_lives_of_an_attempt_keep_the_promises(asha):
    long = os.environ.get("PROVE") == "long"
    live(asha, lives=2_000 if long else 60, steps=60 if long else 30)
