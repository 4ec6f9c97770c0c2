"""The two databases of a service with files: deaths between their commits, one of them older than the other,
a disk that is full in the middle of a chunk."""

import contextlib
import resource
import shutil
import sqlite3
import time

import pytest

import disks
from place import Place, eventually
from test_files import CHUNK, Office, encoded, noise, rows, video
from test_restore import confirm, copy, health

pytestmark = pytest.mark.limit(300, setup=120)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.start()
    yield place
    place.stop()


def database(place, file="partners"):
    return place.data / "partners" / f"{file}.sqlite"


def change(place, *statements, file="partners"):
    """What time would do, to a database of a stopped service."""
    with contextlib.closing(sqlite3.connect(database(place, file))) as changed:
        for statement in statements:
            changed.execute(statement)
        changed.commit()


def collect(place):
    """Lets the day pass after which a file that nothing refers to is removed; of a stopped service."""
    change(place, "UPDATE files SET unclaimed_since = 1 WHERE unclaimed_since IS NOT NULL",
           "UPDATE jobs SET due_at = 1 WHERE name = 'files.collect'")


def counts(place):
    """Files and those on their way out; uploads, chunks, small pictures and bytes that count."""
    (known,) = rows(place, "SELECT (SELECT count(*) FROM files), (SELECT count(*) FROM files_removed)",
                    "partners")
    (shelf,) = rows(place, """SELECT (SELECT count(*) FROM uploads), (SELECT count(*) FROM chunks),
        (SELECT count(*) FROM pictures), (SELECT coalesce(max(bytes), 0) FROM usage)""")
    return (*known, *shelf)


def again(place, office):
    """The office, once the service was started anew."""
    office.shop.log_in()
    office.partners = place.session("partners")
    office.partners.seen |= office.shop.identity.seen
    return office


def trouble(place):
    return health(place, "partners").get("because", "")


def channel(office, picture):
    return office.call("CreateChannel", terms={"name": "Bright", "links": [],
                                               "pictureId": picture["fileId"]})


@pytest.mark.parametrize("fault", ["files.forgotten", "files.removing", "files.removed"])
def test_a_process_that_dies_while_a_file_is_removed_removes_it_in_the_end(place, fault):
    office, picture = Office(place), encoded(noise(90, 70), "PNG")
    kept = office.upload(video(seed=3), "mp4")
    office.upload(picture, "png")
    place.stop("partners")
    change(place, "UPDATE files SET unclaimed_since = NULL WHERE type = 'mp4'")
    collect(place)
    place.run("partners")
    eventually(lambda: counts(place)[:2] == (1, 1), 30)
    place.kill("partners")
    dying = place.run("partners", OCTOPUS_FAULT=fault)
    assert dying.wait(60) != 0
    known, leaving = counts(place)[:2]
    assert (known, leaving) == (1, 1), "the database forgets it first, and knows what is left to do"
    place.run("partners")
    eventually(lambda: counts(place) == (1, 0, 1, 1, 0, len(video(seed=3))), 60)
    office = again(place, office)
    file = office.upload(picture, "png")
    assert office.read(file) == picture and office.read(kept) == video(seed=3)


def test_a_database_that_is_older_than_its_files_loses_nothing_it_refers_to(place):
    office = Office(place)
    picture = office.upload(encoded(noise(90, 70), "PNG"), "png")
    channel(office, picture)
    place.stop()
    copy(place, ["partners"])
    place.start()
    office = again(place, office)
    later = video(seed=8)
    office.upload(later, "mp4")
    place.stop()
    shutil.copy(place.data / "copies" / "partners" / "partners.sqlite", database(place))
    place.start()
    assert health(place, "partners")["state"] == "restored"
    place.stop()
    confirm(place, "partners")
    place.start()
    # The bytes that it does not know live for a day, in which they need not be sent again.
    eventually(lambda: rows(place, "SELECT count(*) FROM uploads WHERE state = 'whole'") == [(1,)], 60)
    office = again(place, office)
    assert office.read(picture, variant="small")
    assert office.begin(later, "mp4")["missing"] == []
    place.stop("partners")
    change(place, "UPDATE uploads SET expires_at = 1 WHERE state = 'whole'", file="files")
    place.run("partners")
    eventually(lambda: counts(place)[:4] == (1, 0, 1, 1), 60)
    assert again(place, office).read(picture, variant="small")
    assert trouble(place) == ""


def test_files_that_are_older_than_their_database_are_told_and_come_back(place):
    office = Office(place)
    place.stop("partners")
    shutil.copy(database(place, "files"), place.data / "files.old")
    place.run("partners")
    place.wait_ready("partners")
    office, content = again(place, office), encoded(noise(90, 70), "PNG")
    picture = office.upload(content, "png")
    channel(office, picture)
    place.stop("partners")
    shutil.copy(place.data / "files.old", database(place, "files"))
    place.run("partners")
    place.wait_ready("partners")

    # To the operator in Health and the log, to readers by a reason; the channel is there.
    eventually(lambda: "no bytes of 1 files" in trouble(place), 60)
    assert str(picture["fileId"]) in trouble(place) and "no bytes of 1 files" in place.log("partners")
    office = again(place, office)
    assert office.reason(office.read, picture, variant="small") == "fileLost"
    assert office.call("ListChannels")["items"][0]["terms"]["pictureId"] == picture["fileId"]
    stranger = Office(place)
    assert stranger.reason(stranger.read, picture) == "notFound"
    assert office.upload(content, "png") == picture
    assert office.read(picture) == content and office.read(picture, variant="small")


def test_a_copy_of_the_whole_folder_brings_both_back(place):
    office = Office(place)
    content = video(seed=5)
    file, half = office.upload(content, "mp4"), video(size=3 * CHUNK, seed=6)
    upload = office.begin(half, "mp4")
    office.send(upload, half, [0, 2])
    place.stop()
    copy(place, ["partners"])
    place.start()
    office = again(place, office)
    gone = office.upload(video(seed=7), "mp4")
    place.stop()
    shutil.rmtree(place.data / "partners")
    shutil.copytree(place.data / "copies" / "partners", place.data / "partners")
    confirm(place, "partners")
    place.start()
    office = again(place, office)
    assert office.read(file) == content
    assert office.reason(office.read, gone) == "notFound"
    assert office.upload(half, "mp4")["size"] == len(half)
    assert counts(place)[:2] == (2, 0) and trouble(place) == ""


def full(office, upload, content, chunk):
    """Whether a chunk is refused for want of room."""
    try:
        office.call("UploadChunk", uploadId=upload["uploadId"], chunk=chunk, timeout=0.5,
                    part=content[chunk * CHUNK:(chunk + 1) * CHUNK])
    except TimeoutError as late:
        return "noRoom" in str(late) or "readOnly" in str(late)
    except office.place.client.Refused as refused:
        assert refused.reason in ("noRoom", "readOnly"), refused
        return True
    return False


def test_a_disk_that_is_full_in_the_middle_of_an_upload_costs_no_chunk(tmp_path):
    with disks.small_disk(tmp_path / "octopus", 96) as disk:
        place = Place(disk)
        try:
            place.start()
            office, content = Office(place), video(size=6 * CHUNK, seed=9)
            file = office.upload(video(seed=4), "mp4")
            upload = office.begin(content, "mp4")
            office.send(upload, content, [0, 1])
            rest = disks.fill(disk)
            eventually(lambda: full(office, upload, content, 2), 20)
            # What is there is read, and so is how far it came.
            assert office.read(file) == video(seed=4)
            left = office.call("UploadStatus", uploadId=upload["uploadId"])["missing"]
            assert left[0]["first"] in (2, 3)
            rest.unlink()
            eventually(lambda: not full(office, upload, content, 5), 60)
            assert office.upload(content, "mp4")["size"] == len(content)
            assert office.read(office.begin(content, "mp4")["file"]) == content
        finally:
            place.stop()


def test_a_chunk_that_meets_the_end_of_the_disk_is_undone_and_sent_again(place):
    """The file beside the database alone can't grow: the write itself fails, in the middle of a chunk."""
    place.stop("partners")
    place.run("partners", before=["env", "--ignore-signal=XFSZ"])
    place.wait_ready("partners")
    office = Office(place)
    content = video(size=20 * CHUNK, seed=11)
    upload = office.begin(content, "mp4")
    office.send(upload, content, range(10))
    _, hard = resource.prlimit(place.pid("partners"), resource.RLIMIT_FSIZE)
    sizes = [path.stat().st_size for path in (place.data / "partners").glob("files.sqlite*")]
    resource.prlimit(place.pid("partners"), resource.RLIMIT_FSIZE, (max(sizes) + CHUNK // 2, hard))
    failed = next((chunk for chunk in range(10, 20) if full(office, upload, content, chunk)), None)
    assert failed is not None, "all chunks found room"
    left = office.call("UploadStatus", uploadId=upload["uploadId"], timeout=30)
    assert left["missing"][0]["first"] >= 10
    resource.prlimit(place.pid("partners"), resource.RLIMIT_FSIZE, (hard, hard))
    until = time.monotonic() + 90
    while full(office, upload, content, failed):
        assert time.monotonic() < until
    assert office.upload(content, "mp4")["size"] == len(content)


def test_an_upload_is_two_entries_of_the_audit(place):
    office = Office(place)
    office.upload(video(size=3 * CHUNK, seed=2), "mp4")
    told = [method for method, in rows(place, "SELECT method FROM audit", "partners")
            if "Upload" in method]
    assert told == ["partners.v1/BeginUpload", "partners.v1/FinishUpload"]
