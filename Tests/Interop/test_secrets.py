"""What may not be read in logs and database files: secrets, and in logs whatever is personal."""

import base64
import contextlib
import hashlib
import json
import uuid

import cbor2
import pytest

import spool
from conftest import EndUser, Shop
from place import SERVICES, Place
from test_audit import audit
from test_end_users import open_sealed, owner_of, program
from test_roles import Account
from test_users import Mailbox, code


def found(system, secrets, *patterns):
    """Which of the texts stand in which files."""
    return [(name, str(file.relative_to(system.data)))
            for pattern in patterns for file in system.data.glob(pattern) if file.is_file()
            for name, text in secrets.items() if text.encode() in file.read_bytes()]


def test_neither_logs_nor_databases_bear_a_secret_in_the_clear(system):
    shop, person = Shop(system), EndUser(system)
    shop.call("AwardPoints", pointTypeId=shop.stamp, endUserId=person.id, amount=7)
    person.call("GetWallet")
    again = shop.identity.call(
        "identity.v1/RefreshToken", {"refreshToken": shop.tokens["refreshToken"]},
        route=system.tenant)
    keys = {file.name: json.loads(file.read_text()) for file in (system.data / "keys").glob("*.json")}
    secrets = {
        "a password": shop.password, "the owner's password": system.password,
        "a refresh token": shop.tokens["refreshToken"], "its successor": again["refreshToken"],
        "an access token": shop.tokens["accessToken"], "an end user's": person.tokens["refreshToken"],
        **{f"{name}'s secret": key["secretKey"] for name, key in keys.items()}}
    system.session("identity").call("mesh.v1/Health", {})
    assert found(system, secrets, "logs/*", "identity/*.sqlite*", "loyalty/*.sqlite*") == []
    # The search itself finds what is there.
    assert found(system, {"the name": shop.email}, "identity/*.sqlite*") != []


def test_logs_bear_nothing_personal(system):
    shop, person = Shop(system), EndUser(system)
    shop.call("AwardPoints", pointTypeId=shop.stamp, endUserId=person.id, amount=7,
              note="likes rain and umbrellas")
    personal = {"an e-mail": shop.email, "a consumer's e-mail": person.email,
                "a note": "likes rain and umbrellas", "an End-user ID": person.code}
    assert found(system, personal, "logs/*") == []
    assert found(system, {"a call": "loyalty.v1/AwardPoints"}, "logs/*") != []


# --- all kinds of secrets that identity makes ----------------------------------------------------------

class Kept(dict):
    """Secrets that were made, by what they are; and what services said meanwhile."""

    def __init__(self, place):
        super().__init__()
        self.place, self.said = place, []

    def keep(self, name, text):
        assert text and name not in self, name
        self[name] = text
        return text

    def tokens(self, name, reply):
        for field in ("accessToken", "refreshToken", "device"):
            if field in reply:
                self.keep(f"{name}: {field}", reply[field])
        return reply

    def refused(self, session, method, body, **more):
        """A call that is refused; what it says may bear no secret either."""
        with pytest.raises(self.place.client.Refused) as refused:
            session.call(method, body, **more)
        self.said.append(("a refusal", f"{refused.value} {refused.value.error}".encode()))
        return refused.value.reason

    def forms(self):
        """As they were told, as people type them, and as the bytes that they stand for."""
        for name, text in self.items():
            plain = text.replace("-", "").replace(" ", "") if len(text) < 60 else text
            yield name, text.encode()
            yield f"{name}, without dashes", plain.encode()
            if len(text) == 8 and text.isdigit():
                yield f"{name}, as it is mailed", f"{text[:4]} {text[4:]}".encode()
            for decode in (base64.urlsafe_b64decode, base64.b32decode, bytes.fromhex):
                with contextlib.suppress(ValueError):
                    raw = decode(text if decode is bytes.fromhex else text + "=" * (-len(text) % 8)
                                 if decode is base64.b32decode else text + "=" * (-len(text) % 4))
                    if len(raw) >= 16:
                        yield f"{name}, its bytes", raw

    def found(self):
        """What stands in a file of a service or a log, or was said."""
        folders = [one for one in self.place.data.iterdir() if one.is_dir() and one.name != "home"
                   and one.name not in ("keys", "mail")]
        files = [file for folder in folders for file in folder.glob("**/*") if file.is_file()]
        texts = self.said + [(str(file.relative_to(self.place.data)), file.read_bytes()) for file in files]
        return sorted({(name, where) for where, text in texts for name, form in self.forms()
                       if form in text})

    def hear(self):
        """What services tell of themselves: events, audit, metrics, how they are."""
        for service in SERVICES:
            session = self.place.session(service)
            after, page = {}, {"isAtEnd": False}
            while not page["isAtEnd"]:
                page = session.call("mesh.v1/ReadEvents", {"limit": 1000, "waitMs": 0} | after)
                after = {"after": page["next"]}
                self.said.append((f"{service}'s events", cbor2.dumps(page)))
            for method in ("Stats", "Health"):
                reply = session.call(f"mesh.v1/{method}", {})
                self.said.append((f"{service}'s {method}", cbor2.dumps(reply)))
            self.said.append((f"{service}'s audit", cbor2.dumps(audit(session))))


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    place.start()
    yield place
    place.stop()


def users_secrets(kept, account, shop):
    """Of somebody who is invited, changes their password, has second factors, forgets all, is set a password
    by an administrator, changes address, and has a SIP account."""
    place, box = kept.place, Mailbox(kept.place.mail)
    identity, email = account.identity, f"ana{uuid.uuid4().hex[:10]}@shop.example"

    def ask(method, token=None, **body):
        return identity.call(f"identity.v1/{method}", body, route=place.tenant, token=token)

    def fails(method, token=None, **body):
        return kept.refused(identity, f"identity.v1/{method}", body, route=place.tenant, token=token)

    role = account.role(chat="full", users="full")
    user = account.call("CreateUser", name="Ana Horvat", email=email, roleId=role["id"])
    link = kept.keep("an invitation", box.secret(email, "invitation"))
    weak = kept.keep("a weak password", f"{email[:10]}{email[:10]}")
    assert fails("AcceptInvitation", invitation=link, password=weak) == "weakPassword"
    first = kept.keep("a first password", "seven wet umbrellas hum")
    ask("AcceptInvitation", invitation=link, password=first)
    wrong = kept.keep("a wrong password", "eleven odd wardrobes yawn")
    assert fails("LogIn", email=email, password=wrong) == "badCredentials"
    token = kept.tokens("a log-in", ask("LogIn", email=email, password=first))["accessToken"]
    second = kept.keep("a second password", "nine red kettles whistle")
    ask("ChangePassword", token, password=first, newPassword=second)
    begun = ask("BeginSecondFactor", token, password=second)
    kept.keep("the seed of one-time codes", begun["secret"])
    codes = ask("ConfirmSecondFactor", token, code=code(begun["secret"]))["recoveryCodes"]
    for number, one in enumerate(codes):
        kept.keep(f"recovery code {number}", one)
    kept.tokens("a log-in by recovery code", ask(
        "LogIn", email=email, password=second, secondFactor=codes[0]))
    assert fails("LogIn", email=email, password=second, secondFactor=codes[0]) == "secondFactorInvalid"
    ask("RequestPasswordReset", email=email)
    link = kept.keep("a link for a forgotten password", box.secret(email, "password"))
    third = kept.keep("a third password", "two cold lanterns giggle")
    ask("ResetPassword", link=link, newPassword=third)
    assert fails("ResetPassword", link=link, newPassword=wrong) == "linkInvalid"
    now = account.call("GetUser", userId=user["id"])
    account.call("RemoveUserSecondFactor", userId=user["id"])
    set_ = kept.keep("a generated password", account.call("SetUserPassword", userId=user["id"])["password"])
    fourth = kept.keep("a fourth password", "four lazy trumpets doze")
    ask("ReplaceTemporaryPassword", email=email, password=set_, newPassword=fourth)
    account.call("SetUserPassword", userId=user["id"],
                 password=kept.keep("a password of an administrator", "some plain tigers juggle"))
    ask("ReplaceTemporaryPassword", email=email, password=kept["a password of an administrator"],
        newPassword=kept.keep("a fifth password", "thirty pale dragons bake"))
    reply = kept.tokens("a last log-in", ask("LogIn", email=email, password=kept["a fifth password"]))
    token, new = reply["accessToken"], f"new{email}"
    me = ask("GetMe", token)
    ask("EditOwnProfile", token, version=me["version"], name="Ana", email=new,
        password=kept["a fifth password"])
    ask("ConfirmEmail", link=kept.keep("a link for an address", box.secret(new, "email")))
    now = account.call("GetUser", userId=user["id"])
    account.call("SetChatOperator", userId=user["id"], version=now["version"], chatOperator="administrator")
    made = account.call("RenewSIPSecret", userId=user["id"])
    details = account.call("GetSIPDetails", userId=user["id"])
    kept.keep("a SIP secret", made["secret"])
    for name in ("md5", "sha256"):
        text = f"{details['username']}:{details['realm']}:{made['secret']}".encode()
        kept.keep(f"a SIP digest, {name}", hashlib.new(name, text).hexdigest())


def end_users_secrets(kept):
    """Codes by mail and, sealed, by the program that delivers messages."""
    place, identity = kept.place, kept.place.session("identity")
    end_user = EndUser(place)
    kept.keep("a login code", spool.codes(place.mail, end_user.email)[-1])
    kept.tokens("an end user's", end_user.tokens)
    kept.keep("a login code that nobody used",
              spool.request_code(identity, place.mail, end_user.email, route=place.tenant))
    kept.refused(identity, "identity.v1/LogInEndUser", {
        "contact": end_user.email, "loginCode": kept.keep("a code that was guessed", "71830264")},
        route=place.tenant)
    gate = program(place, "gate", "mesh.v1/ReadEvents:identity.v1/LoginCodeToDeliver",
                   "mesh.v1/ReadEvents", "mesh.v1/ReadPersonal")
    (gate_id,) = [one["id"] for one in identity.call("identity.v1/ListPrincipals", {})["items"]
                  if one["name"] == "gate"]
    identity.call("identity.v1/SetMessageProgram", {"principalId": gate_id}, route=place.tenant,
                  token=owner_of(place))
    phone = "+385911234567"
    identity.call("identity.v1/RegisterEndUser", {"phone": phone}, route=place.tenant)
    identity.call("identity.v1/RequestLoginCode", {"contact": phone}, route=place.tenant)
    (event,) = gate.call("mesh.v1/ReadEvents", {
        "kinds": ["identity.v1/LoginCodeToDeliver"], "limit": 10, "waitMs": 5000},
        timeout=20)["events"]
    message = open_sealed(cbor2.loads(event["personal"])["sealed"], place.key_file("gate"))
    kept.keep("a code by SMS", message["text"][:9].replace(" ", ""))


@pytest.mark.limit(240)
def test_no_secret_of_identity_stands_anywhere(place):
    kept, shop = Kept(place), Shop(place)
    account = Account(place, shop)
    kept.keep("the tenant owner's password", place.password)
    kept.keep("a shop owner's password", shop.password)
    kept.tokens("a shop owner's", shop.tokens)
    kept.tokens("its successor's", shop.identity.call(
        "identity.v1/RefreshToken", {"refreshToken": shop.tokens["refreshToken"]}, route=place.tenant))
    users_secrets(kept, account, shop)
    end_users_secrets(kept)
    mall = place.session("identity")
    own = mall.call("identity.v1/LogIn", {"email": place.owner["email"], "password": place.password},
                    route=place.tenant)
    kept.tokens("a tenant owner's", own)
    acting = mall.call("identity.v1/Impersonate", {"partnerId": shop.id}, route=place.tenant,
                       token=own["accessToken"])
    kept.tokens("an impersonator's", acting)
    for file in (place.data / "keys").glob("*.json"):
        kept.keep(f"{file.stem}'s secret key", json.loads(file.read_text())["secretKey"])
    kept.hear()
    # The logs beside the databases hold what was written last, and the search finds what is there.
    assert any(file.stat().st_size for file in place.data.glob("*/*.sqlite-wal"))
    assert [where for where, text in kept.said if shop.id.bytes in text]
    there = Kept(place)
    there.keep("what is there", shop.email)
    assert there.found()
    assert kept.found() == []
    for service in SERVICES:
        place.kill(service)
    assert kept.found() == []
    place.start()
    place.stop()
    assert kept.found() == []
