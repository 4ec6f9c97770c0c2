"""The printed contract, used as another backend would: to check what goes over the wire."""

import functools
import re

import pycddl

KINDS = {1: "hello", 2: "welcome", 3: "request", 4: "reply", 5: "cancel", 6: "ping", 7: "pong",
         8: "goAway", 9: "reset"}


class Contract:
    def __init__(self, cddl):
        self.cddl = cddl
        self.methods = {
            found["name"]: found.groupdict()
            for found in re.finditer(
                r"^;@ method (?P<name>\S+) (?P<kind>\S+) .*?routing=(?P<routing>\S+).*?"
                r"request=(?P<request>\S+) reply=(?P<reply>\S+)", cddl, re.M)}
        self.events = {
            found["kind"]: found.groupdict()
            for found in re.finditer(
                r"^;@ event (?P<kind>\S+) .*?body=(?P<body>\S+) personal=(?P<personal>\S+)",
                cddl, re.M)}

    @functools.cache
    def schema(self, rule):
        return pycddl.Schema(f"checked = {rule}\n{self.cddl}")

    def check(self, rule, encoded):
        try:
            self.schema(rule).validate_cbor(encoded)
        except pycddl.ValidationError as error:
            raise AssertionError(f"not a {rule}: {error}") from error

    def check_header(self, kind, encoded):
        self.check(f"{KINDS[kind]}-header", encoded)


class CheckedSocket:
    """A socket of the README's client that holds every frame against the contract."""

    def __init__(self, socket, contract):
        self.socket, self.contract, self.asked, self.checked = socket, contract, {}, 0

    def __getattr__(self, name):
        return getattr(self.socket, name)

    def send(self, frame):
        self._check(frame)
        return self.socket.send(frame)

    def recv(self):
        frame = self.socket.recv()
        self._check(frame)
        return frame

    def _check(self, frame):
        import cbor2
        kind, size = frame[3], int.from_bytes(frame[4:8], "big")
        header, body = frame[8:8 + size], frame[8 + size:]
        self.contract.check_header(kind, header)
        fields = cbor2.loads(header)
        if kind == 3:
            self.asked[fields[1]] = fields[3]
            if method := self.contract.methods.get(fields[3]):
                self.contract.check(method["request"], body)
        if kind == 4:
            asked = self.asked.pop(fields[1])
            rule = self.contract.methods[asked]["reply"] if fields[12] == 0 else "ErrorReply"
            self.contract.check(rule, body)
        self.checked += 1
