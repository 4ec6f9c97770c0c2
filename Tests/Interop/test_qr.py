"""What octopus draws, read by a scanner that others wrote."""

import re

import PIL.Image
import pytest
import zxingcpp
import programs
from conftest import BIN

TEXTS = ["OCTOPUS", "0123456789", "točka 🐙 с текстом", "https://example.com/?a=1&b=%20", "x" * 900]


def octopus(*arguments):
    return programs.run(
        [BIN / "octopus", "qr", *arguments], check=True, capture_output=True, text=True).stdout


def scanned(picture):
    codes = zxingcpp.read_barcodes(picture)
    assert len(codes) == 1
    return codes[0].text


def picture_of(rows, scale=6):
    """A picture of rows of booleans, true for light."""
    picture = PIL.Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([255 if light else 0 for row in rows for light in row])
    return picture.resize((picture.width * scale, picture.height * scale), PIL.Image.NEAREST)


@pytest.mark.parametrize("text", TEXTS)
def test_a_png_is_read(text, tmp_path):
    octopus(text, "--png", tmp_path / "code.png")
    assert scanned(PIL.Image.open(tmp_path / "code.png")) == text


@pytest.mark.parametrize("correction", ["low", "medium", "quartile", "high"])
def test_every_correction_is_read(correction, tmp_path):
    octopus("OCTOPUS", "--png", tmp_path / "code.png", "--correction", correction, "--scale", "3")
    assert scanned(PIL.Image.open(tmp_path / "code.png")) == "OCTOPUS"


@pytest.mark.parametrize("text", TEXTS)
def test_an_svg_is_read(text, tmp_path):
    octopus(text, "--svg", tmp_path / "code.svg")
    svg = (tmp_path / "code.svg").read_text()
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    rows = [[True] * side for _ in range(side)]
    for column, row, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        for dark in range(int(column), int(column) + int(width)):
            rows[int(row)][dark] = False
    assert scanned(picture_of(rows)) == text


def test_what_a_terminal_shows_is_read():
    rows = []
    for line in octopus("OCTOPUS").splitlines():
        rows.append([block in "█▀" for block in line])
        rows.append([block in "█▄" for block in line])
    assert scanned(picture_of(rows)) == "OCTOPUS"
