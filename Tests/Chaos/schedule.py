"""Which fault strikes which service when: a list that a seed repeats."""

import random
from typing import NamedTuple

# Which turn at such a place is the last one; `follower.middle` is passed once an event.
PLACES = {"commit.before": 60, "commit.after": 60, "follower.middle": 8}
READS = ("events.delay", "events.drop", "events.repeat")


class Fault(NamedTuple):
    at: float
    services: tuple
    kind: str
    seconds: float = 0  # how long it is stopped, or away
    armed: str = ""     # what the next process is started with

    def __str__(self):
        told = {
            "kill": f"kill -9, back after {self.seconds * 1000:.0f} ms",
            "stop": f"stopped for {self.seconds * 1000:.0f} ms",
            "arm": f"kill -9, back with {self.armed}",
        }[self.kind]
        return f"{self.at:7.2f} s  {' and '.join(self.services):20}  {told}"


def schedule(seed, seconds, services):
    """Faults for so many seconds, one every 0.5 to 2 s."""
    dice, faults, at = random.Random(f"schedule {seed}"), [], 0.0
    while (at := at + dice.uniform(0.5, 2)) < seconds:
        service = (dice.choice(services),)
        chance, length = dice.random(), round(dice.uniform(0, 0.6), 3)
        if chance < 0.3:
            faults.append(Fault(at, service, "kill", length))
        elif chance < 0.4:
            faults.append(Fault(at, tuple(services), "kill", length))
        elif chance < 0.55:
            faults.append(Fault(at, service, "stop", round(length * 4, 3)))
        elif chance < 0.8:
            place, most = dice.choice(sorted(PLACES.items()))
            faults.append(Fault(at, service, "arm", armed=f"{place}:{dice.randint(1, most)}"))
        else:
            armed = f"{dice.choice(READS)}:{dice.randint(20, 80)}:{dice.randint(1, 1000)}"
            faults.append(Fault(at, service, "arm", armed=armed))
    return faults


def migration_turn(seed, service):
    """The migration in which a service's first start dies."""
    return random.Random(f"migration {seed} {service}").randint(1, 9)
