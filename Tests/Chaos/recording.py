"""What a client asks and is answered, written down before the frame leaves and once it has come."""

import json
import os
import pathlib
import sys
import time

import cbor2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))

from conftest import readme_client  # noqa: E402

README = readme_client()


class Journal:
    """Lines that only ever are added; each is with the kernel before `write` returns."""

    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.asked = 0

    def write(self, **line):
        os.write(self.file, json.dumps(line).encode() + b"\n")

    def ask(self, key, method, route, body):
        self.asked += 1
        self.write(ask=self.asked, key=str(key), method=method, route=str(route), body=body.hex())
        return self.asked


class RecordedSocket:
    """A socket of the README's client that writes down keyed requests and their replies."""

    def __init__(self, socket, session):
        self.socket, self.session, self.open = socket, session, {}

    def __getattr__(self, name):
        return getattr(self.socket, name)

    def send(self, frame):
        kind, header, body = self._parts(frame)
        if kind == README.REQUEST and self.session.is_recording:
            fields = cbor2.loads(header)
            self.open[fields[1]] = self.session.journal.ask(
                fields[6], fields[3], fields.get(5), body)
        return self.socket.send(frame)

    def recv(self):
        frame = self.socket.recv()
        kind, header, body = self._parts(frame)
        if kind == README.REPLY:
            fields = cbor2.loads(header)
            if number := self.open.pop(fields[1], None):
                self.session.journal.write(
                    answer=number, status=fields[12], effect=fields.get(13), body=body.hex())
        return frame

    @staticmethod
    def _parts(frame):
        size = int.from_bytes(frame[4:8], "big")
        return frame[3], frame[8:8 + size], frame[8 + size:]


class Session(README.Octopus):
    """The README's client; `record` writes down what is asked, as long as no secret goes over it."""

    # Services die all the time here, so none is waited for as long as the README's client would.
    IMPATIENCE = 0.8

    def __init__(self, map_file, key_file, service, journal):
        super().__init__(map_file, key_file, service)
        self.journal, self.is_recording = journal, False

    def record(self, method, body, **options):
        """A command, with every attempt and every answer written down."""
        self.is_recording = True
        try:
            return self.call(method, body, **options)
        finally:
            self.is_recording = False

    def _connect(self):
        super()._connect()
        self.socket = RecordedSocket(self.socket, self)

    def _receive(self, end, wanted):
        return super()._receive(min(end, time.monotonic() + self.IMPATIENCE), wanted)
