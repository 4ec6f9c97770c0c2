"""Kills an installation again and again while clients use it, then looks whether it lost anything."""

import argparse
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import uuid

from advertisers import advertise_once, open_package, open_place
from checker import check
from house import PATIENCE, House, Unexpected  # knows where the modules of Interop are
from programs import SERVICES
from recording import Journal
from rooms import open_chat
from schedule import migration_turn, schedule

CLIENTS_PATIENCE = 300


def say(*words):
    print(*words, flush=True)


def open_shops(house, count):
    """A tenant's catalogue, and partners with an owner, a point type and a coupon for five of it."""
    journal = Journal(house.data / "journals" / "setup.jsonl")
    sessions = {name: house.open_session(name, journal) for name in SERVICES}
    identity, loyalty, partners = (sessions[name] for name in ("identity", "loyalty", "partners"))
    for session in sessions.values():
        session.seen = identity.seen
    owner = identity.call(
        "identity.v1/LogIn", {"email": house.owner["email"], "password": house.password},
        route=house.tenant, timeout=PATIENCE)
    catalogue = open_catalogue(house, partners, owner["accessToken"])
    for name, opened in (("impressionPackage", open_package), ("placement", open_place)):
        catalogue[name] = opened(house, sessions["advertising"], owner["accessToken"])
    shops = [open_shop(house, number, identity, loyalty, owner) for number in range(count)]
    give_package(house, shops[0], catalogue, identity, partners, owner["accessToken"])
    for shop in shops:
        shop |= open_chat(house, shop, sessions)
        shop |= advertise_once(house, shop, catalogue, sessions, owner["accessToken"])
    return catalogue, shops


# All that partners can have: what another package takes away is not what is looked at here.
PRODUCTS = ["channels", "coupons", "points", "pointNames", "promos", "messages", "chat",
            "cannedResponses", "analytics", "geolocation", "segmentation", "advertising"]


def open_catalogue(house, partners, token):
    """The identifiers of two packages and two add-ons, by their names in the world's file."""
    def make(method, **terms):
        made = partners.record(f"partners.v1/{method}", {"terms": terms}, route=house.tenant,
                               token=token, timeout=PATIENCE)
        return str(made["id"])

    month = {"minorUnits": 1250, "currency": "EUR", "period": "month"}
    once = {**month, "period": "once"}
    return {
        "packages": [make("CreatePackage", name=name, products=PRODUCTS, price=month,
                          limits={"activeCoupons": 1000, "chatOperators": count})
                     for count, name in ((10, "Small"), (20, "Large"))],
        "addOns": [make("CreateAddOn", name=f"{count} impressions", impressions=count, price=once)
                   for count in (0, 500)]}


def open_shop(house, number, identity, loyalty, owner):
    user = {"email": f"shop{number}@example.org", "password": "seven wet umbrellas sing"}
    partner = identity.record(
        "identity.v1/CreatePartner", {
            "name": f"Shop {number}", "ownerName": "Shop Owner", "ownerEmail": user["email"]},
        route=house.tenant, token=owner["accessToken"])
    identity.call(
        "identity.v1/AcceptInvitation",
        {"invitation": partner["invitation"], "password": user["password"]}, route=house.tenant)
    token = identity.call("identity.v1/LogIn", user, route=house.tenant)["accessToken"]

    def call(method, **body):
        return loyalty.record(
            f"loyalty.v1/{method}", body, route=partner["partnerId"], token=token)

    stamp = call("CreatePointType", name="stamp", validity={"months": 6})
    coupon = call("CreateCoupon", terms={
        "title": "A free coffee", "price": {"pointTypeId": stamp["id"], "amount": 5}})
    call("PublishCoupon", couponId=coupon["id"], version=coupon["version"])
    return {**user, "partner": str(partner["partnerId"]), "stamp": str(stamp["id"]),
            "coupon": str(coupon["id"])}


def give_package(house, shop, catalogue, identity, partners, tenants_token):
    """A package and impressions, asked for and approved, so that the shortest run has some."""
    user = {name: shop[name] for name in ("email", "password")}
    token = identity.call("identity.v1/LogIn", user, route=house.tenant)["accessToken"]
    for method, body in (
            ("RequestPackage", {"packageId": uuid.UUID(catalogue["packages"][0])}),
            ("RequestAddOns", {"addOnIds": [uuid.UUID(catalogue["addOns"][1])]})):
        made = partners.record(f"partners.v1/{method}", body, token=token,
                               route=uuid.UUID(shop["partner"]), timeout=PATIENCE)
        partners.record("partners.v1/ApproveRequest", {"requestId": made["id"]},
                        token=tenants_token, route=house.tenant, timeout=PATIENCE)


def write_world(house, catalogue, shops):
    world = house.data / "world.json"
    world.write_text(json.dumps({
        "map": str(house.data / "mesh.json"), "keys": str(house.data / "keys" / "operator.json"),
        "mail": str(house.mail),
        "tenant": str(house.tenant), "shops": shops, **catalogue, "finish": str(house.data / "finish"),
        "owner": {"email": house.owner["email"], "password": house.password}}))
    return world


def strike(house, fault):
    for name in fault.services:
        service = house.services[name]
        if fault.kind == "stop":
            service.stop_for(fault.seconds)
        else:
            service.kill()
            if fault.kind == "arm":
                service.start(fault.armed)
            else:
                service.revive_at = time.monotonic() + fault.seconds


def let_it_rage(house, faults, seconds):
    begin = time.monotonic()
    while (now := time.monotonic() - begin) < seconds:
        while faults and faults[0].at <= now:
            say(faults[0])
            strike(house, faults.pop(0))
        house.look()
        house.wait(begin + min(seconds, faults[0].at if faults else seconds))


def keep_what_a_kill_left(house):
    """Copies of the files as they lie on the disk, to be read as the next start would."""
    killed = house.data / "killed"
    for name in house.services:
        (killed / name).mkdir(parents=True)
        for file in (house.data / name).glob("*.sqlite*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, killed / name)
        shutil.copytree(house.data / f"{name}.secrets", killed / f"{name}.secrets")
    shutil.copytree(house.data / "journals", killed / "journals")
    return killed


def wait_for(condition, seconds, house):
    """Whether it came true; waiting on what other processes do, so by looking again."""
    end = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < end:
        house.look()
        house.wait(min(end, time.monotonic() + 0.02))
    return done


def run(house, given):
    names = list(house.services)
    say(f"Preparing {', '.join(names)} in {house.data}")
    house.prepare({name: migration_turn(given.seed, name) for name in names})
    (house.data / "journals").mkdir()
    for service in house.services.values():
        service.start()
    house.start_clients(write_world(house, *open_shops(house, 2)), given.seed)
    wait_for(house.clients_are_busy, PATIENCE, house)
    let_it_rage(house, schedule(given.seed, given.seconds, given.services), given.seconds)
    for service in house.services.values():
        service.kill()
    say(f"{given.seconds:7.2f} s  {' and '.join(names):20}  the last kill -9")
    say(sum(service.deaths_at_places for service in house.services.values()),
        "deaths were at an armed fault point")
    reports = [("after the last kill -9", check(keep_what_a_kill_left(house), names, False))]

    for service in house.services.values():
        service.start()
    (house.data / "finish").touch()
    if not wait_for(lambda: all(client.poll() == 0 for client in house.clients.values()),
                    CLIENTS_PATIENCE, house):
        raise Unexpected("clients did not come to an end")
    wait_for(lambda: not house.advertising_waits() and set(house.levels().values()) == {0}
             and not house.mails_wait(), PATIENCE, house)
    for service in house.services.values():
        service.end()
    reports.append(("after a clean stop", check(house.data, names, True)))
    return reports


def tell(reports):
    """Says what was checked and what is wrong; returns the last report."""
    for when, report in reports:
        say(f"\nChecked {when}:")
        for line in report.lines():
            say("  " + line)
    return reports[-1][1]


def parse():
    parser = argparse.ArgumentParser(prog="deploy/chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long it rages (30)")
    parser.add_argument("--seed", type=int, default=1, help="repeats faults and choices (1)")
    parser.add_argument("--services", default=",".join(SERVICES),
                        help=f"which services faults strike ({','.join(SERVICES)})")
    parser.add_argument("--keep", action="store_true", help="keeps the folder in any case")
    parser.add_argument("--data", help="the folder, which must not exist (a temporary one)")
    given = parser.parse_args()
    given.services = given.services.split(",")
    return given


def main():
    given = parse()
    # Also where a script in the background was told to ignore it.
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, signal.default_int_handler)
    data = pathlib.Path(given.data or tempfile.mkdtemp(prefix="octopus-chaos-"))
    data.mkdir(exist_ok=not given.data)
    house, is_right = House(data, SERVICES), False
    try:
        if unknown := set(given.services) - set(house.services):
            sys.exit(f"error: there is no service {', '.join(sorted(unknown))}")
        reports = run(house, given)
        report = tell(reports)
        is_right = not any(report.findings for _, report in reports)
        lost, doubled = (
            max(one.count(what) for _, one in reports) for what in ("lost", "doubled"))
    except Unexpected as unexpected:
        sys.exit(f"error: {unexpected}; see {data}/logs")
    except KeyboardInterrupt:
        is_right = True  # nothing was found, since nothing was looked at
        sys.exit(130)
    finally:
        house.close()
        house.launch("--stop", check=False)
        if is_right and not given.keep:
            shutil.rmtree(data)
        else:
            print(f"Kept: {data}", file=sys.stderr)
    kills = sum(service.kills for service in house.services.values())
    say(f"kills {kills} acknowledged {report.acknowledged} lost {lost} doubled {doubled}"
        f" seed {given.seed}")
    sys.exit(0 if is_right else 1)


if __name__ == "__main__":
    main()
