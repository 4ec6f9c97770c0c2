"""Links and codes asked for: how far apart those are that nobody may tell apart."""

import statistics
import time

from harness import Value, at_most

from measures.log_in import People, installed

# Of each kind; who asks for one address more often waits.
ADDRESSES, FREE = 40, 3
BARS = {"link-difference": at_most(3), "code-difference": at_most(3)}
# What a job does afterwards for somebody who exists is over by then.
PAUSE_SECONDS = 0.02


def rounds(bench):
    place = installed(bench)
    try:
        people = People(place)
        while True:
            with bench.watched():
                links = times(people, "RequestPasswordReset", "email", owners(people))
                codes = times(people, "RequestLoginCode", "contact", end_users(people))
            for what, taken in (("links", links), ("codes", codes)):
                bench.note(f"{what}: " + ", ".join(
                    f"{one:.2f} ms {kind}" for kind, one in taken.items()))
            yield {"link-difference": apart(links), "code-difference": apart(codes)}
    finally:
        place.stop()


def apart(taken):
    return Value(100 * (max(taken.values()) / min(taken.values()) - 1), "%")


def owners(people):
    """Addresses of partners' owners, of nobody, and of owners whose partner is suspended."""
    known, shut_out = ([people.owner() for _ in range(ADDRESSES)] for _ in range(2))
    people.suspend([partner for _, partner in shut_out])
    return kinds(people, [email for email, _ in known], [email for email, _ in shut_out])


def end_users(people):
    """Addresses of end users, of nobody, and of end users who are blocked."""
    known, shut_out = [], []
    for found in (known, shut_out):
        for _ in range(ADDRESSES):
            people.count += 1
            email = f"guest{people.count:05}@example.org"
            made = people.call("RegisterEndUser", email=email)
            found.append(email)
            if found is shut_out:
                people.call("BlockEndUser", people.token, endUserId=made["endUserId"])
    return kinds(people, known, shut_out)


def kinds(people, known, shut_out):
    # About as long as the others, since what is written is as long as it came.
    people.count += 1
    nobody = [f"other{people.count}.{number}@example.org" for number in range(ADDRESSES)]
    return {"known": known, "unknown": nobody, "shut out": shut_out}


def times(people, method, field, kinds):
    """The median milliseconds of each kind."""
    taken, order = {kind: [] for kind in kinds}, list(kinds)
    for number in range(ADDRESSES * FREE):
        # Each follows each of the others as often.
        order = order[1:] + order[:1] if number % 2 else order[::-1]
        for kind in order:
            time.sleep(PAUSE_SECONDS)
            begun = time.monotonic()
            people.call(method, **{field: kinds[kind][number % ADDRESSES]})
            taken[kind].append((time.monotonic() - begun) * 1000)
    return {kind: statistics.median(samples) for kind, samples in taken.items()}
