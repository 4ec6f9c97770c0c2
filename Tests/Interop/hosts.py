"""Hosts of their own on one machine: network namespaces, and the network between them.

The network is a program, because not every kernel has netem: each namespace has a TUN device, and
`Network` carries the packets from one to the other, late, lost or not at all, as a test says.
"""

import contextlib
import ctypes
import fcntl
import heapq
import ipaddress
import os
import random
import select
import struct
import threading
import time
import types

import pytest
import zmq

import programs
from conftest import readme_client

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 1, 0x1000


def unavailable():
    """Why there can be no hosts here; None if there can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not os.path.exists("/dev/net/tun"):
        return "the kernel has no TUN devices"
    ended = programs.run(["unshare", "--net", "ip", "link"], capture_output=True)
    return None if ended.returncode == 0 else "this machine allows no network namespaces"


class Host:
    """A network namespace with one address. What is started within `with host:` lives on it."""

    def __init__(self, network, address):
        self.address = address
        with self._as_it_was():
            assert libc.unshare(CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            self.namespace = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            self.tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH", b"tun0", IFF_TUN | IFF_NO_PI))
            for command in ("link set lo up", f"addr add {address}/24 dev tun0",
                            "link set tun0 up"):
                programs.run(["ip", *command.split()], check=True)
        self.contexts = []
        network.plug(self)

    @staticmethod
    @contextlib.contextmanager
    def _as_it_was():
        former = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield
        finally:
            assert libc.setns(former, CLONE_NEWNET) == 0
            os.close(former)

    @contextlib.contextmanager
    def here(self):
        """This thread, and what it starts, is on the host."""
        with self._as_it_was():
            assert libc.setns(self.namespace, CLONE_NEWNET) == 0
            yield self

    def client(self):
        """The README's client on this host: libzmq's threads stay where their context began."""
        with self.here():
            context = zmq.Context()
            context.socket(zmq.PAIR).close()
        self.contexts.append(context)
        module = readme_client()
        module.zmq = types.SimpleNamespace(**vars(zmq))
        module.zmq.Context = types.SimpleNamespace(instance=lambda: context)
        return module

    def run(self, *command, **options):
        with self.here():
            return programs.start(command, **options)

    def close(self):
        # Left to the collector of memory, a context waits for ever for sockets that go with it.
        for context in self.contexts:
            context.destroy()
        os.close(self.tun)
        os.close(self.namespace)


class Network(threading.Thread):
    """Carries packets between hosts; each direction between two of them has its own faults."""

    def __init__(self, seed=1):
        super().__init__(daemon=True)
        self.hosts, self.random = {}, random.Random(seed)
        self.cuts, self.trap = set(), None
        self.delay, self.loss = 0.0, 0.0
        self.late, self.count, self.goes_on = [], 0, True
        self.poller = select.poll()
        self.start()

    def plug(self, host):
        self.hosts[ipaddress.ip_address(host.address).packed] = host
        self.poller.register(host.tun, select.POLLIN)

    # --- faults ------------------------------------------------------------------------------

    def cut(self, sender, receiver, both=True):
        """Nothing passes any more, in one direction or in both."""
        self.cuts |= {(sender.address, receiver.address)}
        if both:
            self.cuts |= {(receiver.address, sender.address)}

    def cut_once(self, sender, receiver, bytes_of_payload):
        """Lets one packet of that size pass on a new connection; then nothing comes back."""
        self.trap = (sender, receiver, bytes_of_payload, set())

    def heal(self):
        """As it was: at once and without a loss. Returns when that was."""
        self.cuts, self.trap, self.delay, self.loss = set(), None, 0.0, 0.0
        return time.monotonic()

    # --- carrying ----------------------------------------------------------------------------

    def run(self):
        while self.goes_on:
            wait = 50 if not self.late else max(0, (self.late[0][0] - time.monotonic()) * 1000)
            for descriptor, _ in self.poller.poll(min(50, wait)):
                with contextlib.suppress(BlockingIOError, OSError):
                    while True:
                        self._carry(os.read(descriptor, 65536))
            while self.late and self.late[0][0] <= time.monotonic():
                self._deliver(heapq.heappop(self.late)[2])

    def _carry(self, packet):
        if packet[0] >> 4 != 4 or packet[12:16] not in self.hosts or packet[16:20] not in self.hosts:
            return  # not ours: IPv6's questions for neighbours, for instance
        sender, receiver = self.hosts[packet[12:16]], self.hosts[packet[16:20]]
        if (sender.address, receiver.address) in self.cuts or self.random.random() < self.loss:
            return
        if self.trap and self.trap[:2] == (sender, receiver):
            self._spring(packet)
        if self.delay:
            self.count += 1
            heapq.heappush(self.late, (time.monotonic() + self.delay, self.count, packet))
        else:
            self._deliver(packet)

    def _spring(self, packet):
        """Asks whether this packet is the one to cut the line after."""
        sender, receiver, size, connections = self.trap
        port, is_first = packet[20:22], packet[33] & 2
        if is_first:
            connections.add(port)
        if port in connections and len(packet) - 52 >= size:
            self.cut(receiver, sender, both=False)
            self.trap = None

    def _deliver(self, packet):
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self.hosts[packet[16:20]].tun, packet)

    def close(self):
        self.goes_on = False
        self.join()
        for host in self.hosts.values():
            host.close()


def need_hosts():
    if reason := unavailable():
        pytest.skip(reason)
