"""Databases that are put back from older copies, keys that are lost or changed: real processes, kill -9.

What a restore brings back is what an attacker had: a key that was revoked since, a refresh token that was
used since. Neither may do anything.
"""

import os
import shutil
import signal

import pytest

import programs
import spool
from conftest import EndUser, Shop
from place import BIN, SERVICES, Place, eventually


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.start()
    yield place
    place.stop()


def command(place, service, name, *flags, **environment):
    return programs.run([BIN / service, name, *place.flags(service), *flags], capture_output=True,
                        text=True, timeout=60, env={**os.environ, **environment})


def secrets_of(place, service):
    return place.data / f"{service}.secrets"


def copy(place, services=SERVICES):
    """A copy of the databases, as a backup makes one of stopped services."""
    for service in services:
        shutil.copytree(place.data / service, place.data / "copies" / service)


def put_back(place, services=SERVICES):
    for service in services:
        shutil.rmtree(place.data / service)
        shutil.copytree(place.data / "copies" / service, place.data / service)


def health(place, service):
    return place.session(service).call("mesh.v1/Health", timeout=30)


def refused(session, method, body, route=None, token=None):
    """The reason of a refusal; one that a client repeats shows once the time is up."""
    try:
        session.call(method, body, route=route, token=token, timeout=2)
    except TimeoutError as error:
        return str(error)
    except Exception as error:
        return f"{error}"
    return None


def confirm(place, *services):
    for service in services or SERVICES:
        done = command(place, service, "confirm-restore")
        assert done.returncode == 0 and "confirmed" in done.stdout, done


def test_a_restore_brings_nothing_back_that_was_taken_away(place):
    shop, end_user = Shop(place), EndUser(place)
    place.new_key("thief", "identity.v1/*", "loyalty.v1/*", "mesh.v1/Health")
    thief = place.session("identity", "thief")
    stolen = thief.call("identity.v1/LogIn", {"email": shop.email, "password": shop.password},
                        route=place.tenant)
    mine = shop.identity.call("identity.v1/LogIn", {"email": shop.email, "password": shop.password},
                              route=place.tenant)
    place.stop()
    copy(place)
    place.start()

    # Since then: a refresh token is used, a session ends, the thief's key is revoked.
    identity = place.session("identity")
    used = mine["refreshToken"]
    identity.call("identity.v1/RefreshToken", {"refreshToken": used}, route=place.tenant)
    identity.call("identity.v1/LogOut", {}, route=place.tenant,
                  token=shop.tokens["accessToken"])
    (principal,) = [one["id"] for one in identity.call(
        "identity.v1/ListPrincipals", {}, timeout=30)["items"] if one["name"] == "thief"]
    identity.call("identity.v1/RevokePrincipal", {"principalId": principal}, timeout=30)
    epochs = {service: health(place, service)["log"]["epoch"] for service in SERVICES}
    for service in SERVICES:
        place.kill(service)

    put_back(place)
    place.start()
    award = {"endUserId": end_user.id, "pointTypeId": shop.stamp, "amount": 1_000_000}
    for service in SERVICES:
        told = health(place, service)
        assert told["state"] == "restored" and "restored" in told["because"], told
        assert told["log"]["epoch"] != epochs[service]
        assert "database was restored" in place.log(service)
    identity, loyalty = place.session("identity"), place.session("loyalty")
    login = {"email": shop.email, "password": shop.password}
    for session, method, body, route, token in (
            (identity, "LogIn", login, place.tenant, None),
            (identity, "RefreshToken", {"refreshToken": used}, place.tenant, None),
            (identity, "ListSessions", {}, place.tenant, mine["accessToken"])):
        assert "restored" in refused(session, f"identity.v1/{method}", body, route, token)
    assert "restored" in refused(loyalty, "loyalty.v1/AwardPoints", award, shop.id,
                                 mine["accessToken"])
    # The revoked key is out though both databases had it as good.
    for service in SERVICES:
        assert "not registered" in refused(
            place.session(service, "thief"), "mesh.v1/Health", {})

    # A restart changes nothing; one command for each does.
    for service in SERVICES:
        place.kill(service)
    place.start()
    assert all(health(place, service)["state"] == "restored" for service in SERVICES)
    place.stop()
    confirm(place)
    place.start()
    for service in SERVICES:
        assert eventually(lambda: health(place, service)["state"] == "ready")
        assert "not registered" in refused(place.session(service, "thief"), "mesh.v1/Health", {})
    identity, loyalty = place.session("identity"), place.session("loyalty")
    for token in (used, stolen["refreshToken"], shop.tokens["refreshToken"]):
        assert "refreshTokenInvalid" in refused(
            identity, "identity.v1/RefreshToken", {"refreshToken": token}, place.tenant)
    for tokens in (mine, stolen, shop.tokens, end_user.tokens):
        assert refused(loyalty, "loyalty.v1/AwardPoints", award, shop.id, tokens["accessToken"])
    # And who proves anew who they are goes on.
    fresh = identity.call("identity.v1/LogIn", login, route=place.tenant)
    loyalty.seen |= identity.seen
    done = loyalty.call("loyalty.v1/AwardPoints", {**award, "amount": 3}, route=shop.id,
                        token=fresh["accessToken"], timeout=30)
    assert done["balance"] == 3


@pytest.mark.parametrize("service", SERVICES)
def test_one_service_alone_notices_its_own_restore(place, service):
    shop, end_user = Shop(place), EndUser(place)
    place.stop()
    copy(place, [service])
    place.start()
    shop.log_in()
    shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=2)
    place.kill(service)
    put_back(place, [service])
    place.run(service)
    assert health(place, service)["state"] == "restored"
    place.stop()
    confirm(place, service)
    place.start()
    shop.log_in()
    assert shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp,
                     amount=5)["balance"] == (5 if service == "loyalty" else 7)


def test_a_kill_is_no_restore(place):
    shop, end_user = Shop(place), EndUser(place)
    for _ in range(3):
        shop.log_in()
        shop.call("AwardPoints", endUserId=end_user.id, pointTypeId=shop.stamp, amount=2)
        for service in SERVICES:
            place.kill(service)
        place.start()
        assert eventually(lambda: all(
        health(place, service)["state"] == "ready" for service in SERVICES))


def test_a_copy_of_everything_goes_on_elsewhere(place, tmp_path_factory):
    place.stop()
    other = tmp_path_factory.mktemp("other") / "data"
    shutil.copytree(place.data, other)
    place.data, first = other, place.data
    try:
        place.start()
        assert eventually(lambda: all(
        health(place, service)["state"] == "ready" for service in SERVICES))
        place.stop()
    finally:
        place.data = first


# --- keys --------------------------------------------------------------------------------------

def start(place, service):
    """What a start says that ends at once."""
    ended = programs.run([BIN / service, *place.flags(service)], capture_output=True, text=True,
                         timeout=60)
    assert ended.returncode not in (0, -signal.SIGSEGV, -signal.SIGILL), ended
    return ended.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_a_missing_or_an_open_key_stops_the_start(place, service):
    place.stop()
    folder = secrets_of(place, service)
    key = folder / "secrets.key"
    right = key.read_text()
    assert (key.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    key.write_text("00000001 " + "ab" * 32 + "\n")
    assert "does not open the secrets" in start(place, service)
    # One that names itself as the right one does not pass for it.
    key.write_text(right.split()[0] + " " + "ab" * 32 + "\n")
    assert "does not open the secrets" in start(place, service)
    key.unlink()
    assert "is missing" in start(place, service)
    for text in ("", "nonsense\n"):
        key.write_text(text)
        key.chmod(0o600)
        assert "secrets.key" in start(place, service)
    key.write_text(right)
    key.chmod(0o644)
    assert "chmod 600" in start(place, service)
    key.chmod(0o400)
    place.start()
    assert eventually(lambda: health(place, service)["state"] == "ready")


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_gone_is_named(place, service):
    place.stop()
    survival = secrets_of(place, service) / f"{service}.survival"
    text = survival.read_bytes()
    survival.unlink()
    place.run(service)
    told = health(place, service)
    assert told["state"] == "restored" and "missing" in told["because"], told
    place.stop()
    confirm(place, service)
    survival.write_bytes(b"nonsense" * 200)
    assert "damaged" in start(place, service)
    # That of before the restore does not pass for the present one.
    survival.write_bytes(text)
    place.run(service)
    assert health(place, service)["state"] == "restored"
    place.stop()
    shutil.rmtree(place.data / service)
    assert "is missing" in start(place, service)


def test_a_key_beside_the_database_is_moved_away(place):
    place.stop()
    folder = secrets_of(place, "identity")
    (folder / "secrets.key").rename(place.data / "identity" / "secrets.key")
    place.run("identity")
    assert health(place, "identity")["state"] == "ready"
    assert not (place.data / "identity" / "secrets.key").exists()
    assert (folder / "secrets.key").exists() and "was moved" in place.log("identity")
    place.stop()
    ended = programs.run([BIN / "identity", *place.flags("identity"), "--secrets-folder",
                          place.data / "identity" / "secrets"], capture_output=True, text=True)
    assert ended.returncode and "lies in the data folder" in ended.stderr


@pytest.mark.parametrize("fault", [None, "rotate.begun", "rotate.sealed", "rotate.rewritten"])
def test_the_sealing_key_is_changed_though_it_is_killed_on_the_way(place, fault):
    shop, end_user = Shop(place), EndUser(place)
    end_user.call("GetCouponForPoints", route=shop.id, couponId=free_coupon(shop))
    (issued,) = wallet(shop, end_user)
    code = end_user.call("GetIssuedCouponCode", route=shop.id, issuedCouponId=issued)["code"]
    place.stop()
    for service in SERVICES:
        key = secrets_of(place, service) / "secrets.key"
        old = key.read_text()
        if fault:
            killed = command(place, service, "rotate-sealing-key", OCTOPUS_FAULT=fault)
            assert killed.returncode == -signal.SIGKILL, killed
            # It serves in between.
            place.run(service)
            health(place, service)
            place.stop()
        done = command(place, service, "rotate-sealing-key")
        assert done.returncode == 0, done
        assert len(key.read_text().splitlines()) == 1 and key.read_text() != old
        name = bytes([1]) + bytes.fromhex(old.split()[0])
        for file in (place.data / service).iterdir():
            assert name not in file.read_bytes(), "something is still sealed with the old key"
    place.start()
    assert eventually(lambda: all(
        health(place, service)["state"] == "ready" for service in SERVICES))
    end_user.log_in()
    assert end_user.call("GetIssuedCouponCode", route=shop.id, issuedCouponId=issued)["code"] == code
    shop.log_in()
    shop.call("RedeemByCode", code=code, endUserCode=end_user.code)


# --- what lies in the files --------------------------------------------------------------------

def free_coupon(shop):
    coupon = shop.call("CreateCoupon", terms={"title": "Free", "redeemableTimes": 1})
    return shop.call("PublishCoupon", couponId=coupon["id"], version=coupon["version"])["id"]


def wallet(shop, end_user):
    return [one["id"] for one in end_user.call("GetWallet")["coupons"]]


def test_no_secret_can_be_read_in_a_file(place):
    shop, end_user = Shop(place), EndUser(place)
    identity, admin = shop.identity, place.session("identity")
    owner = admin.call("identity.v1/LogIn",
                       {"email": place.owner["email"], "password": place.password},
                       route=place.tenant)
    partner = admin.call(
        "identity.v1/CreatePartner", {"name": "Other", "ownerName": "An Owner",
                                      "ownerEmail": "other@example.org"},
        route=place.tenant, token=owner["accessToken"])
    code = spool.request_code(identity, place.mail, end_user.email, route=place.tenant)
    fresh = identity.call("identity.v1/RefreshToken",
                          {"refreshToken": shop.tokens["refreshToken"]}, route=place.tenant)
    end_user.call("GetCouponForPoints", route=shop.id, couponId=free_coupon(shop))
    (issued,) = wallet(shop, end_user)
    codes = end_user.call("GetIssuedCouponCode", route=shop.id, issuedCouponId=issued)
    shown = end_user.call("GetIDCode")["text"]
    shop.tokens = fresh
    scan = shop.call("ScanCode", text=shown)["scan"]
    secrets = [
        place.password, shop.password, partner["invitation"], code, f"{code[:4]} {code[4:]}", scan, shown,
        codes["code"], codes["code"].replace("-", ""), codes["signed"]["text"],
        *(tokens[name] for tokens in (owner, fresh, end_user.tokens)
          for name in ("refreshToken", "accessToken"))]
    files = [file for service in SERVICES for file in (place.data / service).iterdir()]
    files += [file for file in (place.data / "logs").iterdir()]

    def found(text):
        return [file.name for file in files if text.encode() in file.read_bytes()]

    assert found("Free") and found("Shop Owner")
    for secret in secrets:
        assert not found(secret), secret
    place.stop()
    for secret in secrets:
        assert not found(secret), secret
