"""Users of an account, their passwords and second factors, from the contract alone."""

import base64
import concurrent.futures
import email.parser
import email.policy
import hashlib
import hmac
import json
import re
import struct
import time
import uuid

import pytest

PASSWORD, OTHER = "seven wet umbrellas sing", "nine red kettles whistle"


class Mailbox:
    """What was mailed, read from the launcher's spool folder by Python's own parser."""

    def __init__(self, folder):
        self.folder = folder

    def mails(self, address):
        parser = email.parser.BytesParser(policy=email.policy.default)
        found = [parser.parsebytes(one.read_bytes()) for one in self.folder.glob("*.eml")]
        return [one for one in found if one["To"].addresses[0].addr_spec == address]

    def secret(self, address, page, patience=20):
        """The secret of the one link of that page."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            for mail in self.mails(address):
                text = mail.get_body(("plain",)).get_content()
                if found := re.search(rf"/{page}#([\w-]+)", text):
                    return found[1]
            time.sleep(0.1)
        raise AssertionError(f"no mail for {page} came to {address}")


class Account:
    """The tenant's owner, who has a role to give."""

    def __init__(self, system):
        self.system, self.identity = system, system.session("identity")
        self.mailbox = Mailbox(system.data / "mail")
        self.token = self.log_in(system.owner["email"], system.password)["accessToken"]
        self.role = self.call("CreateRole", name=f"Cashier {uuid.uuid4().hex[:8]}", levels=[
            {"product": "users", "level": "view"}])["id"]

    def call(self, method, token=None, session=None, **body):
        return (session or self.identity).call(
            f"identity.v1/{method}", body, route=self.system.tenant, token=token or self.token)

    def ask(self, method, session=None, **body):
        """Calls for nobody."""
        return (session or self.identity).call(
            f"identity.v1/{method}", body, route=self.system.tenant)

    def log_in(self, address, password, **more):
        return self.ask("LogIn", email=address, password=password, **more)

    def refused(self, reason, method, token=False, **body):
        with pytest.raises(self.system.client.Refused) as refused:
            self.call(method, token=token, **body) if token else self.ask(method, **body)
        assert refused.value.reason == reason
        return refused.value

    def invite(self):
        address = f"ana{uuid.uuid4().hex[:10]}@mall.example"
        user = self.call("CreateUser", name="Ana Horvat", email=address, roleId=self.role)
        return address, user

    def hire(self):
        address, user = self.invite()
        self.ask("AcceptInvitation", invitation=self.mailbox.secret(address, "invitation"),
                 password=PASSWORD)
        return address, user


@pytest.fixture
def account(system):
    return Account(system)


def code(secret, at=None):
    """A one-time code as RFC 6238 says, made apart from the service."""
    step = int((time.time() if at is None else at) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[19] & 15
    number = struct.unpack(">I", digest[start:start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10 ** 6:06}"


def test_a_colleagues_first_day(account):
    address, user = account.invite()
    assert user["status"] == "invited"
    account.refused("badCredentials", "LogIn", email=address, password=PASSWORD)
    secret = account.mailbox.secret(address, "invitation")
    account.refused("weakPassword", "AcceptInvitation", invitation=secret,
                    password="manchesterunited")
    account.ask("AcceptInvitation", invitation=secret, password=PASSWORD)
    ana = account.log_in(address, PASSWORD)
    me = account.call("GetMe", token=ana["accessToken"])
    assert (me["email"], me["userId"], me["levels"]) == (address, user["id"], {"users": "view"})
    found = account.call("ListUsers", token=ana["accessToken"], search=address)["items"]
    assert [one["status"] for one in found] == ["active"]
    account.refused("denied", "DeleteUser", token=ana["accessToken"], userId=user["id"], version=2)
    account.call("ChangePassword", token=ana["accessToken"], password=PASSWORD, newPassword=OTHER)
    account.refused("badCredentials", "LogIn", email=address, password=PASSWORD)
    account.log_in(address, OTHER)


def test_what_an_administrator_does(account):
    address, user = account.hire()
    ana = account.log_in(address, PASSWORD)
    set_ = account.call("SetUserPassword", userId=user["id"])
    account.refused("passwordChangeRequired", "LogIn", email=address, password=set_["password"])
    account.ask("ReplaceTemporaryPassword", email=address, password=set_["password"],
                newPassword=OTHER)
    account.log_in(address, OTHER)
    account.refused("refreshTokenInvalid", "RefreshToken", refreshToken=ana["refreshToken"])
    now = account.call("GetUser", userId=user["id"])
    disabled = account.call("DisableUser", userId=user["id"], version=now["version"])
    account.refused("badCredentials", "LogIn", email=address, password=OTHER)
    enabled = account.call("EnableUser", userId=user["id"], version=disabled["version"])
    account.log_in(address, OTHER)
    account.call("DeleteUser", userId=user["id"], version=enabled["version"])
    account.refused("notFound", "GetUser", token=account.token, userId=user["id"])
    account.refused("badCredentials", "LogIn", email=address, password=OTHER)


def test_a_forgotten_password(account):
    address, _ = account.hire()
    for asked in (address, f"nobody{uuid.uuid4().hex}@mall.example"):
        assert account.ask("RequestPasswordReset", email=asked) == {}
    link = account.mailbox.secret(address, "password")
    account.ask("ResetPassword", link=link, newPassword=OTHER)
    account.refused("linkInvalid", "ResetPassword", link=link, newPassword=PASSWORD)
    account.log_in(address, OTHER)


def test_a_new_address(account):
    address, _ = account.hire()
    ana = account.log_in(address, PASSWORD)["accessToken"]
    new = f"new{uuid.uuid4().hex[:10]}@mall.example"
    me = account.call("GetMe", token=ana)
    account.call("EditOwnProfile", token=ana, version=me["version"], name="Ana", email=new,
                 password=PASSWORD)
    account.refused("badCredentials", "LogIn", email=new, password=PASSWORD)
    account.ask("ConfirmEmail", link=account.mailbox.secret(new, "email"))
    account.log_in(new, PASSWORD)


def test_one_time_codes(account):
    address, _ = account.hire()
    ana = account.log_in(address, PASSWORD)["accessToken"]
    begun = account.call("BeginSecondFactor", token=ana, password=PASSWORD)
    assert f"secret={begun['secret']}" in begun["otpauthUri"]
    codes = account.call("ConfirmSecondFactor", token=ana,
                         code=code(begun["secret"]))["recoveryCodes"]
    account.refused("secondFactorRequired", "LogIn", email=address, password=PASSWORD)
    account.refused("secondFactorInvalid", "LogIn", email=address, password=PASSWORD,
                    secondFactor="000000")
    # The next half minute's code is good already, since clocks differ.
    account.log_in(address, PASSWORD, secondFactor=code(begun["secret"], time.time() + 30))
    account.log_in(address, PASSWORD, secondFactor=codes[0].lower())
    account.refused("secondFactorInvalid", "LogIn", email=address, password=PASSWORD,
                    secondFactor=codes[0])


def test_one_of_fifty_who_accept_at_once(account):
    address, _ = account.invite()
    secret = account.mailbox.secret(address, "invitation")
    sessions = [account.system.session("identity") for _ in range(50)]

    def accept(number):
        password = f"umbrella {number} hums over kettles"
        try:
            account.ask("AcceptInvitation", session=sessions[number], invitation=secret,
                        password=password)
            return password
        except account.system.client.Refused as refused:
            assert refused.reason in ("invitationInvalid", "throttled"), refused
            return None

    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        accepted = [one for one in pool.map(accept, range(50)) if one]
    assert len(accepted) == 1


def test_the_tool_shows_users(account):
    address, user = account.hire()
    system = account.system
    system.octopus("login", system.owner["email"], "--tenant", str(system.tenant),
                   "--password-file", str(system.data / "owner.password"))
    assert address in system.octopus("users", "list", "--search", address).stdout
    listed = json.loads(system.octopus("users", "list", "--search", address, "--json").stdout)
    assert listed[0]["id"] == str(user["id"])
    system.octopus("users", "set", address, "disabled")
    account.refused("badCredentials", "LogIn", email=address, password=PASSWORD)
    assert "Account owner" in system.octopus("me").stdout
