"""The picture of a message to many: uploaded, named and sent by a help desk that is killed in between."""

import hashlib

import pytest

from chats import Office, Writer
from place import Place, eventually
from test_becoming import rows
from test_broadcasts import Sender
from test_files import CHUNK, encoded, missing, noise
from test_partners import refused

PATIENCE = 60


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("broadcast-files"))
    place.start()
    yield place
    place.stop()


def dies(place):
    place.kill("helpdesk")
    place.run("helpdesk")
    place.wait_ready("helpdesk")


def test_whom_it_came_to_reads_it_though_the_service_died_after_each_step(place):
    office = Office(place)
    sender, channel = Sender(place, office.shop), office.channel(is_enabled=False)
    reader, stranger = Writer(office), Writer(office)
    reader.follow(channel)
    eventually(lambda: rows(
        place, "helpdesk", "SELECT 1 FROM channel_followers WHERE channel = ?", channel.bytes), PATIENCE)
    content = encoded(noise(600, 400), "PNG")
    upload = sender.ask("BeginAttachment", size=len(content), type="png",
                        sha256=hashlib.sha256(content).digest())
    dies(place)
    assert len(missing(upload)) > 1
    for chunk in missing(upload):
        sender.ask("SendAttachment", uploadId=upload["uploadId"], chunk=chunk,
                   part=content[chunk * CHUNK:(chunk + 1) * CHUNK])
    dies(place)
    file = sender.ask("FinishAttachment", uploadId=upload["uploadId"])
    dies(place)
    draft = sender.ask("CreateBroadcast", terms={
        "title": "Autumn", "text": "Pumpkin soup is back.", "fileId": file["fileId"],
        "audience": {"reach": "followers", "channels": [channel]}})
    dies(place)
    sender.ask("ScheduleBroadcast", broadcastId=draft["broadcastId"], version=draft["version"])
    dies(place)
    (conversation,) = eventually(
        lambda: reader.ask("ListOwnConversations", route=place.tenant)["items"], PATIENCE)
    (message,) = reader.messages(conversation["id"])
    assert (message["kind"], message["file"]) == ("attachment", file)
    question = {"fileId": file["fileId"], "variant": "medium"}
    assert reader.ask("ReadAttachment", **question)["mediaType"] == "image/webp"
    assert refused(place, stranger.ask, "ReadAttachment", **question) == "notFound"
    assert rows(place, "helpdesk", "SELECT count(*) FROM file_claims") == [(1,)]
