"""`octopus events`, `stats` and `health`: what they show, from where on, as whom, and how they end."""

import json
import os
import re
import signal
import subprocess
import uuid

import pytest

import programs
from conftest import Shop
from place import BIN, SERVICES, Place

OK, REFUSED, USAGE, UNREACHABLE, DENIED = range(5)
KIND = "loyalty.v1/PointTypeChanged"


class Watching:
    """`octopus events` in a process of its own."""

    def __init__(self, environment, *arguments):
        self.process = programs.start(
            [BIN / "octopus", "events", *arguments], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def said(self, words):
        """Waits until it has said so."""
        return any(words in line for line in self.process.stderr)

    def next(self):
        return json.loads(self.process.stdout.readline())


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def environment(system, home):
    return {**os.environ, "OCTOPUS_DATA": str(system.data), "XDG_CONFIG_HOME": str(home)}


@pytest.fixture
def events(environment):
    def run(*arguments, code=OK):
        ended = programs.run([BIN / "octopus", "events", *arguments], env=environment, text=True,
                               capture_output=True, timeout=60)
        assert ended.returncode == code, ended.stderr
        return [json.loads(line) for line in ended.stdout.splitlines()], ended.stderr

    return run


def log_in(environment, shop):
    programs.run(
        [BIN / "octopus", "login", shop.email, "--tenant", str(shop.system.tenant),
         "--password-file", "-"], input=shop.password, env=environment, text=True, check=True,
        capture_output=True, timeout=60)


def make(shop):
    name = f"coin {uuid.uuid4().hex}"
    shop.call("CreatePointType", name=name)
    return name


def names(shown):
    return [event["body"]["name"] for event in shown]


# --- from where on -----------------------------------------------------------------------------

def test_a_follower_begins_now(shop, environment):
    make(shop)
    with Watching(environment, "loyalty", "--follow", "--kind", KIND) as watching:
        assert watching.said("following loyalty from now on")
        after = make(shop)
        assert watching.next()["body"]["name"] == after


@pytest.mark.parametrize("tail, count", [("0", 0), ("2", 2), ("all", 3)])
def test_a_tail_is_the_last_ones(shop, events, environment, tail, count):
    made = [make(shop) for _ in range(3)]
    shown, _ = events("loyalty", "--kind", KIND, "--tail", tail)
    if tail == "all":
        assert len(shown) > 3
    assert names(shown)[-3:] == made[3 - count:] if count else not shown
    with Watching(environment, "loyalty", "-f", "--kind", KIND, "--tail", tail) as watching:
        if tail == "0":
            assert watching.said("following loyalty from now on")
        old = [watching.next() for _ in shown]
        assert old == shown
        # What follows comes, whatever the tail was.
        late = make(shop)
        assert watching.next()["body"]["name"] == late


def test_after_an_event_comes_the_next(shop, events, environment):
    made = [make(shop) for _ in range(3)]
    shown, _ = events("loyalty", "--kind", KIND, "--tail", "3")
    after = shown[0]["id"]
    assert names(events("loyalty", "--kind", KIND, "--after", after)[0]) == made[1:]
    assert not events("loyalty", "--kind", KIND, "--after", shown[2]["id"])[0]
    with Watching(environment, "loyalty", "--follow", "--kind", KIND, "--after", after) as watching:
        assert [watching.next()["body"]["name"] for _ in range(2)] == made[1:]
        late = make(shop)
        assert watching.next()["body"]["name"] == late
    _, said = events("loyalty", "--after", str(uuid.uuid4()), code=REFUSED)
    assert "has no event" in said and "--since" in said


def test_since_a_moment_or_a_while_ago(shop, events):
    made = [make(shop) for _ in range(2)]
    shown, _ = events("loyalty", "--kind", KIND, "--tail", "2")
    at = shown[1]["at"]
    assert names(events("loyalty", "--kind", KIND, "--since", at)[0])[-1] == made[1]
    assert names(events("loyalty", "--kind", KIND, "--since", "1h")[0])[-2:] == made
    assert not events("loyalty", "--kind", KIND, "--since", "2099-01-01T00:00:00Z")[0]
    assert names(events("loyalty", "--kind", KIND, "--since", "1h", "--tail", "1")[0]) == made[1:]


@pytest.mark.parametrize("wrong, words", [
    (["--since", "2026-12-31"], "is a day"), (["--since", "2026-12-31T10:00"], "does not say where"),
    (["--since", "soon"], "neither a moment"), (["--tail", "-1"], "--tail"), (["--tail", "1.5"], "--tail"),
    (["--after", "7"], "no UUID"), (["--kind", "loyalty.v1/PointTypeChange"], "did you mean"),
    (["--subject", "x"], "no UUID"), (["--shard", "7"], "shard")])
def test_a_wrong_beginning_is_refused_before_anything_is_shown(events, wrong, words):
    shown, said = events("loyalty", *wrong, code=USAGE)
    assert words in said and not shown


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_follower_ends_as_others_do(shop, environment, ending):
    """Lines are whole until then, and the shell sees which signal it was: 130 for Ctrl-C."""
    with Watching(environment, "loyalty", "--follow", "--kind", KIND, "--tail", "1") as watching:
        assert watching.next()
        watching.process.send_signal(ending)
        rest, _ = watching.process.communicate(timeout=10)
        assert watching.process.returncode == -ending and not rest


# --- as whom -----------------------------------------------------------------------------------

def test_a_partners_user_sees_what_that_person_may_see(system, shop, events, environment):
    other = Shop(system)
    foreign = make(other)
    own = make(shop)
    everything, said = events("loyalty", "--kind", KIND)
    assert {foreign, own} <= set(names(everything)) and "as the program" in said
    log_in(environment, shop)
    shown, said = events("loyalty")
    assert own in names(event for event in shown if event["kind"] == KIND)
    assert {event["partner"] for event in shown} == {str(shop.id)}
    assert foreign not in json.dumps(shown)
    assert f"as {shop.email} may see it; --no-token" in said
    shown, said = events("loyalty", "--kind", KIND, "--no-token")
    assert foreign in names(shown) and "as the program" in said
    with Watching(environment, "loyalty", "--follow", "--kind", KIND) as watching:
        assert watching.said("from now on")
        make(other)
        late = make(shop)
        assert watching.next()["body"]["name"] == late


# --- figures -----------------------------------------------------------------------------------

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
SAMPLE = re.compile(rf"({NAME})(\{{(?:{LABEL}(?:,{LABEL})*)?\}})? (\S+)")


def exposition(text):
    """The samples of Prometheus's text format; an assertion fails where `promtool check metrics` would."""
    families, samples, current = {}, {}, None
    assert text.endswith("\n")
    for line in text.splitlines():
        if comment := re.fullmatch(rf"# (HELP|TYPE) ({NAME}) (.+)", line):
            word, name, rest = comment.groups()
            if word == "HELP":
                assert name not in families, f"a second HELP of {name}"
                families[name], current = None, name
            else:
                assert name == current and families[name] is None, f"TYPE of {name} is misplaced"
                assert rest in ("counter", "gauge", "summary")
                assert (rest == "counter") == name.endswith("_total")
                assert not re.search("(nano|micro|milli)seconds|kilo|mega|mebi|_count$|_sum$|_bucket$", name)
                families[name] = rest
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        name, labels, value = sample.groups()
        suffixes = ("", "_sum", "_count") if families[current] == "summary" else ("",)
        assert name in [current + suffix for suffix in suffixes], f"{name} stands under {current}"
        found = dict(re.findall(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"', labels or ""))
        assert (name, labels) not in samples, f"twice: {line}"
        assert len(found) == labels.count('="')
        samples[name, labels] = (found, float(value))
    assert all(families.values())
    return [(name, labels, value) for (name, _), (labels, value) in samples.items()]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("figures"))
    place.start()
    yield place
    place.stop()


def test_figures_of_several_services_are_one_valid_text(place):
    shown = place.octopus("stats", "--prometheus")
    samples = exposition(shown.stdout)
    assert {labels["service"] for _, labels, _ in samples} == set(SERVICES)
    assert all(labels["shard"] == "0" for _, labels, _ in samples)
    assert {(labels["service"], value) for name, labels, value in samples if name == "octopus_up"} == {
        (service, 1.0) for service in SERVICES}
    assert any(name.endswith("_seconds_count") for name, _, _ in samples)
    one = exposition(place.octopus("stats", "loyalty", "--prometheus").stdout)
    assert {labels["service"] for _, labels, _ in one} == {"loyalty"}


def test_what_answers_is_shown_and_the_code_says_the_rest(place):
    """Of figures for people, for Prometheus, and of health; one service stands still."""
    place.stop("loyalty")
    try:
        shown = place.octopus("stats", "--prometheus", check=False)
        samples = exposition(shown.stdout)
        up = {labels["service"]: value for name, labels, value in samples if name == "octopus_up"}
        assert up == {service: float(service != "loyalty") for service in SERVICES}
        assert {labels["service"] for name, labels, _ in samples if name != "octopus_up"} == {
            *SERVICES} - {"loyalty"}
        assert shown.returncode == UNREACHABLE and "loyalty/0" in shown.stderr, shown.stderr
        shown = place.octopus("stats", check=False)
        assert shown.returncode == UNREACHABLE and shown.stdout.startswith(f"{min(SERVICES)}/0\n")
        assert "loyalty/0" in shown.stderr
        shown = place.octopus("health", check=False)
        assert shown.returncode == UNREACHABLE
        assert "identity/0  ready" in shown.stdout and "loyalty/0  " in shown.stdout
        assert place.octopus("stats", "identity").returncode == OK
        assert place.octopus("health", "identity").returncode == OK
        assert place.octopus("stats", "pictures", check=False).returncode == USAGE
    finally:
        place.run("loyalty")
        place.wait_ready("loyalty")
    assert place.octopus("health", "--wait", "20").returncode == OK
