"""kill -9 at the worst moments: what was acknowledged is there once, and a retry gets the same."""

import os
import signal
import sqlite3
import subprocess
import threading

import pytest

import programs
from conftest import BIN, EndUser, Shop, System


class Processes:
    """The services of a prepared data folder, run without a supervisor, to be killed."""

    def __init__(self, data):
        self.system = System(data, "--programs", BIN)
        self.system.start()
        self.system.stop()
        self.system.take_over()
        self.running = {}

    def start(self, service, fault=None):
        flags = ["--data-folder", self.system.data / service, "--mesh-map",
                 self.system.data / "mesh.json", "--mesh-key-file",
                 self.system.data / "keys" / f"{service}.json"]
        if service == "identity":
            flags += ["--mail-spool", self.system.mail]
        environment = {**os.environ, **({"OCTOPUS_FAULT": fault} if fault else {})}
        log = open(self.system.data / "logs" / f"{service}.log", "a")
        self.running[service] = programs.start(
            [BIN / service, *flags], env=environment, stderr=log, stdout=log)
        return self.running[service]

    def kill(self, service):
        self.running[service].send_signal(signal.SIGKILL)
        self.running[service].wait(10)

    def stop(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(30)

    def revive(self, service):
        """Starts the service again as soon as it has died; joined at the end of the test."""
        dying = self.running[service]

        def revive():
            dying.wait(60)
            self.start(service)

        reviver = threading.Thread(target=revive)
        reviver.start()
        return dying, reviver


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    processes = Processes(tmp_path_factory.mktemp("killed"))
    processes.start("identity")
    processes.start("loyalty")
    yield processes
    processes.stop()


@pytest.fixture(scope="module")
def people(processes):
    return Shop(processes.system), EndUser(processes.system)


def database(processes, service):
    file = processes.system.data / service / f"{service}.sqlite"
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True)


def books(processes, stamp):
    """The three books, read by nothing of Octopus: ledger, lots and balances."""
    with database(processes, "loyalty") as db:
        ledger = db.execute(
            "SELECT coalesce(sum(CASE WHEN to_account = 'user' THEN amount WHEN from_account ="
            " 'user' THEN -amount END), 0), count(*) FROM ledger WHERE point_type = ?", (stamp,)
        ).fetchone()
        lots = db.execute(
            "SELECT coalesce(sum(remaining), 0) FROM lots WHERE point_type = ?", (stamp,)).fetchone()
        balances = db.execute(
            "SELECT coalesce(sum(amount), 0) FROM balances WHERE point_type = ?", (stamp,)
        ).fetchone()
    assert ledger[0] == lots[0] == balances[0]
    return ledger


@pytest.mark.parametrize("fault", ["commit.before:7", "commit.after:7", None])
def test_awards_survive_a_kill_in_the_middle(processes, people, fault):
    shop, end_user = people
    shop.loyalty.seen |= end_user.identity.seen
    points, entries = books(processes, shop.stamp.bytes)
    processes.running["loyalty"].terminate()
    processes.running["loyalty"].wait(30)
    processes.start("loyalty", fault)
    dying, reviver = processes.revive("loyalty")

    awards = {processes.system.client.uuid7(): amount for amount in range(1, 31)}
    answers = {}
    for number, (key, amount) in enumerate(awards.items()):
        if fault is None and number == 15:
            dying.send_signal(signal.SIGKILL)
        answers[key] = shop.call("AwardPoints", key=key, endUserId=end_user.id,
                                 pointTypeId=shop.stamp, amount=amount)
    reviver.join(60)
    assert dying.returncode == -signal.SIGKILL

    for key, amount in awards.items():
        again = shop.call("AwardPoints", key=key, endUserId=end_user.id, pointTypeId=shop.stamp,
                          amount=amount)
        assert again == answers[key]
    assert books(processes, shop.stamp.bytes) == (points + sum(awards.values()), entries + 30)


def test_of_200_who_redeem_one_coupon_by_every_way_over_a_kill_one_does(processes, people):
    shop, end_user = people
    shop.loyalty.seen |= end_user.identity.seen
    shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=5)
    end_user.loyalty.seen |= shop.loyalty.seen
    got = end_user.call("GetCouponForPoints", route=shop.id, couponId=shop.coupon)
    held = got["issuedCoupon"]["id"]
    till, phone = shop.tokens["accessToken"], end_user.tokens["accessToken"]
    tries = []
    for _ in range(67):
        codes = end_user.call("GetIssuedCouponCode", route=shop.id, issuedCouponId=held)
        display = shop.call("DisplayCode", offer={"kind": "redeem", "couponId": shop.coupon})["id"]
        shown = shop.call("GetDisplayedCode", displayId=display)["code"]
        tries += [("ScanCode", till, {"text": codes["signed"]["text"]}),
                  ("UseDisplayedCode", phone, {"text": shown["text"]}),
                  ("RedeemByCode", till, {"code": codes["code"], "endUserCode": end_user.code})]
    processes.running["loyalty"].terminate()
    processes.running["loyalty"].wait(30)
    processes.start("loyalty", "commit.after:5")
    dying, reviver = processes.revive("loyalty")

    answers = []

    def redeem(mine):
        loyalty = processes.system.session("loyalty")
        for method, token, body in mine:
            try:
                loyalty.call(f"loyalty.v1/{method}", body, route=shop.id, token=token, timeout=60)
                answers.append("redeemed")
            except processes.system.client.Refused as refused:
                answers.append(refused.reason)

    tills = [threading.Thread(target=redeem, args=(tries[number:200:20],)) for number in range(20)]
    for thread in tills:
        thread.start()
    for thread in [*tills, reviver]:
        thread.join(100)
    assert dying.returncode == -signal.SIGKILL
    assert len(answers) == 200 and answers.count("redeemed") == 1
    # One operator types all those codes, so most of them are not even looked at.
    assert set(answers) <= {"redeemed", "couponUnavailable", "codeRefused", "throttled"}
    with database(processes, "loyalty") as db:
        redeemed = db.execute(
            "SELECT count(*) FROM redemptions WHERE issued_coupon = ?", (held.bytes,)).fetchone()
        spent = db.execute("SELECT count(*), sum(amount) FROM ledger WHERE issued_coupon = ?"
                           " AND kind = 'spend'", (held.bytes,)).fetchone()
    assert redeemed == (1,) and spent[1] == 5
    books(processes, shop.stamp.bytes)


def test_a_follower_killed_in_the_middle_of_a_batch_applies_it_once(processes, people):
    shop, _ = people
    processes.running["loyalty"].terminate()
    processes.running["loyalty"].wait(30)
    newcomers = [EndUserOnly(processes.system) for _ in range(20)]
    processes.start("loyalty", "follower.middle")
    dying, reviver = processes.revive("loyalty")
    reviver.join(60)
    assert dying.returncode == -signal.SIGKILL
    for newcomer in newcomers:
        shop.loyalty.seen |= newcomer.seen
        assert shop.call("AwardPoints", endUserId=newcomer.id, pointTypeId=shop.stamp,
                         amount=1)["balance"] == 1
    with database(processes, "loyalty") as db:
        known = db.execute("SELECT count(*) FROM end_users WHERE id IN "
                           f"({','.join('?' * 20)})", [one.id.bytes for one in newcomers])
        assert known.fetchone() == (20,)


class EndUserOnly:
    """An end user whom identity knows and who has not logged in."""

    def __init__(self, system):
        identity = system.session("identity")
        self.id = identity.call(
            "identity.v1/RegisterEndUser", {"email": f"{system.client.uuid7().hex}@example.org"},
            route=system.tenant)["endUserId"]
        self.seen = identity.seen


def test_a_migration_killed_in_the_middle_is_done_by_the_next_start(processes, tmp_path):
    system = processes.system
    flags = ["--data-folder", tmp_path / "loyalty", "--mesh-map", system.data / "mesh.json",
             "--mesh-key-file", system.data / "keys" / "loyalty.json",
             "--mesh-endpoint", "tcp://127.0.0.1:*"]
    killed = programs.run([BIN / "loyalty", *flags], capture_output=True, timeout=60,
                            env={**os.environ, "OCTOPUS_FAULT": "migration.middle:3"})
    assert killed.returncode == -signal.SIGKILL
    with programs.start([BIN / "loyalty", *flags], stderr=subprocess.PIPE, text=True) as service:
        assert any("ready" in line for line in service.stderr)
        service.terminate()
        service.stderr.read()
    assert service.returncode == 0
