"""deploy/launch --sip: operators answer from SIP clients, the bridge is killed, and all of it ends."""

import concurrent.futures
import os
import pathlib
import shutil
import signal
import types

import pytest

from conftest import System, free_port_base
from place import BIN, eventually
from test_sip import Customer, Operator, shop_with_chat

pytestmark = [
    pytest.mark.skipif(not shutil.which("kamailio"), reason="deploy/packages.sh: sip_packages"),
    pytest.mark.limit(120, setup=180),
]


@pytest.fixture(scope="module")
def launched(tmp_path_factory):
    port = free_port_base()
    system = System(tmp_path_factory.mktemp("launched"), "--programs", BIN, "--sip", f"--sip-port={port}")
    system.bridge = types.SimpleNamespace(
        tcp=port, tls=port + 1, certificate=system.data / "sip" / "certificate.pem")
    system.start()
    yield system
    system.stop()


@pytest.fixture(scope="module")
def shop(launched):
    return shop_with_chat(launched)


def processes_in(folder):
    """The command lines that name the folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


def kill_bridge(launched):
    pid = launched.pid("sip")
    os.kill(pid, signal.SIGKILL)
    return pid


def registered_again(launched, operator, pid):
    """A client of the bridge that the supervisor starts in the place of a killed one."""
    eventually(lambda: launched.pid("sip") != pid, 20)

    def client():
        try:
            made = operator.client(launched.bridge, tls=True)
            return made if made.register().status == 200 else None
        except OSError:
            return None  # neither is up yet

    return eventually(client, 20)


def test_an_operator_answers_from_a_client_over_a_kill_of_the_bridge(launched, shop):
    operator, customer = Operator(shop.account), Customer(launched, shop)
    client = operator.registered(launched.bridge, tls=True)
    customer.say("Are you open?")
    assert client.message().body == "Are you open?"
    assert client.say("Until ten.", customer.address, call="first").status == 200
    eventually(customer.is_told_that_it_came)
    pid = kill_bridge(launched)
    customer.say("And tomorrow?")
    client = registered_again(launched, operator, pid)
    assert client.message().body == "And tomorrow?"
    assert client.say("Until ten.", customer.address, call="first").status == 200
    assert customer.texts() == ["Until ten."]
    assert client.nothing_comes(0.5)


def test_an_answer_in_whose_midst_the_bridge_is_killed_is_one_message(launched, shop):
    operator, customer = Operator(shop.account), Customer(launched, shop)
    client = operator.registered(launched.bridge, tls=True)
    customer.say("Are you open?")
    assert client.message().body == "Are you open?"
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answering = pool.submit(client.say, "Yes.", customer.address, call="midst", sequence=7)
        pid = kill_bridge(launched)
        try:
            answering.result()
        except OSError:
            pass  # nobody knows whether it came, so the client sends it once more
    client = registered_again(launched, operator, pid)
    assert client.say("Yes.", customer.address, call="midst", sequence=7).status == 200
    assert customer.texts() == ["Yes."]


def test_its_end_leaves_nothing_behind(launched):
    assert "sip runs as pid" in launched.launch("--status").stdout
    assert any("kamailio.cfg" in words for words in processes_in(launched.data))
    assert "Stopped." in launched.stop().stdout
    assert processes_in(launched.data) == []
