"""An idle service: resident memory (MB is a million bytes), and the time from start to ready."""

import contextlib
import json
import pathlib
import socket
import subprocess
import time

from harness import Broken, Value, at_most, programs

SERVICES = programs.SERVICES
# Part of what is measured: idle is a service that was left alone for so long after its start.
IDLE_SECONDS = 1
BARS = {f"idle-{service}-memory": at_most(40) for service in SERVICES} | {
    f"idle-{service}-start": at_most(100) for service in SERVICES
}


def rounds(bench):
    built = {program: bench.build(program) for program in programs.PROGRAMS}
    flags = installation(bench, built["octopus"])
    with running(built, flags):
        pass  # the first start makes the databases
    while True:
        with running(built, flags) as started:
            time.sleep(IDLE_SECONDS)
            yield {
                f"idle-{service}-memory": Value(resident(process), "MB")
                for service, (process, _) in started.items()
            } | {
                f"idle-{service}-start": Value(milliseconds, "ms")
                for service, (_, milliseconds) in started.items()
            }


def installation(bench, octopus):
    """Keys and a map; answers each service's flags."""
    services, flags = {}, {}
    for service, port in zip(SERVICES, free_ports(len(SERVICES))):
        key = bench.folder / f"{service}.json"
        programs.run([octopus, "keys", "new", key], check=True, stdout=subprocess.DEVNULL)
        public_key = json.loads(key.read_text())["publicKey"]
        services[service] = [{"endpoint": f"tcp://127.0.0.1:{port}", "publicKey": public_key}]
        data = bench.folder / service
        flags[service] = ["--data-folder", data, "--mesh-key-file", key]
    mesh = bench.folder / "mesh.json"
    mesh.write_text(json.dumps({"services": services}))
    return {service: [*own, "--mesh-map", mesh] for service, own in flags.items()}


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def running(built, flags):
    """The services, one started after the other; gives each with its milliseconds to ready."""
    started = {}
    try:
        for service in SERVICES:
            begun = time.monotonic()
            process = programs.start([built[service], *flags[service]], stderr=subprocess.PIPE)
            started[service] = process, None
            said = b""
            while b'"message":"ready"' not in said:
                line = process.stderr.readline()
                if not line:
                    raise Broken(f"{service} did not start: {said.decode()}")
                said += line
            started[service] = process, (time.monotonic() - begun) * 1000
        yield started
    finally:
        for process, _ in started.values():
            process.terminate()
        for process, _ in started.values():
            process.communicate()


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6
