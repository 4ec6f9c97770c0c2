"""The test vectors of `Shared/Mesh/PROTOCOL.md`, read as a program of another language would."""

import json
import pathlib
import re
import uuid

PAGE = pathlib.Path(__file__).resolve().parents[2] / "Shared" / "Mesh" / "PROTOCOL.md"


def table(heading, page=None):
    """The rows of the first table behind a heading, as lists of cells."""
    page = page or PAGE.read_text()
    lines = page[page.index(heading):].splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2:]:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])


def vectors():
    page = PAGE.read_text()
    block = re.search(r"```json\n(.*?)```", page[page.index("## 15. Test vectors"):], re.S)
    return json.loads(block[1])


def value(written):
    """What a value of the page stands for."""
    if isinstance(written, str) and written.startswith("uuid:"):
        return uuid.UUID(written[5:])
    if isinstance(written, str) and written.startswith("hex:"):
        return bytes.fromhex(written[4:])
    if isinstance(written, list):
        return [value(one) for one in written]
    if isinstance(written, dict):
        return {name: value(one) for name, one in written.items()}
    return written


KINDS = {row[1]: int(row[0]) for row in table("## 2. Kinds of frames")}
KEYS = {row[1]: int(row[0]) for row in table("## 3. Header keys")}


def header(written):
    """A header's map, by the numbers of its keys."""
    return {KEYS[name]: value(one) for name, one in written.items()}
