"""What a device still keeps of an earlier visit, as the messages that bring it home."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMMITS = """async (record) => {
  const { commitsOf } = await import("/static/js/player/journal.js");
  const size = (commit) => new TextEncoder().encode(JSON.stringify(commit)).length;
  return commitsOf(record).map((commit) => ({ ...commit, size: size(commit) }));
}"""


@pytest.fixture
def commits_of(page, live_server):
    page.goto(f"{live_server.url}/livez")
    return lambda record: page.evaluate(COMMITS, record)


def kept(count: int, **slots):
    names = {f"cmi.interactions.{number}.student_response": "x" * 4_000 for number in range(count)}
    record = {"token": "t", "session": "s", "epoch": 1, "acked": 2, "state": names, "inflight": None, "newest": None}
    return names, record | slots


def test_work_larger_than_a_message_comes_home_in_several(commits_of):
    names, record = kept(150, newest={"seq": 3, "names": [], "final": True, "leaving": False})
    record["newest"]["names"] = list(names)
    commits = commits_of(record)
    assert [commit["seq"] for commit in commits] == list(range(3, 3 + len(commits)))
    assert max(commit["size"] for commit in commits) <= 256 * 1024, "the server reads no more"
    assert {name for commit in commits for name in commit["delta"]} == set(names)
    assert [commit["final"] for commit in commits] == [False] * (len(commits) - 1) + [True]
    assert all(commit["base"] < commit["seq"] for commit in commits)


def test_what_doubles_in_json_comes_home_in_messages_that_are_small_enough(commits_of):
    names, record = kept(70, newest={"seq": 3, "names": [], "final": False, "leaving": False})
    names = record["state"] = dict.fromkeys(names, '"' * 4_000)
    record["newest"]["names"] = list(names)
    commits = commits_of(record)
    assert max(commit["size"] for commit in commits) <= 256 * 1024
    assert {name for commit in commits for name in commit["delta"]} == set(names)


def test_what_the_server_may_have_taken_goes_exactly_as_it_was_sent(commits_of):
    names, record = kept(50, newest={"seq": 4, "names": [], "final": False, "leaving": True})
    record["inflight"] = {"seq": 3, "base": 2, "delta": names, "final": False, "leaving": False}
    record["newest"]["names"] = list(names)[:2]
    first, second = commits_of(record)
    assert (first["seq"], first["delta"], first["base"]) == (3, names, 2)
    assert (second["seq"], len(second["delta"]), second["leaving"]) == (4, 2, True)
