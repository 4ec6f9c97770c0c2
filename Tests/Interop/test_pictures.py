"""The program that decodes pictures of strangers: what it may still do once it looks at one."""

import io
import os
import pathlib
import random
import re
import select
import subprocess
import tempfile

import pytest
from PIL import Image

from place import BIN
from programs import start

PROGRAM = BIN / "octopus-thumbnail"


@pytest.fixture
def picture():
    """Noise, whose small pictures are more than a pipe takes."""
    with tempfile.TemporaryFile() as file:
        Image.frombytes("RGB", (1600, 1600), random.Random(1).randbytes(1600 * 1600 * 3)).save(file, "JPEG")
        file.seek(0)
        yield file


def test_it_has_no_rights_and_little_of_everything_once_it_reads(picture):
    with start([PROGRAM, "jpeg"], stdin=picture, stdout=subprocess.PIPE) as process:
        # Its first bytes are there, the rest waits for a reader: so it has decoded, and lives.
        assert select.select([process.stdout], [], [], 60)[0]
        folder = pathlib.Path(f"/proc/{process.pid}")
        status, limits = (folder / "status").read_text(), (folder / "limits").read_text()
        assert re.search(r"^Seccomp:\s+2$", status, re.M) and re.search(r"^NoNewPrivs:\s+1$", status, re.M)

        def limit(name):
            return [int(one) for one in re.search(rf"^{name}\s+(\d+)\s+(\d+)", limits, re.M).groups()]

        assert limit("Max address space") == [1 << 30] * 2
        assert limit("Max cpu time") == [10, 10]
        assert limit("Max file size") == [16 << 20] * 2
        assert limit("Max core file size") == [0, 0]
        assert limit("Max open files") == [16, 16]
        if os.geteuid() == 0:  # the files of a program that can't be looked into are root's to see
            assert sorted(int(one) for one in os.listdir(folder / "fd")) == [0, 1, 2]
        assert process.stdout.read(), "the rest"
        assert process.wait(60) == 0


@pytest.mark.parametrize("arguments", [[], ["jpeg", "more"], ["tiff"], [""]])
def test_wrong_use_makes_nothing(arguments, picture):
    with start([PROGRAM, *arguments], stdin=picture, stdout=subprocess.PIPE) as process:
        assert process.stdout.read() == b"" and process.wait(60) != 0


def test_what_is_no_file_is_not_read():
    """Its length is known before a byte is read: a pipe has none."""
    with start([PROGRAM, "png"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdin.close()
        assert process.stdout.read() == b"" and process.wait(60) == 10


def test_a_picture_of_too_many_pixels_is_known_by_its_header():
    with tempfile.TemporaryFile() as file:
        content = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(content, "PNG")
        file.write(content.getvalue())
        file.seek(0)
        with start([PROGRAM, "png"], stdin=file, stdout=subprocess.PIPE) as process:
            assert process.stdout.read() == b"" and process.wait(60) == 11
