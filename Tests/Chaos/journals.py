"""Reads what the clients wrote down; shares nothing with them but the form of the lines."""

import collections
import json
from typing import NamedTuple

import cbor2

# Statuses that a service's own data decided, so that they stay: invalid argument, not found,
# already exists, failed precondition, aborted, out of range. Load, time and permission may change.
DECIDED = {3, 5, 6, 9, 10, 11}
# Said about the key or the frame before anything was decided.
UNDECIDED_REASONS = {"idempotencyKeyReused", "idempotencyKeyExpired", "idempotencyKeyAhead",
                     "idempotencyKeyMissing", "malformed", "routingKeyMissing"}


class Answer(NamedTuple):
    """An answer as a client saw it; a Swift client sees a refusal's parts, not its bytes."""

    status: int
    body: bytes | None
    reason: str = ""
    debug_id: str = ""

    @classmethod
    def of(cls, line):
        body = bytes.fromhex(line["body"]) if "body" in line else None
        if line["status"] == 0:
            return cls(0, body)
        if body is not None:
            return cls.stored(line["status"], body)
        return cls(line["status"], None, line["reason"], line["debugId"])

    @classmethod
    def stored(cls, status, body):
        if status == 0:
            return cls(0, body)
        error = cbor2.loads(body)
        return cls(status, body, error["reason"], error["debugId"])

    @property
    def is_decided(self):
        return self.status == 0 or (
            self.status in DECIDED and self.reason not in UNDECIDED_REASONS)

    def is_same(self, other):
        if self.body is None or other.body is None:
            return self[0::2] == other[0::2] and self.debug_id == other.debug_id
        return self.body == other.body and self.status == other.status


class Command:
    """All that was asked under one key: usually one request, many times."""

    def __init__(self, key, method, route):
        self.key, self.method, self.route = key, method, route
        self.asked = collections.Counter()  # how often by request
        self.answers = collections.defaultdict(list)  # by request

    def __str__(self):
        return f"{self.key.hex()} {self.method}"

    def decided(self, request):
        return [answer for answer in self.answers[request] if answer.is_decided]


class Journals:
    """The commands of all clients by their keys, and how many reads there were."""

    def __init__(self, folder):
        self.commands, self.reads, self.unbalanced, self.disordered = {}, 0, 0, 0
        self.asks = self.seen = 0
        for file in sorted(folder.glob("*.jsonl")):
            self._read(file)

    def _read(self, file):
        asked = {}
        lines = file.read_text().split("\n")
        # The last line is empty, or half a line of a client that is writing it.
        for line in map(json.loads, lines[:-1]):
            if "ask" in line:
                key = bytes.fromhex(line["key"].replace("-", ""))
                route = bytes.fromhex(line["route"].replace("-", ""))
                command = self.commands.setdefault(key, Command(key, line["method"], route))
                request = bytes.fromhex(line["body"])
                command.asked[request] += 1
                asked[line["ask"]] = command, request
                self.asks += 1
            elif "answer" in line:
                command, request = asked[line["answer"]]
                command.answers[request].append(Answer.of(line))
                self.seen += 1
            else:
                self.reads += 1
                self.unbalanced += line.get("isBalanced") is False
                self.disordered += line.get("isInOrder") is False
