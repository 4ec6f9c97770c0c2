import json, secrets, struct, time, uuid
import cbor2, zmq

HELLO, WELCOME, REQUEST, REPLY, PING, PONG, RESET = 1, 2, 3, 4, 6, 7, 9


class Refused(Exception):
    """The service said no: `reason` is a stable word, `effect` tells whether anything was done."""

    def __init__(self, error, effect):
        wait = f" (wait {error['retryAfterMs']} ms)" if error.get("retryAfterMs") else ""
        super().__init__(f"{error['reason']}: {error['message']}{wait}")
        self.error, self.reason, self.effect = error, error["reason"], effect


def uuid7():
    return uuid.UUID(int=time.time_ns() // 1_000_000 << 80 | 7 << 76 | secrets.randbits(12) << 64
                     | 2 << 62 | secrets.randbits(62))


class Seen(dict):
    """The newest position of each log that somebody has seen; `|` never goes back."""

    def __ior__(self, other):
        for log, position in other.items():
            _, _, epoch, seq = self.get(log, position)
            if epoch != position[2] or seq <= position[3]:
                self[log] = position
        return self

    def __or__(self, other):
        return Seen(self).__ior__(other)


class Octopus:
    """A session with one service, for one thread."""

    def __init__(self, map_file, key_file, service):
        self.place = json.load(open(map_file))["services"][service][0]
        self.keys = json.load(open(key_file))
        self.socket, self.session, self.calls, self.seen = None, None, 0, Seen()

    def call(self, method, body=None, route=None, token=None, key=None, timeout=10):
        """Asks until there is an answer or the time is up: one key, so it happens once."""
        key, end, attempt = key or uuid7(), time.monotonic() + timeout, 0
        encoded, self.trouble = cbor2.dumps(body or {}), "no answer"
        while (now := time.monotonic()) < end:
            if self.session is None and not self._greet(end):
                continue
            if len(encoded) > self.longest:
                raise ValueError(f"{method}: a body of {len(encoded)} bytes is longer than the "
                                 f"{self.longest} that the service takes")
            self.calls, attempt = self.calls + 1, attempt + 1
            header = {1: self.calls, 2: self.session, 3: method, 4: int(end * 1000 + self.offset),
                      5: route, 6: key, 7: attempt, 8: token, 9: token and 1,
                      11: list(self.seen.values())}
            self._send(REQUEST, {n: one for n, one in header.items() if one}, encoded,
                       patience=min(1, end - now))
            answer = self._receive(min(end, now + 3), {REPLY: self.calls, RESET: None})
            if answer is None:
                self.session = None  # the service restarted, or hangs: greet it, and ask again
                continue
            kind, header, reply = answer
            if kind == RESET:
                if header[16] in ("malformed", "notOneFrame", "unexpectedKind"):
                    raise RuntimeError(f"{method}: the service can't read the frame: {header[16]}")
                self.session, self.trouble = None, f"the session ended: {header[16]}"
                continue
            if position := header.get(14):
                self.seen |= {tuple(position[:2]): position}  # read your own writes, everywhere
            if header[12] == 0:
                return reply
            refused = Refused(reply, header[13])
            if header[12] not in (8, 14) or header[13] != 1 or refused.reason == "throttled":
                raise refused
            self.trouble = refused  # overloaded or away: not started
            time.sleep(min(header.get(15, 50) / 1000, max(0, end - time.monotonic())))
        raise TimeoutError(f"{method} was not answered within {timeout} s: {self.trouble}")

    def _greet(self, end):
        self._connect()  # a new socket: one that was refused once never tries again
        sent = time.monotonic()
        self._send(HELLO, {19: [1], 21: "readme", 22: "1", 23: str(uuid.uuid4())},
                   patience=max(0, min(1, end - sent)))
        if answer := self._receive(min(end, sent + 1), {WELCOME: None}):
            self.session, self.calls, self.longest = answer[1][2], 0, answer[1][27]
            self.offset = answer[1][18] - (sent + time.monotonic()) * 500
        elif self.monitor.poll(0):
            self.trouble = (f"{self.place['endpoint']} refuses this program's key "
                            f"{self.keys['publicKey']}: it is not registered")
        elif self.trouble == "no answer":
            self.trouble = (f"no session with {self.place['endpoint']}: nothing listens there, or "
                            "its key is not the map's")
        return answer is not None

    def _connect(self):
        if self.socket:
            self.socket.disable_monitor()
            self.socket.close()
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.immediate, self.socket.linger = 1, 0  # no old requests, and none left behind
        self.socket.rcvhwm = 0  # bounded by asking one
        self.socket.curve_publickey = self.keys["publicKey"].encode()
        self.socket.curve_secretkey = self.keys["secretKey"].encode()
        self.socket.curve_serverkey = self.place["publicKey"].encode()
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH,
                                                      f"inproc://{uuid.uuid4()}")
        self.socket.connect(self.place["endpoint"])

    def _send(self, kind, header, body=b"", patience=0):
        header = cbor2.dumps(header)
        if self.socket.poll(patience * 1000, zmq.POLLOUT):
            self.socket.send(b"OM" + struct.pack(">BBI", 1, kind, len(header)) + header + body)

    def _receive(self, end, wanted):
        while (left := end - time.monotonic()) > 0 and self.socket.poll(left * 1000):
            frame = self.socket.recv()
            kind, size = struct.unpack(">BI", frame[3:8])
            header, body = cbor2.loads(frame[8:8 + size]), frame[8 + size:]
            if kind == PING:
                self._send(PONG, {17: header[17], 2: header[2]})
            if kind in wanted and wanted[kind] in (None, header.get(1)):
                return kind, header, cbor2.loads(body) if body else None
