"""A message to many whose service is killed again and again while it is sent: each gets it once.

The short form runs with all tests. The long one, a hundred thousand followers and twenty deaths, is
`OCTOPUS_FOLLOWERS=100000 python -m pytest Tests/Interop/test_broadcasts.py`.
"""

import contextlib
import os
import sqlite3
import uuid

import pytest

from conftest import Shop
from place import Place, eventually
from test_becoming import rows
from test_channels import published
from test_partners import Account
from test_step_deaths import dies

FOLLOWERS = int(os.environ.get("OCTOPUS_FOLLOWERS", "2000"))
# Twenty, most of them in the middle of the sending: the more there are to get it, the later.
LATER = max(1, FOLLOWERS // 10_000)
DEATHS = [f"commit.{side}:{number * LATER}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 11, 13)
          for side in ("before", "after")]
PATIENCE = 60 + FOLLOWERS / 100

pytestmark = pytest.mark.limit(int(300 + 2 * PATIENCE), setup=120)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("broadcasts"))
    place.start()
    yield place
    place.stop()


class Sender(Account):
    """A partner's owner, who sends messages."""

    def __init__(self, place, shop):
        super().__init__(place, shop.email, shop.password)
        self.helpdesk = place.session("helpdesk")
        self.helpdesk.seen |= self.identity.seen

    def ask(self, method, **body):
        return self.helpdesk.call(
            f"helpdesk.v1/{method}", body, route=self.id, token=self.token, timeout=30)

    def send(self, channel, *segments):
        draft = self.ask("CreateBroadcast", terms={
            "title": "Autumn", "text": "Pumpkin soup is back.",
            "audience": {"reach": "followers", "channels": [channel], "segments": list(segments)}})
        return self.ask("ScheduleBroadcast", broadcastId=draft["broadcastId"],
                        version=draft["version"])["broadcastId"]


def crowd(place, channel, count):
    """Followers, every second of whom takes promotions, as others would tell a stopped help desk of them."""
    tenant = place.tenant.bytes
    people = [uuid.uuid4().bytes for _ in range(count)]
    file = place.data / "helpdesk" / "helpdesk.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.executemany(
            "INSERT INTO end_users (id, tenant, version, code, status) VALUES (?, ?, 1, ?, 'active')",
            [(person, tenant, person.hex()) for person in people])
        database.executemany(
            "INSERT INTO segment_people (tenant, id, version, is_active, consents) VALUES (?, ?, 1, 1, ?)",
            [(tenant, person, 255 * (number % 2)) for number, person in enumerate(people)])
        database.executemany(
            "INSERT INTO channel_followers (id, version, channel, end_user) VALUES (?, 1, ?, ?)",
            [(uuid.uuid4().bytes, channel.bytes, person) for person in people])
        database.commit()


def progress(place, broadcast):
    ((status, sent),) = rows(
        place, "helpdesk", "SELECT status, sent FROM broadcasts WHERE id = ?", broadcast.bytes)
    return status, sent


def test_each_follower_gets_it_once_whenever_the_service_dies(place):
    sender = Sender(place, Shop(place))
    channel = published(sender, "Loud")["id"]
    agreeing = sender.call("CreateSegment", name="Agreeing", rule={
        "kind": "consents", "consent": "inAppMarketing"})["id"]
    following = sender.call("CreateSegment", name="Following", rule={
        "kind": "follows", "channels": [channel]})["id"]
    for table, thing in ("channels", channel), ("segments", agreeing), ("segments", following):
        eventually(lambda table=table, thing=thing: rows(
            place, "helpdesk", f"SELECT 1 FROM {table} WHERE id = ?", thing.bytes), PATIENCE)
    place.kill("helpdesk")
    crowd(place, channel, FOLLOWERS)
    place.run("helpdesk")
    place.wait_ready("helpdesk")
    first = sender.send(channel, agreeing, following)
    second = sender.send(channel)
    place.kill("helpdesk")
    places = set()
    for fault in DEATHS:
        dies(place, "helpdesk", fault)
        places.add((progress(place, first), progress(place, second)))
        place.kill("helpdesk")
    # It died in the middle, and not before or after all of it.
    assert len(places) > 3
    place.run("helpdesk")
    place.wait_ready("helpdesk")
    for broadcast in first, second:
        eventually(lambda broadcast=broadcast: progress(place, broadcast)[0] == "sent", PATIENCE, 0.2)
        assert progress(place, broadcast) == ("sent", FOLLOWERS)
        assert rows(place, "helpdesk", """
            SELECT count(*), count(DISTINCT end_user) FROM messages
            JOIN conversations ON conversations.seq = messages.conversation
            WHERE broadcast = (SELECT seq FROM broadcasts WHERE id = ?)""",
                    broadcast.bytes) == [(FOLLOWERS, FOLLOWERS)]
    # One conversation each, with the two messages in it, one of which made it; each told once.
    assert rows(place, "helpdesk", """
        SELECT count(*), min(last_seq), max(last_seq), sum(customer_unread) FROM conversations
        WHERE channel = ?""", channel.bytes) == [(FOLLOWERS, 2, 2, 2 * FOLLOWERS)]
    assert rows(place, "helpdesk", """
        SELECT count(*) FROM events WHERE kind = 'helpdesk.v1/MessagePosted'""") == [(2 * FOLLOWERS,)]
    assert rows(place, "helpdesk", "SELECT sent FROM message_counts WHERE id = ?",
                sender.id.bytes) == [(2 * FOLLOWERS,)]
    assert rows(place, "helpdesk", "SELECT name, subject FROM parked") == []
    eventually(lambda: rows(place, "helpdesk", "SELECT count(*) FROM broadcast_recipients") == [(0,)],
               PATIENCE)
