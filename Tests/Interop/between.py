"""A line between a follower and the service that it follows, where answers come late, get lost or come
again.

    between = Between(place, "identity", "loyalty")
    between.behave(lost=30)
"""

import heapq
import json
import random
import struct
import threading
import time

import cbor2
import zmq

from lines import REPLY, REQUEST

# How many events of the log it remembers to bring again.
REMEMBERED = 50


class Between(threading.Thread):
    """Stands where `service` is for `follower` alone, with the keys of both, and passes frames on.

    - endpoint: what the follower's map must name instead of the service's.
    """

    def __init__(self, place, service, follower, seed=7):
        super().__init__(daemon=True)
        self.random, self.goes_on, self.context = random.Random(seed), True, zmq.Context()
        self.target = place.map["services"][service][0]
        self.keys = json.loads(place.key_file(follower).read_text())
        self.front = self.context.socket(zmq.ROUTER)
        self.front.linger, self.front.curve_server = 0, True
        self.front.curve_secretkey = json.loads(
            place.key_file(service).read_text())["secretKey"].encode()
        port = self.front.bind_to_random_port("tcp://127.0.0.1")
        self.endpoint = f"tcp://127.0.0.1:{port}"
        self.backs, self.asked, self.told = {}, {}, {}
        self.late, self.count, self.struck = [], 0, 0
        self.behave()
        self.start()

    def behave(self, late=0, lost=0, again=0, cut=False):
        """What becomes of answers from now on.

        - late: how many seconds each may take longer.
        - lost, again: how many of 100 never come, or come twice and bring old events again.
        - cut: nothing passes, in either direction.
        """
        self.delay, self.lost, self.again, self.cut = late, lost, again, cut
        self.struck = 0

    def close(self):
        self.goes_on = False
        self.join()
        self.context.destroy(linger=0)

    # --- carrying ----------------------------------------------------------------------------

    def run(self):
        while self.goes_on:
            wait = min(0.02, self.late[0][0] - time.monotonic()) if self.late else 0.02
            ready = zmq.select([self.front, *self.backs.values()], [], [], max(0, wait))[0]
            for socket in ready:
                if socket is self.front:
                    self._ask(*socket.recv_multipart())
            for routing, back in list(self.backs.items()):
                if back in ready:
                    self._answer(routing, back.recv())
            while self.late and self.late[0][0] <= time.monotonic():
                self._send(*heapq.heappop(self.late)[2:])

    def _ask(self, routing, frame):
        if self.cut:
            return self._strike()
        if routing not in self.backs:
            back = self.backs[routing] = self.context.socket(zmq.DEALER)
            back.linger = 0
            back.curve_publickey = self.keys["publicKey"].encode()
            back.curve_secretkey = self.keys["secretKey"].encode()
            back.curve_serverkey = self.target["publicKey"].encode()
            back.connect(self.target["endpoint"])
        kind, header, body = split(frame)
        if kind == REQUEST and header[3] == "mesh.v1/ReadEvents":
            kinds = tuple(cbor2.loads(body).get("kinds", ()))
            self.asked[routing, header[1]] = kinds
        self.backs[routing].send(frame)

    def _answer(self, routing, frame):
        if self.cut:
            return self._strike()
        kind, header, body = split(frame)
        if kind != REPLY:
            return self._send(routing, frame)
        strikes = self.random.random() * 100
        frame = self._remember(routing, header, body, frame, strikes < self.again)
        if strikes < self.lost:
            return self._strike()
        for _ in range(2 if strikes < self.again else 1):
            at = time.monotonic() + self.random.random() * self.delay
            self.count += 1
            heapq.heappush(self.late, (at, self.count, routing, frame))
        if strikes < self.again or self.delay:
            self._strike()

    def _remember(self, routing, header, body, frame, again):
        """The frame, with events in front that its reader was told already if it comes again."""
        kinds = self.asked.pop((routing, header[1]), None)
        if kinds is None or header[12] != 0:
            return frame
        page = cbor2.loads(body)
        told = self.told.setdefault(kinds, [])
        events, before = page["events"], list(told)
        told += [event for event in events if event not in told]
        del told[:-REMEMBERED]
        if not again or not before:
            return frame
        page["events"] = before + events
        encoded = cbor2.dumps(header)
        return b"OM" + struct.pack(">BBI", 1, REPLY, len(encoded)) + encoded + cbor2.dumps(page)

    def _strike(self):
        self.struck += 1

    def _send(self, routing, frame):
        self.front.send_multipart([routing, frame])


def split(frame):
    """Kind, header and body."""
    size = int.from_bytes(frame[4:8], "big")
    return frame[3], cbor2.loads(frame[8:8 + size]), frame[8 + size:]
