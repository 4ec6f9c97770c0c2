"""Pictures and videos of partners, from the contract alone: lines that break, processes that die, pictures
that are made to harm."""

import concurrent.futures
import contextlib
import hashlib
import io
import pathlib
import random
import sqlite3
import struct
import uuid
import zlib

import pytest
from PIL import Image

from conftest import Shop
from place import Place

# Pictures of 20 MB are made, sent and decoded; a busy machine takes its time.
pytestmark = pytest.mark.limit(400, setup=300)

CHUNK = 256 * 1024


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("files"))
    place.start()
    yield place
    place.stop()


@pytest.fixture(scope="module")
def shop(place):
    return Office(place)


class Office:
    """A partner's owner who uploads files."""

    def __init__(self, place, shop=None):
        self.place, self.shop = place, shop or Shop(place)
        self.id = self.shop.id
        self.partners = place.session("partners")
        self.partners.seen |= self.shop.identity.seen

    def call(self, method, timeout=60, **body):
        return self.partners.call(f"partners.v1/{method}", body, route=self.id,
                                  token=self.shop.tokens["accessToken"], timeout=timeout)

    def begin(self, content, kind):
        return self.call("BeginUpload", size=len(content), type=kind,
                         sha256=hashlib.sha256(content).digest())

    def send(self, upload, content, chunks=None):
        for chunk in missing(upload) if chunks is None else chunks:
            self.call("UploadChunk", uploadId=upload["uploadId"], chunk=chunk,
                      part=content[chunk * CHUNK:(chunk + 1) * CHUNK])

    def finish(self, upload):
        return self.call("FinishUpload", uploadId=upload["uploadId"], timeout=180)

    def upload(self, content, kind):
        upload = self.begin(content, kind)
        self.send(upload, content)
        return self.finish(upload)

    def read(self, file, **question):
        content, size = b"", None
        while size is None or len(content) < size:
            part = self.call("ReadFile", fileId=file["fileId"], offset=len(content), **question)
            content, size = content + part["part"], part["size"]
        assert hashlib.sha256(content).digest() == part["hash"]
        return content

    def refused(self, content, kind):
        """What the violation says of a file that is not taken."""
        with pytest.raises(self.place.client.Refused) as found:
            self.upload(content, kind)
        assert found.value.reason == "fileRefused", found.value
        return found.value.error["violations"][0]["rule"]

    def reason(self, call, *arguments, **more):
        with pytest.raises(self.place.client.Refused) as found:
            call(*arguments, **more)
        return found.value.reason

    def hang_up(self):
        """The line breaks: what was asked last may have arrived or not."""
        seen, socket = self.partners.seen, self.partners.socket
        socket.disable_monitor()
        socket.close(linger=0)
        self.partners = self.place.session("partners")
        self.partners.seen |= seen


def missing(upload):
    return [chunk for one in upload["missing"] for chunk in range(one["first"], one["last"] + 1)]


def encoded(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def noise(width, height, seed=1):
    pixels = random.Random(seed).randbytes(width * height * 3)
    return Image.frombytes("RGB", (width, height), pixels)


def png(width, height, rows):
    """A PNG of one bit a pixel, whatever it says of itself."""
    def chunk(name, content):
        return (struct.pack(">I", len(content)) + name + content
                + struct.pack(">I", zlib.crc32(name + content)))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
            + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def video(size=1000, seed=1):
    def box(name, content):
        return struct.pack(">I", len(content) + 8) + name + content
    return (box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", seed.to_bytes(4, "big"))
            + box(b"mdat", random.Random(seed).randbytes(size)))


def rows(place, sql, file="files"):
    path = pathlib.Path(place.data) / "partners" / f"{file}.sqlite"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(sql).fetchall()


def test_a_picture_of_20_MB_goes_up_over_a_line_that_breaks_five_times(place, shop):
    content = encoded(noise(2800, 2400), "PNG", compress_level=0)
    assert len(content) > 20_000_000
    upload = shop.begin(content, "png")
    chunks = missing(upload)
    assert len(chunks) == -(-len(content) // CHUNK)
    random.Random(5).shuffle(chunks)
    for part in range(5):
        shop.send(upload, content, chunks[part * 14:part * 14 + 14])
        shop.hang_up()
        if part in (1, 3):
            place.kill("partners")
            place.run("partners")
            place.wait_ready("partners")
        # Some are sent again: nobody knows whether they had arrived.
        shop.send(upload, content, chunks[part * 14 + 12:part * 14 + 14])
        left = shop.call("UploadStatus", uploadId=upload["uploadId"])
        assert sorted(missing(left)) == sorted(chunks[part * 14 + 14:])
    again = shop.begin(content, "png")
    assert again["uploadId"] == upload["uploadId"]
    shop.send(again, content)
    file = shop.finish(upload)
    assert (file["width"], file["height"], file["size"]) == (2800, 2400, len(content))
    assert shop.finish(upload) == file and shop.begin(content, "png")["file"] == file
    assert shop.read(file) == content
    for variant, side in ("large", 1600), ("medium", 480), ("small", 160):
        small = Image.open(io.BytesIO(shop.read(file, variant=variant)))
        assert small.format == "WEBP" and max(small.size) == side


def test_a_small_picture_is_upright_and_tells_nothing_of_where_it_was_taken(shop):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera of Ana's"
    exif.get_ifd(0x8825)[1] = "N"
    content = encoded(noise(60, 40), "JPEG", exif=exif, comment=b"At Ana's, Zagreb")
    file = shop.upload(content, "jpeg")
    assert (file["width"], file["height"]) == (40, 60)
    for variant in "large", "medium", "small":
        small = shop.read(file, variant=variant)
        assert b"Ana" not in small and b"EXIF" not in small and b"Exif" not in small
        assert Image.open(io.BytesIO(small)).size == (40, 60)
    assert shop.read(file) == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_polyglots_and_what_is_cut_short_are_refused_with_what_they_were(shop, kind):
    content = encoded(noise(90, 70, seed=len(kind)), kind)
    kind = kind.lower()
    archive = b"PK\5\6" + bytes(18)
    assert shop.refused(content + b"\n<script>alert(1)</script>", kind) == "polyglot"
    assert shop.refused(content + b"var image = 1", kind) == "trailing"
    assert shop.refused(content + archive, kind) == "polyglot"
    assert shop.refused(content[:len(content) // 2], kind) == "cutShort"
    assert shop.refused(content[:-1], kind) == "cutShort"
    other = "png" if kind != "png" else "webp"
    assert shop.refused(content, other) == "otherType"


def test_what_is_no_picture_is_refused_by_its_name(shop):
    animated = encoded(noise(9, 9), "GIF", save_all=True, append_images=[noise(9, 9, n) for n in (2, 3)])
    for content in animated, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<!DOCTYPE html><p>":
        assert shop.refused(content, "png") == "unknownType"
    assert shop.refused(b"%PDF-1.7 ...", "png") == "otherType"
    assert shop.reason(shop.begin, b"%PDF-1.7 ...", "pdf") == "invalid"
    frames = encoded(noise(9, 9), "WEBP", save_all=True, append_images=[noise(9, 9, n) for n in (2, 3)])
    assert shop.refused(frames, "webp") == "animated"
    frames = encoded(noise(9, 9), "PNG", save_all=True, append_images=[noise(9, 9, n) for n in (2, 3)])
    assert shop.refused(frames, "png") == "animated"


def test_a_bomb_costs_nothing_and_damaged_pixels_are_found(place, shop):
    before = peak(place)
    deflated = zlib.compress(bytes(20_000_000), 9)
    assert shop.refused(png(50_000, 50_000, deflated), "png") == "tooManyPixels"
    assert shop.refused(png(2**31 - 1, 2**31 - 1, deflated), "png") == "tooManyPixels"
    # Dimensions that are allowed, and pixels that are not there.
    assert shop.refused(png(9_000, 9_000, zlib.compress(bytes(100))), "png") == "damaged"
    content = bytearray(encoded(noise(300, 300), "PNG"))
    content[len(content) // 2] ^= 0x55
    assert shop.refused(bytes(content), "png") == "damaged"
    assert peak(place) < before + 64 << 20


def peak(place):
    """The most memory that the service has held, in bytes."""
    status = pathlib.Path(f"/proc/{place.pid('partners')}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) << 10


def test_what_is_anothers_looks_as_if_it_did_not_exist(place, shop):
    content = video(seed=7)
    file = shop.upload(content, "mp4")
    half = shop.begin(video(seed=8), "mp4")
    other = Office(place)
    assert "file" not in other.begin(content, "mp4"), "a hash is no file"
    for name in file["fileId"], uuid.uuid4():
        assert other.reason(other.call, "ReadFile", fileId=name) == "notFound"
    for name in half["uploadId"], uuid.uuid4():
        for method in "UploadStatus", "FinishUpload":
            assert other.reason(other.call, method, uploadId=name) == "notFound"
        assert other.reason(other.call, "UploadChunk", uploadId=name, chunk=0, part=b"1") == "notFound"


@pytest.mark.parametrize("fault", ["files.checked", "files.whole", "files.known", "files.kept"])
def test_a_process_that_dies_while_a_file_is_finished_leaves_it_once_or_not_at_all(place, shop, fault):
    content = video(seed=100 + sum(fault.encode()))
    upload = shop.begin(content, "mp4")
    shop.send(upload, content)
    before = len(rows(place, "SELECT id FROM files", "partners"))
    place.kill("partners")
    dying = place.run("partners", OCTOPUS_FAULT=fault)
    place.wait_ready("partners")
    with pytest.raises((TimeoutError, place.client.Refused)):
        shop.call("FinishUpload", uploadId=upload["uploadId"], timeout=4)
    assert dying.wait(60) != 0
    place.processes.pop("partners")
    place.run("partners")
    place.wait_ready("partners")
    file = shop.finish(upload)
    assert shop.finish(upload) == file and shop.read(file) == content
    assert len(rows(place, "SELECT id FROM files", "partners")) == before + 1
    states = dict(rows(place, "SELECT id, state FROM uploads"))
    assert states[upload["uploadId"].bytes] == "kept"


def test_100_uploads_at_once_take_bounded_memory(place, shop):
    """Ten sessions, each with ten uploads of which the chunks come by turns."""
    before = peak(place)

    def ten(number):
        office = Office.__new__(Office)
        office.__dict__ |= shop.__dict__
        office.partners = place.session("partners")
        office.partners.seen |= shop.shop.identity.seen
        contents = [video(size=2_000_000, seed=1000 + 10 * number + one) for one in range(10)]
        uploads = [office.begin(content, "mp4") for content in contents]
        for chunk in range(8):
            for upload, content in zip(uploads, contents):
                office.send(upload, content, [chunk])
        return all(office.finish(upload)["size"] == len(content)
                   for upload, content in zip(uploads, contents))

    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        assert all(pool.map(ten, range(10)))
    assert peak(place) < before + (200 << 20)
