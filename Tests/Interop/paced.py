"""Honest clients at a fixed pace, as a process of its own: a call's time counts from when it was due,
also if it had to wait here, so a service that hangs can't hide the calls that would have come.

A line of JSON on its input is an order, and is answered by one: `{"pace": …}` adds a kind of call,
`{"take": true}` gives the samples since the last time, with the age of those that are still open.
"""

import collections
import heapq
import itertools
import json
import subprocess
import sys
import time
import uuid

import cbor2
import zmq

import programs
from client import Seen
from lines import Line, uuid7

IN_FLIGHT = 100
TIMEOUT_SECONDS = 30
RESOURCE_EXHAUSTED, UNAVAILABLE, NOT_STARTED = 8, 14, 1


class Sample(collections.namedtuple("Sample", "kind due sent seconds outcome")):
    """A call: when it was due and last sent, the seconds since it was due, and `ok`, `open` or the
    reason of its refusal. Times are the machine's monotonic seconds."""


class Paced:
    """The process, seen from a test."""

    def __init__(self, place):
        self.place = place
        self.process = programs.start([sys.executable, __file__, place.data],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def pace(self, kind, service, key, method, per_second, body=None, route=None, token=None,
             is_command=False, sends_seen=True):
        """From now on a call of this kind, so many times a second.

        - Parameter sends_seen: whether it says what was seen, as an honest client does.
        """
        self._order(pace={
            "kind": kind, "service": service, "key": str(self.place.key_file(key)),
            "method": method, "perSecond": per_second, "body": cbor2.dumps(body or {}).hex(),
            "route": route and str(route), "token": token, "isCommand": is_command,
            "sendsSeen": sends_seen})

    def take(self):
        """The samples since the last time."""
        return [Sample(*one) for one in self._order(take=True)]

    def _order(self, **order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        if not (line := self.process.stdout.readline()):
            raise AssertionError("the honest client died")
        return json.loads(line)

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Kind:
    def __init__(self, name, method, line, per_second, body, route, token, is_command, sends_seen):
        self.name, self.method, self.line, self.body = name, method, line, body
        self.step, self.is_command, self.sends_seen = 1 / per_second, is_command, sends_seen
        self.header = {5: route and uuid.UUID(route), 8: token}


class Call:
    """One call that was due; it is tried until it is answered for good."""

    def __init__(self, kind, due):
        self.kind, self.due, self.sent = kind, due, None
        self.key = uuid7() if kind.is_command else None

    def sample(self, outcome):
        return [self.kind.name, self.due, self.sent, time.monotonic() - self.due, outcome]


class Client:
    """A line, what waits to be sent on it, and what was sent."""

    def __init__(self, context, map_file, service, key):
        self.line = Line(context, map_file, service, key)
        self.waiting, self.under_way = collections.deque(), {}

    def pump(self, seen):
        line = self.line
        line.greet()
        while self.waiting and line.session is not None and len(self.under_way) < IN_FLIGHT:
            call = self.waiting[0]
            left = call.due + TIMEOUT_SECONDS - time.monotonic()
            positions = list(seen.values()) if call.kind.sends_seen else []
            header = call.kind.header | {11: positions or None}
            try:
                number = line.ask(line.template(call.kind.method, header, left), call.kind.body,
                                  call.key)
            except zmq.Again:
                return
            self.waiting.popleft()
            call.sent = time.monotonic()
            self.under_way[number] = call

    def begin_again(self):
        self.waiting.extendleft(reversed(self.under_way.values()))
        self.under_way = {}
        self.line.connect()


class Clients:
    def __init__(self, folder):
        self.map_file, self.context = f"{folder}/mesh.json", zmq.Context()
        self.clients, self.agenda, self.order = {}, [], itertools.count()
        self.samples, self.seen = [], Seen()

    def pace(self, kind, service, key, method, perSecond, body, route, token, isCommand, sendsSeen):
        if (service, key) not in self.clients:
            self.clients[service, key] = Client(self.context, self.map_file, service, key)
        one = Kind(kind, method, self.clients[service, key], perSecond, bytes.fromhex(body), route,
                   token, isCommand, sendsSeen)
        self._later(time.monotonic(), one)
        return True

    def take(self):
        taken, self.samples = self.samples, []
        later = [what for _, _, what in self.agenda if isinstance(what, Call)]
        here = [[*client.under_way.values(), *client.waiting] for client in self.clients.values()]
        return taken + [call.sample("open") for call in itertools.chain(later, *here)]

    def _later(self, when, what):
        heapq.heappush(self.agenda, (when, next(self.order), what))

    def run(self):
        while True:
            wait = self.agenda[0][0] - time.monotonic() if self.agenda else 1
            poller = zmq.Poller()
            poller.register(sys.stdin, zmq.POLLIN)
            for client in self.clients.values():
                poller.register(client.line.socket, zmq.POLLIN)
            ready = dict(poller.poll(max(0, min(wait, 0.05)) * 1000))
            for client in self.clients.values():
                self._receive(client)
            self._begin_what_is_due()
            for client in self.clients.values():
                client.pump(self.seen)
            if sys.stdin.fileno() in ready:
                if not (line := sys.stdin.readline()):
                    return
                order = json.loads(line)
                done = self.pace(**order["pace"]) if "pace" in order else self.take()
                print(json.dumps(done), flush=True)

    def _begin_what_is_due(self):
        while self.agenda and self.agenda[0][0] <= time.monotonic():
            due, _, what = heapq.heappop(self.agenda)
            if isinstance(what, Call):
                what.kind.line.waiting.append(what)
            else:
                what.line.waiting.append(Call(what, due))
                self._later(due + what.step, what)

    def _receive(self, client):
        for number, header, body in client.line.received():
            if number is None:
                client.begin_again()
                return
            if (call := client.under_way.pop(number, None)) is None:
                continue
            if position := header.get(14):
                self.seen |= {tuple(position[:2]): position}
            if header[12] == 0:
                self.samples.append(call.sample("ok"))
                continue
            reason = cbor2.loads(body)["reason"]
            is_load = header[12] in (RESOURCE_EXHAUSTED, UNAVAILABLE) and header[13] == NOT_STARTED
            if is_load and reason != "throttled" and time.monotonic() < call.due + TIMEOUT_SECONDS:
                self._later(time.monotonic() + header.get(15, 50) / 1000, call)
            else:
                self.samples.append(call.sample(reason))


if __name__ == "__main__":
    Clients(sys.argv[1]).run()
