"""The protocol page, taken at its word by Python: its vectors, and what a service answers."""

import struct

import cbor2
import pytest
import zmq

from vectors import KINDS, header, table, value, vectors

VECTORS = vectors()


def parts(frame):
    """Kind, header and body of a frame."""
    magic, version, kind, size = struct.unpack(">2sBBI", frame[:8])
    assert (magic, version) == (b"OM", 1)
    return kind, frame[8:8 + size], frame[8 + size:]


def named(group):
    return pytest.mark.parametrize("vector", VECTORS[group], ids=lambda one: one["name"])


@named("frames")
def test_a_vector_is_encoded_and_decoded(vector):
    frame = bytes.fromhex(vector["frame"])
    kind, head, body = parts(frame)
    assert kind == KINDS[vector["kind"]]
    assert cbor2.loads(head) == header(vector["header"])
    assert cbor2.dumps(header(vector["header"])) == head
    if "body" in vector:
        assert cbor2.loads(body) == value(vector["body"])
        assert cbor2.dumps(value(vector["body"])) == body
    else:
        assert body == b""


@named("otherForms")
def test_another_form_means_the_same(vector):
    _, head, _ = parts(bytes.fromhex(vector["frame"]))
    meant = header(vector["header"])
    assert {key: one for key, one in cbor2.loads(head).items() if key in meant} == meant


@named("frames")
def test_a_vector_keeps_the_printed_contract(vector, contract):
    kind, head, body = parts(bytes.fromhex(vector["frame"]))
    contract.check_header(kind, head)
    fields = cbor2.loads(head)
    if kind == 3:
        contract.check(contract.methods[fields[3]]["request"], body)
    if kind == 4 and fields[12] != 0:
        contract.check("ErrorReply", body)


@named("refused")
def test_a_service_answers_what_the_page_says(vector, system):
    session = system.session("loyalty")
    session._connect()
    raw = session.socket.socket  # without the check against the contract: these are no frames
    assert raw.poll(5000, zmq.POLLOUT)
    raw.send(bytes.fromhex(vector["frame"]))
    assert raw.poll(5000)
    kind, head, body = parts(raw.recv())
    assert kind == KINDS[vector["answer"]["kind"]]
    assert cbor2.loads(head) == header(vector["answer"]["header"])
    raw.close(0)


def test_every_reason_of_the_pages_table_is_the_contracts(contract):
    rows = table("**Asking again.**")
    for words, status, _ in rows:
        for word in (one.strip(" `") for one in words.split(",")):
            assert f" {word} " in contract.cddl, word
