"""Sessions that don't wait: many calls under way on each, many sessions in one process."""

import json
import os
import struct
import time
import uuid

import cbor2
import zmq

HELLO, WELCOME, REQUEST, REPLY, CANCEL, PING, PONG, GOAWAY, RESET = range(1, 10)
# A new socket after so long without WELCOME.
GREETING_SECONDS = 3


def uuid7():
    random = os.urandom(10)
    stamp = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    return uuid.UUID(bytes=stamp + bytes([0x70 | random[0] & 15, random[1], 0x80 | random[2] & 63])
                     + random[3:])


class Line:
    """A session with a service. Its owner polls `socket`, then asks for `received`.

    - Parameter place: a folder's `mesh.json`, and the name of the service.
    """

    def __init__(self, context, map_file, service, key_file):
        self.context = context
        with open(map_file) as file:
            self.place = json.load(file)["services"][service][0]
        with open(key_file) as file:
            self.keys = json.load(file)
        self.service, self.socket = service, None
        self.connect()

    def connect(self):
        """A new socket, which says HELLO."""
        self.close()
        self.socket, self.session, self.calls = self.context.socket(zmq.DEALER), None, 0
        self.socket.linger, self.socket.immediate = 0, 1
        self.socket.rcvhwm = self.socket.sndhwm = 0
        self.socket.curve_publickey = self.keys["publicKey"].encode()
        self.socket.curve_secretkey = self.keys["secretKey"].encode()
        self.socket.curve_serverkey = self.place["publicKey"].encode()
        self.socket.connect(self.place["endpoint"])
        self.greeted_at, self.said_hello = time.monotonic(), False
        self.greet()

    def greet(self):
        """Says HELLO as soon as there is a connection; makes a new one if nobody answers."""
        if self.session is not None:
            return
        if not self.said_hello:
            try:
                self._send(HELLO, {19: [1], 21: "line", 22: "1", 23: str(os.getpid())})
                self.said_hello = True
            except zmq.Again:
                pass
        if time.monotonic() - self.greeted_at > GREETING_SECONDS:
            self.connect()

    def close(self):
        if self.socket:
            self.socket.close(0)
        self.socket = None

    def _send(self, kind, header, body=b""):
        encoded = cbor2.dumps(header)
        self.socket.send(
            b"OM" + struct.pack(">BBI", 1, kind, len(encoded)) + encoded + body, zmq.DONTWAIT)

    def template(self, method, header=(), timeout=60):
        """What `ask` sends: a header whose number and key are filled in for each call."""
        rest = {2: self.session, 3: method, 4: self.clock() + int(timeout * 1000), **dict(header)}
        pairs = b"".join(cbor2.dumps(number) + cbor2.dumps(one) for number, one in rest.items()
                         if one is not None)
        return len([one for one in rest.values() if one is not None]), pairs

    def clock(self):
        """The service's session clock, in milliseconds."""
        return int(time.monotonic() * 1000 + self.offset)

    def ask(self, template, body, key=None):
        """Sends a call; returns its number. Raises `zmq.Again` if there is no connection."""
        count, pairs = template
        number = self.calls + 1
        header = b"\x01\x1a" + number.to_bytes(4, "big")
        if key is not None:
            header += b"\x06\xd8\x25\x50" + key.bytes
        header = bytes([0xA0 + count + (1 if key is None else 2)]) + header + pairs
        self.socket.send(b"OM\x01\x03" + len(header).to_bytes(4, "big") + header + body,
                         zmq.DONTWAIT)
        self.calls = number
        return number

    def cancel(self, number):
        self._send(CANCEL, {1: number, 2: self.session})

    def received(self, most=256):
        """Answers that have come: `(number, header, body)`; `(None, header, b"")` once the session
        has ended, and the owner connects anew."""
        for _ in range(most):
            try:
                frame = self.socket.recv(zmq.DONTWAIT)
            except zmq.Again:
                return
            kind, size = frame[3], int.from_bytes(frame[4:8], "big")
            header = cbor2.loads(frame[8:8 + size])
            if kind == REPLY:
                yield header[1], header, frame[8 + size:]
            elif kind == WELCOME:
                self.session, self.most = header[2], header[28]
                self.offset = header[18] - time.monotonic() * 1000
            elif kind == PING:
                self._send(PONG, {17: header[17], 2: header[2]})
            elif kind in (RESET, GOAWAY):
                yield None, header, b""
                return
