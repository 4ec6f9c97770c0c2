"""A CURVE client made by hand, for what no honest library sends (ZeroMQ RFC 26 and 37)."""

import ctypes
import ctypes.util
import os
import struct

from zmq.utils import z85

sodium = ctypes.CDLL(ctypes.util.find_library("sodium"))
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"CURVE".ljust(20, b"\0") + bytes(32)


def keypair():
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(32)
    sodium.crypto_box_keypair(public, secret)
    return public.raw, secret.raw


def shared(public, secret):
    key = ctypes.create_string_buffer(32)
    assert sodium.crypto_box_beforenm(key, public, secret) == 0
    return key.raw


def box(plain, nonce, key):
    sealed = ctypes.create_string_buffer(len(plain) + 16)
    sodium.crypto_box_easy_afternm(sealed, plain, ctypes.c_ulonglong(len(plain)), nonce, key)
    return sealed.raw


def open_box(sealed, nonce, key):
    plain = ctypes.create_string_buffer(len(sealed) - 16)
    assert sodium.crypto_box_open_easy_afternm(
        plain, sealed, ctypes.c_ulonglong(len(sealed)), nonce, key) == 0
    return plain.raw


class CurveLine:
    """A TCP connection after its CURVE handshake; what is sent on it is up to the caller."""

    def __init__(self, line, keys, server_key):
        self.line, self.number = line, 0
        public, secret = map(z85.decode, keys)
        server = z85.decode(server_key)
        short_public, short_secret = keypair()
        self.line.sendall(GREETING)
        self._read(64)
        hello = box(bytes(64), b"CurveZMQHELLO---" + self._next(), shared(server, short_secret))
        self._command(b"\x05HELLO\x01\x00" + bytes(72) + short_public + self._nonce + hello)
        welcome = self._read_command(b"\x07WELCOME")
        opened = open_box(welcome[16:], b"WELCOME-" + welcome[:16], shared(server, short_secret))
        short_server, cookie = opened[:32], opened[32:]
        vouch_nonce = os.urandom(16)
        vouch = box(short_public + server, b"VOUCH---" + vouch_nonce, shared(short_server, secret))
        self.key = shared(short_server, short_secret)
        metadata = b"\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x00"
        initiate = box(public + vouch_nonce + vouch + metadata,
                       b"CurveZMQINITIATE" + self._next(), self.key)
        self._command(b"\x08INITIATE" + cookie + self._nonce + initiate)
        self._read_command(b"\x05READY")

    def part(self, data, more=True):
        """One part of a message, as it goes over the wire."""
        sealed = box(bytes([more]) + data, b"CurveZMQMESSAGEC" + self._next(), self.key)
        return self._framed(0, b"\x07MESSAGE" + self._nonce + sealed)

    def _next(self):
        self.number += 1
        self._nonce = struct.pack(">Q", self.number)
        return self._nonce

    def _command(self, body):
        self.line.sendall(self._framed(4, body))

    @staticmethod
    def _framed(flags, body):
        if len(body) < 256:
            return bytes([flags, len(body)]) + body
        return struct.pack(">BQ", flags | 2, len(body)) + body

    def _read(self, count):
        data = b""
        while len(data) < count:
            data += (more := self.line.recv(count - len(data)))
            assert more, "the service hung up"
        return data

    def _read_command(self, name):
        flags, size = self._read(2)
        if flags & 2:
            size = struct.unpack(">Q", bytes([size]) + self._read(7))[0]
        body = self._read(size)
        assert body.startswith(name), body[:16]
        return body[len(name):]
