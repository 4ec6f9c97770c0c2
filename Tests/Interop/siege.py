"""What an attack is measured with, and the tools of attackers."""

import contextlib
import pathlib
import resource
import socket
import struct

import cbor2
import zmq

from honest import Honest
from place import eventually

HELLO, WELCOME, REQUEST, REPLY, PING, PONG, RESET = 1, 2, 3, 4, 6, 7, 9
MIB = 1024 * 1024
# A p99 that says "served" on a machine of two cores that builds and attacks at the same time.
SERVED_MS = 1000


def raise_descriptor_limit():
    """Thousands of connections are ours as well as the service's."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Process:
    """What the kernel says of a process."""

    def __init__(self, pid):
        self.folder = pathlib.Path(f"/proc/{pid}")

    def memory(self, field):
        """`VmRSS` or `VmHWM`, in MiB."""
        for line in (self.folder / "status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        raise ProcessLookupError(f"{self.folder} is no more")

    def forget_peak(self):
        (self.folder / "clear_refs").write_text("5")

    def cpu_seconds(self):
        fields = (self.folder / "stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def descriptors(self):
        return len(list((self.folder / "fd").iterdir()))


class Siege:
    """A service under attack, and an honest client beside it."""

    def __init__(self, place, shop, end_user, service="loyalty"):
        self.place, self.shop, self.end_user, self.service = place, shop, end_user, service
        self.honest, self.rows = Honest(place, shop, end_user), []
        self.awards, self.unknown = 0, 0
        self.peace = self._window(calls=300)

    def _window(self, calls=0):
        window = self.honest.window(calls)
        self.awards += window["awards"]
        self.unknown += len(window["failures"])
        return window

    def wait_served(self):
        """Until the honest client has found the service that was started again."""
        self._window()
        eventually(lambda: self._window(calls=20)["max"] < SERVED_MS, 20)

    def meanwhile(self, calls):
        """Returns when others have made so many calls more; an attack goes on for that long."""
        self.honest.meanwhile(calls)

    @contextlib.contextmanager
    def attack(self, name, mib, p99=SERVED_MS):
        """While the block runs: others are served, memory grows by `mib` at most, nobody dies.

        - mib: what the attack may cost at its peak; the test's docstring says what bounds it.
        """
        pid = self.place.pid(self.service)
        process = Process(pid)
        process.forget_peak()
        before = process.memory("VmRSS")
        self._window()
        yield process
        window = self._window()
        peak, after = process.memory("VmHWM"), process.memory("VmRSS")
        self.rows.append((name, window["p99"], window["calls"], before, peak, after))
        print(self._line(self.rows[-1]))
        assert self.place.processes[self.service].poll() is None
        assert self.place.pid(self.service) == pid
        assert window["failures"] == []
        assert window["calls"] >= 5 and window["p99"] < p99
        assert peak - before < mib

    def serves(self, key="operator"):
        """Whether a newcomer is served."""
        return self.place.session(self.service, key).call("mesh.v1/Health", timeout=15)

    def end(self):
        """Its books hold what the honest client was told, and nothing else."""
        last = self.honest.stop()
        awards, unknown = self.awards + last["awards"], self.unknown + len(last["failures"])
        self.shop.log_in()
        ledger = self.shop.ledger()
        assert ledger["isBalanced"]
        assert awards <= ledger["issued"] <= awards + unknown, (ledger, awards, unknown)

    @staticmethod
    def _line(row):
        name, p99, calls, before, peak, after = row
        return (f"{name:34} {p99:8.1f} {calls:6} {before:8.0f} {peak:8.0f} {after:8.0f}")

    def table(self):
        head = f"{'attack':34} {'p99 ms':>8} {'calls':>6} {'MiB':>8} {'peak':>8} {'after':>8}"
        peace = f"{'(none)':34} {self.peace['p99']:8.1f} {self.peace['calls']:6}"
        return "\n".join([head, peace, *map(self._line, self.rows)])


# --- attackers -------------------------------------------------------------------------------

def frame(kind, header, body=b""):
    header = cbor2.dumps({number: one for number, one in header.items() if one is not None})
    return b"OM" + struct.pack(">BBI", 1, kind, len(header)) + header + body


def read(received):
    size = struct.unpack(">I", received[4:8])[0]
    body = received[8 + size:]
    return received[3], cbor2.loads(received[8:8 + size]), cbor2.loads(body) if body else None


def dealer(place, service, keys, server_key=None, context=None, **options):
    """A socket with the keys and the bad manners that an attacker likes.

    Without a connection it has nowhere to send to: if the service dies, a send fails with `zmq.Again`.
    """
    one = (context or zmq.Context.instance()).socket(zmq.DEALER)
    one.linger, one.sndhwm, one.rcvhwm, one.immediate = 0, 0, 0, 1
    one.sndtimeo = 10_000
    for name, value in options.items():
        setattr(one, name, value)
    one.curve_publickey, one.curve_secretkey = keys
    one.curve_serverkey = server_key or place.public(service).encode()
    one.connect(place.map["services"][service][0]["endpoint"])
    return one


def greet(one, milliseconds=10_000):
    """Says HELLO; returns the session's id."""
    assert one.poll(milliseconds, zmq.POLLOUT), "no connection"
    one.send(frame(HELLO, {19: [1], 21: "hostile", 22: "1", 23: "hostile"}))
    assert one.poll(milliseconds), "no answer to HELLO"
    kind, header, _ = read(one.recv())
    assert kind == WELCOME, header
    return header[2]


def receive_all(one, milliseconds=0):
    """What has come, read as frames."""
    while one.poll(milliseconds):
        yield read(one.recv())


ZMTP_GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x01" + b"CURVE".ljust(20, b"\0") + bytes(32)


def raw(place, service, *sent):
    """A TCP connection that says something, or nothing."""
    one = socket.create_connection(place.endpoint(service), timeout=10)
    one.setblocking(False)
    for data in sent:
        send_what_fits(one, data)
    return one


def send_what_fits(one, data):
    with contextlib.suppress(BlockingIOError, ConnectionError):
        one.sendall(data)


def close_all(sockets):
    for one in sockets:
        one.close()


def is_closed_by_peer(one):
    """Whether the service has hung up."""
    try:
        while one.recv(65536):
            pass
        return True
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
