"""The system under test: real processes, as another backend meets them."""

import json
import pathlib
import re
import socket
import subprocess
import types

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / ".build" / "debug"


def free_port_base():
    """Two neighbouring ports that nobody has; the kernel names the first."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                return port
            except (OSError, OverflowError):
                continue


def readme_client():
    """The client of the README, as it stands there."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    module = types.ModuleType("readme_client")
    exec(compile(blocks[0], "README.md", "exec"), module.__dict__)
    return module


class System:
    """An Octopus that deploy/launch started in a folder of its own."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        self.port_base = free_port_base()
        self.client = readme_client()

    def launch(self, *options, check=True):
        return subprocess.run(
            [ROOT / "deploy" / "launch", "--debug", "--data", self.data, *options],
            check=check, capture_output=True, text=True, timeout=900)

    def start(self):
        self.launch("--detach", "--port-base", str(self.port_base))
        self.owner = json.loads((self.data / "owner.json").read_text())

    def stop(self):
        self.launch("--stop")

    def octopus(self, *arguments, check=True, text=True):
        return subprocess.run(
            [BIN / "octopus", "--data", self.data, *arguments],
            check=check, capture_output=True, text=text, timeout=60)

    def session(self, service, key="operator"):
        return self.client.Octopus(
            self.data / "mesh.json", self.data / "keys" / f"{key}.json", service)

    def pid(self, service):
        return int((self.data / "run" / f"{service}.pid").read_text().split()[0])


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    system = System(tmp_path_factory.mktemp("octopus"))
    system.start()
    yield system
    system.stop()
