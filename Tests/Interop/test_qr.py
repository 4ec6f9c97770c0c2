"""What octopus draws, read by a scanner that others wrote."""

import io
import random
import re

import PIL.Image
import PIL.ImageDraw
import PIL.ImageFilter
import pytest
import resvg_py
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


# As codes on screens are, of a phone and of a till.
SHOWN = ["OCT:" + "04ZK7M9QXT4RVW2HNB8" * 3 + "G6CDE1F3JKMNPQR",
         "OCT:" + "04ZK7M9QXT4RVW2HNB8" * 3 + "G6CDE1F3JKMNPQR" + ":" + "0198F2A7C4E17D3B" * 2]
DARK = (18, 18, 24)


def shown(text, form, folder):
    """A dark page with the picture on it, which alone keeps the code apart from the dark."""
    file = folder / f"code.{form}"
    octopus(text, f"--{form}", file)
    if form == "svg":
        side = int(re.search(r'viewBox="0 0 (\d+) ', file.read_text())[1])
        drawn = resvg_py.svg_to_bytes(svg_path=str(file), width=side * 8, height=side * 8)
        picture = PIL.Image.open(io.BytesIO(drawn)).convert("RGBA")
    else:
        picture = PIL.Image.open(file).convert("RGBA")
    page = PIL.Image.new("RGBA", (picture.width * 2, picture.height * 2), (*DARK, 255))
    page.alpha_composite(picture, (picture.width // 2, picture.height // 2))
    return page.convert("RGB")


def photographed(page, angle=0, pixels=None, blur=0, noise=0):
    """A camera's picture of it: held askew, from afar, out of focus, in bad light."""
    width, height = page.size
    picture = page.rotate(angle, PIL.Image.BICUBIC, fillcolor=DARK)
    if pixels:
        picture = picture.resize((pixels, pixels * height // width), PIL.Image.BICUBIC)
    if blur:
        picture = picture.filter(PIL.ImageFilter.GaussianBlur(blur))
    if noise:
        light = PIL.Image.linear_gradient("L").resize(picture.size).point(lambda one: 90 + one // 4)
        picture = PIL.Image.composite(
            picture, PIL.Image.new("RGB", picture.size, (128, 128, 128)), light)
        grain = PIL.Image.frombytes(
            "L", picture.size, random.Random(7).randbytes(picture.width * picture.height))
        picture = PIL.Image.blend(picture, grain.convert("RGB"), noise)
    return picture


@pytest.mark.parametrize("form", ["png", "svg"])
@pytest.mark.parametrize("text", SHOWN, ids=["phone", "till"])
def test_a_code_on_a_dark_page_is_read_by_a_camera(text, form, tmp_path):
    page = shown(text, form, tmp_path)
    views = [{}, *({"angle": angle} for angle in (3, 17, 45, 90, 137, 180, 271)),
             *({"pixels": pixels} for pixels in (260, 333, 512, 1201)),
             *({"blur": blur} for blur in (1, 2, 3)),
             {"angle": 8, "pixels": 420, "blur": 1, "noise": 0.15}]
    unread = [view for view in views
              if [one.text for one in zxingcpp.read_barcodes(photographed(page, **view))] != [text]]
    assert unread == []


def test_a_code_is_read_with_a_stain_that_takes_more_than_the_lowest_correction_has(tmp_path):
    def read(correction):
        octopus(SHOWN[1], "--png", tmp_path / "code.png", *correction)
        picture = PIL.Image.open(tmp_path / "code.png").convert("RGB")
        side = picture.width * 0.28
        left, top = picture.width * 0.45, picture.height * 0.42
        PIL.ImageDraw.Draw(picture).ellipse((left, top, left + side, top + side), (250, 250, 250))
        return [one.text for one in zxingcpp.read_barcodes(picture)]

    assert read([]) == [SHOWN[1]]
    assert read(["--correction", "low"]) == []
