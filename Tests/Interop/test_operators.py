"""Chat operators: what a normal one has, and the digests by which a bridge to SIP knows them."""

import hashlib
import uuid

import pytest

from conftest import Shop
from place import Place
from test_roles import Account


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("operators"))
    place.start()
    yield place
    place.stop()


@pytest.fixture
def account(place):
    return Account(place, Shop(place))


@pytest.fixture
def bridge(place):
    """A program of the installation that was granted the digests by name."""
    name = f"bridge-{uuid.uuid4().hex[:8]}"
    place.octopus("keys", "new", str(place.key_file(name)))
    place.session("identity").call("identity.v1/GrantPrincipal", {
        "name": name, "publicKey": place.public(name), "grants": ["identity.v1/GetSIPDigests"]})
    return place.session("identity", name)


def reason(place, call, *arguments, **more):
    with pytest.raises(place.client.Refused) as refused:
        call(*arguments, **more)
    return refused.value.reason


def operator(account, kind):
    colleague = account.hire(account.role(chat="full", users="full", invoices="view"))
    user = account.call("GetUser", userId=colleague.user)
    assert account.call("SetChatOperator", userId=user["id"], version=user["version"],
                        chatOperator=kind)["chatOperator"] == kind
    return colleague


def test_a_normal_operator_sees_neither_users_nor_invoices(place, account):
    normal, administrator = operator(account, "normal"), operator(account, "administrator")
    limited, whole = Account(place, normal), Account(place, administrator)
    assert limited.call("GetMe")["levels"] == {"chat": "full"}
    assert set(whole.call("GetMe")["levels"]) == {"chat", "users", "invoices"}
    assert reason(place, limited.call, "ListUsers") == "denied"
    whole.call("ListUsers")


def test_the_bridge_alone_is_told_the_digests_and_the_secret_is_told_once(place, account, bridge):
    colleague = operator(account, "normal")
    own = Account(place, colleague)
    details = account.call("GetSIPDetails", userId=colleague.user)
    body = {"username": details["username"]}
    assert reason(place, bridge.call, "identity.v1/GetSIPDigests", body) == "notFound"
    made = own.call("RenewSIPSecret", userId=colleague.user)
    told = bridge.call("identity.v1/GetSIPDigests", body)
    text = f"{details['username']}:{details['realm']}:{made['secret']}".encode()
    assert told["md5"] == hashlib.md5(text).hexdigest()
    assert told["sha256"] == hashlib.sha256(text).hexdigest()
    assert (told["userId"], told["partnerId"]) == (colleague.user, account.shop.id)
    assert "secret" not in own.call("GetSIPDetails", userId=colleague.user)
    stranger = Account(place, Shop(place))
    assert reason(place, stranger.call, "GetSIPDetails", userId=colleague.user) == "notFound"
    # Whom the account no longer lets in, the bridge does not know either.
    user = account.call("GetUser", userId=colleague.user)
    account.call("DisableUser", userId=user["id"], version=user["version"])
    assert reason(place, bridge.call, "identity.v1/GetSIPDigests", body) == "notFound"
