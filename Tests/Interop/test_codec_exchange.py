"""The codec against cbor2: what Python writes Swift reads, and the other way round.

Hypothesis makes the values. Each goes from cbor2 (or from an encoder below that uses every
roundabout form that RFC 8949 allows) to a Swift program, which decodes and encodes it with the
Codable coders, and back through cbor2.
"""

import math
import struct
import subprocess
import uuid

import cbor2
import pytest
import programs
from conftest import BIN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

settings.register_profile(
    "exchange", max_examples=200, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
settings.load_profile("exchange")

INT64 = st.integers(-2**63, 2**63 - 1)
ANY_INTEGER = st.integers(-2**63, 2**64 - 1)
TEXT = st.text()
SCALARS = st.one_of(
    st.none(), st.booleans(), ANY_INTEGER, st.floats(), TEXT, st.binary(max_size=300), st.uuids())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(TEXT, inner, max_size=30),
    max_leaves=60)
LINES = st.fixed_dictionaries(
    {"text": TEXT, "amount": INT64}, optional={"note": TEXT, "unknown": VALUES})
MESSAGES = st.fixed_dictionaries(
    {
        "id": st.uuids(), "isOn": st.booleans(), "amount": INT64,
        "small": st.integers(-128, 127), "large": st.integers(0, 2**64 - 1),
        "ratio": st.floats(), "state": st.sampled_from(["open", "closed"]), "text": TEXT,
        "blob": st.binary(), "others": st.lists(st.uuids()), "lines": st.lists(LINES),
        "byName": st.dictionaries(TEXT, LINES),
    },
    optional={"note": TEXT, "later": VALUES})


class Echo:
    """The Swift program, asked line by line."""

    def __init__(self):
        self.process = programs.start(
            [BIN / "OctopusCBOREcho"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, sort, data):
        self.process.stdin.write(f"{sort} {data.hex() or ' '}\n")
        self.process.stdin.flush()
        verdict, _, rest = self.process.stdout.readline().rstrip("\n").partition(" ")
        return (bytes.fromhex(rest), None) if verdict == "+" else (None, rest)

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=10) == 0
        self.process.stdout.close()


@pytest.fixture(scope="module")
def echo():
    echo = Echo()
    yield echo
    echo.close()


def plain(value):
    """A form in which equal means equal: 1, 1.0 and True differ, and so do 0.0 and -0.0."""
    if isinstance(value, float):
        return ("float", "nan" if math.isnan(value) else struct.pack(">d", value))
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return (type(value).__name__, value)


def known(message):
    """The message without what the Swift type does not know."""
    def line(value):
        return {key: item for key, item in value.items() if key != "unknown"}

    message = {key: item for key, item in message.items() if key != "later"}
    message["lines"] = [line(item) for item in message["lines"]]
    message["byName"] = {key: line(item) for key, item in message["byName"].items()}
    return message


def head(major, argument, width):
    """A head of at least the given width, of 0, 1, 2, 4 or 8 bytes."""
    for size, info, code in ((0, 0, ""), (1, 24, "B"), (2, 25, "H"), (4, 26, "I"), (8, 27, "Q")):
        if size >= width and argument < (24 if size == 0 else 1 << 8 * size):
            return bytes([major << 5 | (info or argument)]) + (
                struct.pack(">" + code, argument) if code else b"")
    raise AssertionError("no width fits")


def roundabout(value, draw):
    """Encodes with lengths, widths and pieces as the draw has it."""
    width = draw(st.sampled_from([0, 1, 2, 4, 8]))
    endless = draw(st.booleans())
    if isinstance(value, uuid.UUID):
        return b"\xd8\x25" + roundabout(value.bytes, draw)
    if value is None or isinstance(value, (bool, float)):
        return cbor2.dumps(value, canonical=draw(st.booleans()))
    if isinstance(value, int):
        return head(0, value, width) if value >= 0 else head(1, -1 - value, width)
    if isinstance(value, (str, bytes)):
        major = 3 if isinstance(value, str) else 2
        raw = value.encode() if major == 3 else value
        if not endless:
            return head(major, len(raw), width) + raw
        middle = draw(st.integers(0, len(value)))
        halves = [value[:middle], value[middle:]]
        halves = [half.encode() if major == 3 else half for half in halves]
        pieces = b"".join(head(major, len(half), width) + half for half in halves)
        return bytes([major << 5 | 31]) + pieces + b"\xff"
    if isinstance(value, dict):
        major, items = 5, [item for pair in value.items() for item in pair]
    else:
        major, items = 4, value
    content = b"".join(roundabout(item, draw) for item in items)
    if endless:
        return bytes([major << 5 | 31]) + content + b"\xff"
    return head(major, len(value), width) + content


@given(value=VALUES, canonical=st.booleans())
def test_any_value_comes_back(echo, value, canonical):
    answer, error = echo.ask("any", cbor2.dumps(value, canonical=canonical))
    assert error is None
    assert plain(cbor2.loads(answer)) == plain(value)


@given(message=MESSAGES, canonical=st.booleans())
def test_a_message_comes_back(echo, message, canonical):
    answer, error = echo.ask("message", cbor2.dumps(message, canonical=canonical))
    assert error is None
    assert plain(cbor2.loads(answer)) == plain(known(message))


@given(message=MESSAGES, data=st.data())
@settings(max_examples=100)
def test_roundabout_forms_mean_the_same(echo, message, data):
    encoded = roundabout(message, data.draw)
    assert plain(cbor2.loads(encoded)) == plain(message)
    answer, error = echo.ask("message", encoded)
    assert error is None
    assert plain(cbor2.loads(answer)) == plain(known(message))
    assert len(answer) <= len(encoded)


@given(value=VALUES)
def test_swift_writes_no_more_than_the_shortest_form(echo, value):
    answer, error = echo.ask("any", cbor2.dumps(value))
    assert error is None
    assert len(answer) == len(cbor2.dumps(value, canonical=True))


@given(message=MESSAGES, data=st.data())
def test_a_message_cut_short_or_with_a_wrong_field_is_refused(echo, message, data):
    encoded = cbor2.dumps(message)
    cut = data.draw(st.integers(1, len(encoded) - 1))
    assert echo.ask("message", encoded[:cut])[1] is not None
    assert "bytes follow" in echo.ask("message", encoded + b"\x00")[1]
    key = data.draw(st.sampled_from(sorted(set(known(message)) - {"note"})))
    assert echo.ask("message", cbor2.dumps({**message, key: {"x": [1]}}))[1].startswith(key)
    without = {name: value for name, value in message.items() if name != key}
    assert echo.ask("message", cbor2.dumps(without))[1].startswith(f"{key}: the key")


@given(noise=st.binary(min_size=1, max_size=60))
@settings(max_examples=1000)
def test_what_swift_accepts_python_reads_alike(echo, noise):
    answer, error = echo.ask("any", noise)
    if error is None:
        assert plain(cbor2.loads(answer)) == plain(cbor2.loads(noise))
