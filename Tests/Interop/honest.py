"""An honest client, as a process of its own: it calls all the time and tells how it was served.

A line on its input, with a number, ends a window once it has so many calls; it answers with one line
of JSON about the calls since the last. A line with `+` before the number is answered when so many more
calls were made.
"""

import json
import pathlib
import subprocess
import sys
import threading
import time
import uuid

import programs
from conftest import readme_client

# Its pace: a client that leaves time to others, not a wait for something.
PAUSE_SECONDS = 0.004


class Honest:
    """The process, seen from a test."""

    def __init__(self, place, shop, end_user):
        self.process = programs.start(
            [sys.executable, __file__, place.data, place.key_file("till"), json.dumps({
                "partner": str(shop.id), "stamp": str(shop.stamp), "endUser": str(end_user.id),
                "email": shop.email, "password": shop.password, "tenant": str(place.tenant)})],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.window()

    def window(self, calls=0):
        """The calls since the last time, at least so many: awards acknowledged, latencies in ms, what
        went wrong."""
        return self._ask(str(calls))

    def meanwhile(self, calls):
        """Returns when it has made so many calls more; they stay in the window."""
        self._ask(f"+{calls}")

    def _ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        """Ends it; returns the last calls."""
        self.process.stdin.close()
        last = json.loads(self.process.stdout.readline())
        self.process.wait(30)
        return last


class Caller:
    def __init__(self, data, key, told):
        client, map_file = readme_client(), pathlib.Path(data) / "mesh.json"
        self.identity = client.Octopus(map_file, key, "identity")
        self.loyalty = client.Octopus(map_file, key, "loyalty")
        self.told, self.token, self.token_until = told, None, 0
        self.lock, self.times, self.awards, self.failures = threading.Condition(), [], 0, []
        self.once()
        self.goes_on, self.thread = True, threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def log_in(self):
        """Tokens live five minutes, and are bound to the program that asked for them."""
        reply = self.identity.call(
            "identity.v1/LogIn", {name: self.told[name] for name in ("email", "password")},
            route=uuid.UUID(self.told["tenant"]), timeout=30)
        self.token, self.token_until = reply["accessToken"], time.monotonic() + 200
        self.loyalty.seen |= self.identity.seen

    def once(self, award=False):
        if time.monotonic() > self.token_until:
            self.log_in()
        body = {"endUserId": uuid.UUID(self.told["endUser"]), "amount": 1,
                "pointTypeId": uuid.UUID(self.told["stamp"])} if award else {}
        began = time.monotonic()
        try:
            self.loyalty.call(
                "loyalty.v1/AwardPoints" if award else "loyalty.v1/ListPointTypes", body,
                route=uuid.UUID(self.told["partner"]), token=self.token)
            failure = None
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
        with self.lock:
            self.times.append((time.monotonic() - began) * 1000)
            self.awards += award and failure is None
            self.failures += [failure] if failure else []
            self.lock.notify()

    def run(self):
        award = False
        while self.goes_on:
            self.once(award)
            award = not award
            time.sleep(PAUSE_SECONDS)

    def meanwhile(self, calls):
        with self.lock:
            enough = len(self.times) + calls
            self.lock.wait_for(lambda: len(self.times) >= enough)

    def window(self, calls=0):
        with self.lock:
            self.lock.wait_for(lambda: len(self.times) >= calls)
            times, self.times = sorted(self.times), []
            awards, self.awards = self.awards, 0
            failures, self.failures = self.failures, []
        return {"calls": len(times), "awards": awards, "failures": failures,
                "p50": times[len(times) // 2] if times else None,
                "p99": times[int(len(times) * 0.99)] if times else None,
                "max": times[-1] if times else None}


if __name__ == "__main__":
    caller = Caller(*sys.argv[1:3], json.loads(sys.argv[3]))
    for line in sys.stdin:
        answer = caller.meanwhile if line.startswith("+") else caller.window
        print(json.dumps(answer(int(line))), flush=True)
    caller.goes_on = False
    caller.thread.join()
    print(json.dumps(caller.window()), flush=True)
