"""Navigation requests of content and of our own controls (SN 4th Edition 4.4, NB.2.1)."""

import pytest

from .sco import FLOW, cluster, leaf, mode, sequencing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_content_continues_goes_back_chooses_and_jumps(play):
    player = play(leaf("a"), leaf("b"), leaf("c"), sequencing=sequencing(FLOW))
    player.page.on("console", lambda m: print("CONSOLE", m.type, m.text))
    player.page.on("pageerror", lambda m: print("ERR", m))
    assert player.open() == "a"
    player.go("continue", completion_status="completed")
    assert player.at == "b"
    player.go("previous")
    assert player.at == "a"
    player.go("{target=c}choice")
    assert player.at == "c"
    player.go("{target=b}jump")
    assert player.at == "b"
    player.saved()
