"""The broker of files: a message is there whole or not at all, and what is broken ends no worker."""

import json
from queue import Empty

import kombu
import pytest
from kombu.transport import filesystem

from cms.settings.celery import transport, transport_options
from foundation.outbox import file_broker

OURS = "foundation.outbox.file_broker.Transport"
KOMBUS = "kombu.transport.filesystem.Transport"


@pytest.fixture
def channel_of(tmp_path):
    """A channel of a transport, on folders of this test."""
    opened = []

    def channel(name):
        options = transport_options("filesystem://localhost//", tmp_path)
        connection = kombu.Connection("filesystem://localhost//", transport=name, transport_options=options)
        opened.append(connection)
        return connection.channel()

    yield channel
    for connection in opened:
        connection.release()


class Reader:
    """Looks into the queue while the message that holds it is being written."""

    def __init__(self, channel):
        self.channel, self.found = channel, None

    def __json__(self):
        try:
            self.found = self.channel._get("work")
        except Exception as error:  # noqa: BLE001 - the test judges it
            self.found = error
        return "read"


def test_a_reader_never_meets_half_a_message(channel_of):
    channel = channel_of(OURS)
    reader = Reader(channel)
    channel._put("work", {"body": reader})
    assert isinstance(reader.found, Empty)
    assert channel._get("work") == {"body": "read"}


def test_kombus_own_channel_shows_half_a_message(channel_of):
    """The control: should this fail, the library has mended it and our channel can go."""
    channel = channel_of(KOMBUS)
    reader = Reader(channel)
    channel._put("work", {"body": reader})
    assert isinstance(reader.found, json.JSONDecodeError)


@pytest.mark.parametrize("broken", ["", "{", '{"body": "par'], ids=["empty", "begun", "cut off"])
def test_a_broken_message_is_dropped_and_the_next_is_read(channel_of, tmp_path, broken):
    channel = channel_of(OURS)
    (tmp_path / "messages" / "1_first.work.msg").write_text(broken)
    channel._put("work", {"body": "whole"})
    assert channel._get("work") == {"body": "whole"}
    with pytest.raises(Empty):
        channel._get("work")


def test_messages_are_read_in_the_order_of_sending(channel_of, monkeypatch):
    channel = channel_of(OURS)
    now = iter([100.0, 100.001, 100.002])
    monkeypatch.setattr(file_broker.time, "monotonic", lambda: next(now))
    for number in range(3):
        channel._put("work", {"body": number})
    assert [channel._get("work")["body"] for _ in range(3)] == [0, 1, 2]
    assert channel._size("work") == 0


@pytest.mark.parametrize("broken", ["", "[["], ids=["empty", "cut off"])
def test_a_broken_table_of_queues_is_written_anew(channel_of, tmp_path, broken):
    channel = channel_of(OURS)
    (tmp_path / "control" / "courses.exchange").write_text(broken)
    channel._queue_bind("courses", "key", "", "work")
    assert channel.get_table("courses") == [filesystem.exchange_queue_t("key", "", "work")]


def test_a_second_queue_joins_the_table(channel_of):
    channel = channel_of(OURS)
    channel._queue_bind("courses", "key", "", "work")
    channel._queue_bind("courses", "other", "", "more")
    assert {row.queue for row in channel.get_table("courses")} == {"work", "more"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [("filesystem://localhost//", OURS), ("redis://127.0.0.1:6379/0", None)],
    ids=["files", "redis"],
)
def test_only_the_broker_of_files_is_ours(url, expected):
    assert transport(url) == expected
