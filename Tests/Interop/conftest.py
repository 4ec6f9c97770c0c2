"""The system under test: real processes, as another backend meets them."""

import contextlib
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import types
import uuid

import pytest

import limits
import spool
from contract import CheckedSocket, Contract
from programs import BIN, ROOT, SERVICES, run


def free_port_base():
    """Neighbouring ports that nobody has, one a service.

    Of those that the kernel gives to nobody by itself: what a killed service leaves is free until it is
    back, whatever connects meanwhile."""
    first_given = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        base = random.randrange(16_384, first_given - len(SERVICES))
        with contextlib.ExitStack() as taken, contextlib.suppress(OSError):
            for port in range(base, base + len(SERVICES)):
                taken.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return base


def readme_blocks(language):
    """The blocks of code of the README."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.S)


def readme_client():
    """The client of the README, as it stands there."""
    module = types.ModuleType("readme_client")
    exec(compile(readme_blocks("python")[0], "README.md", "exec"), module.__dict__)
    return module


class System:
    """An Octopus that deploy/launch started in a folder of its own."""

    def __init__(self, data, *options):
        self.data, self.options = pathlib.Path(data), options
        # Where identity's mails lie, as the launcher has it.
        self.mail = self.data / "mail"
        self.port_base = free_port_base()
        self.client = readme_client()
        self.contract = Contract((ROOT / "Shared" / "Contract" / "octopus.cddl").read_text())

    def command(self, *options):
        return [ROOT / "deploy" / "launch", *self.options, "--data", self.data, *options]

    def launch(self, *options, check=True):
        ended = run(self.command(*options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                    text=True, timeout=1800)
        assert ended.returncode == 0 or not check, ended.stdout
        return ended

    def start(self):
        self.launch("--detach", "--port-base", str(self.port_base))
        self.owner = json.loads((self.data / "owner.json").read_text())
        self.tenant = uuid.UUID(self.owner["tenantId"])
        self.password = (self.data / "owner.password").read_text().strip()

    def stop(self):
        return self.launch("--stop")

    def take_over(self):
        """Makes all files this user's, to run the services without the launcher: root's launcher gave them
        to the user as whom it runs services."""
        for path in [self.data, *self.data.rglob("*")]:
            os.chown(path, os.geteuid(), os.getegid())

    def octopus(self, *arguments, check=True, **options):
        return run(
            [BIN / "octopus", *arguments], check=check, capture_output=True, text=True, timeout=60,
            env={**os.environ, "OCTOPUS_DATA": str(self.data)}, **options)

    def session(self, service, key="operator"):
        """The README's client with every frame of it checked against the contract."""
        contract = self.contract

        class Checked(self.client.Octopus):
            def _connect(self):
                super()._connect()
                self.socket = CheckedSocket(self.socket, contract)

        return Checked(self.data / "mesh.json", self.data / "keys" / f"{key}.json", service)

    def pid(self, service):
        return int((self.data / "run" / f"{service}.pid").read_text().split()[0])


class Shop:
    """A partner with its owner logged in, a point type and a coupon for five of it."""

    numbers = itertools.count(1)

    def __init__(self, system):
        self.system, number = system, f"{next(self.numbers)}-{uuid.uuid4().hex[:8]}"
        self.identity, self.loyalty = system.session("identity"), system.session("loyalty")
        owner = self.identity.call(
            "identity.v1/LogIn", {"email": system.owner["email"], "password": system.password},
            route=system.tenant)
        self.email = email = f"shop{number}@example.org"
        self.password = password = "seven wet umbrellas sing"
        partner = self.identity.call(
            "identity.v1/CreatePartner",
            {"name": f"Shop {number}", "ownerName": "Shop Owner", "ownerEmail": email},
            route=system.tenant, token=owner["accessToken"])
        self.id = partner["partnerId"]
        self.identity.call(
            "identity.v1/AcceptInvitation",
            {"invitation": partner["invitation"], "password": password}, route=system.tenant)
        self.log_in()
        self.stamp = self.call("CreatePointType", name="stamp", validity={"months": 6})["id"]
        coupon = self.call("CreateCoupon", terms={
            "title": "A free coffee", "price": {"pointTypeId": self.stamp, "amount": 5},
            "redeemableTimes": 1})
        self.coupon = self.call(
            "PublishCoupon", couponId=coupon["id"], version=coupon["version"])["id"]

    def log_in(self):
        self.tokens = self.identity.call(
            "identity.v1/LogIn", {"email": self.email, "password": self.password},
            route=self.system.tenant)
        self.loyalty.seen |= self.identity.seen

    def call(self, method, key=None, **body):
        return self.loyalty.call(
            f"loyalty.v1/{method}", body, route=self.id, token=self.tokens["accessToken"], key=key)

    def ledger(self):
        return self.call("CheckLedger", pointTypeId=self.stamp)


class EndUser:
    """An end user who is logged in on a phone."""

    def __init__(self, system, name="Somebody"):
        self.system, self.email = system, f"{uuid.uuid4().hex}@example.org"
        self.identity, self.loyalty = system.session("identity"), system.session("loyalty")
        made = self.identity.call(
            "identity.v1/RegisterEndUser", {"name": name, "email": self.email},
            route=system.tenant)
        self.id, self.code = made["endUserId"], made["code"]
        self.log_in()

    def log_in(self):
        code = spool.request_code(
            self.identity, self.system.mail, self.email, route=self.system.tenant)
        self.tokens = self.identity.call(
            "identity.v1/LogInEndUser", {"contact": self.email, "loginCode": code},
            route=self.system.tenant)
        self.loyalty.seen |= self.identity.seen

    def call(self, method, route=None, **body):
        return self.loyalty.call(
            f"loyalty.v1/{method}", body, route=route or self.system.tenant,
            token=self.tokens["accessToken"])


def pytest_configure(config):
    if not config.pluginmanager.has_plugin("limits"):
        config.pluginmanager.register(limits, "limits")


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    system = System(tmp_path_factory.mktemp("octopus"), "--programs", BIN)
    system.start()
    yield system
    system.stop()


@pytest.fixture
def shop(system):
    return Shop(system)


@pytest.fixture
def end_user(system):
    return EndUser(system)


@pytest.fixture(scope="session")
def clock(tmp_path_factory):
    """Makes the environment of a process whose wall clock is some seconds off."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler for the clock that is preloaded")
    library = tmp_path_factory.mktemp("clock") / "wallclock.so"
    run([compiler, "-shared", "-fPIC", "-o", library,
                    pathlib.Path(__file__).with_name("wallclock.c")], check=True)
    return lambda seconds, **more: {
        "LD_PRELOAD": str(library), "WALL_CLOCK_SECONDS": str(int(seconds)), **more}


@pytest.fixture(scope="session")
def contract():
    return Contract((ROOT / "Shared" / "Contract" / "octopus.cddl").read_text())
