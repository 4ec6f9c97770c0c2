"""Partners or identity put back from an older copy while a partner came to be: nobody comes to be twice."""

import pytest

from place import Place, eventually
from test_partners import Desk, accepted, asked, secrets
from test_restore import confirm, copy, health, put_back


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.start()
    yield place
    place.stop()


def restored(place, service):
    """The service's database as it was when it was copied; its owner has confirmed that."""
    place.stop()
    put_back(place, [service])
    confirm(place, service)
    place.start()


def owners(place, email):
    desk = Desk(place)
    listed = desk.identity.call(
        "identity.v1/ListPartners", {}, route=place.tenant, token=desk.token)["items"]
    return [one["id"] for one in listed if one["ownerEmail"] == email]


def follower(place, name):
    (told,) = [one for one in health(place, "identity")["followers"] if one["name"] == name]
    return told


def pending(place, desk):
    email = "ana@umbrellas.example"
    request = asked(place, desk, desk.package("Small", "coupons"), email)
    place.stop()
    copy(place)
    place.start()
    return email, request


def test_partners_that_forgot_an_approval_approve_again_and_make_nobody_twice(place):
    email, request = pending(place, Desk(place))
    Desk(place).call("ApproveRequest", requestId=request)
    partner = accepted(place, email).id
    restored(place, "partners")

    # Identity acts on nothing of a log that is not the one it read, until somebody says so.
    eventually(lambda: follower(place, "partnerships").get("trouble"), 20)
    desk = Desk(place)
    assert desk.call("ApproveRequest", requestId=request)["decision"] == "approved"
    place.session("identity").call("mesh.v1/AcceptLoss", {"follower": "partnerships"})
    eventually(lambda: follower(place, "partnerships")["lag"] == 0, 20)
    assert owners(place, email) == [partner] and len(secrets(place, email, "invitation")) == 1
    assert follower(place, "partnerships")["parked"] == 0


def test_an_identity_that_forgot_an_account_opens_it_again_under_its_id(place):
    email, request = pending(place, Desk(place))
    Desk(place).call("ApproveRequest", requestId=request)
    partner = accepted(place, email).id
    restored(place, "identity")
    eventually(lambda: len(secrets(place, email, "invitation")) == 2, 20)
    assert owners(place, email) == [partner]
    # The newer invitation is the one that counts.
    place.session("identity").call(
        "identity.v1/AcceptInvitation",
        {"invitation": secrets(place, email, "invitation")[-1],
         "password": "seven wet umbrellas sing"}, route=place.tenant)
