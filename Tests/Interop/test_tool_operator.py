"""`octopus tenants`, `partners`, `end-users`, `keys`: what an operator and a tenant's people do."""

import json
import uuid

import pytest

from persons import DENIED, REFUSED, USAGE, Owner, Person, columns
from place import eventually


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("owner"))


@pytest.fixture
def operator(system, tmp_path):
    """The operator's key, and nobody logged in."""
    return Person(system, tmp_path)


def test_a_tenant_is_made_and_edited_and_its_owner_logs_in(operator, tmp_path):
    name, email = f"Bank {uuid.uuid4().hex[:6]}", f"ana{uuid.uuid4().hex[:8]}@bank.example"
    conventions = ["--language", "hr-HR", "--zone", "Europe/Zagreb", "--currency", "EUR"]
    add = ["tenants", "add", name, "--owner-name", "Ana", "--owner-email", email, *conventions]
    made = operator(*add)
    tenant = made.stdout.strip()
    assert email in made.stderr
    assert "tenantNameTaken" in operator(*add, code=REFUSED).stderr
    assert [tenant, name] in [row[:2] for row in columns(operator("tenants").stdout)]
    assert tenant in [one["id"] for one in operator.json("tenants", "list")]
    edited = operator.json("tenants", "edit", name, "--currency", "USD", "--sender-name", "The Bank")
    assert (edited["terms"]["currency"], edited["terms"]["locale"]) == ("USD", "hr-HR")
    assert "The Bank" in operator("tenants", "show", name).stdout
    assert "senderName" not in operator.json("tenants", "edit", tenant, "--sender-name", "")["terms"]
    assert operator.json("tenants", "show", name)["version"] == edited["version"] + 1
    said = operator("tenants", "show", f"{name}x", code=REFUSED).stderr
    assert f'did you mean "{name}"?' in said and "octopus tenants" in said
    assert "timeZone" in operator("tenants", "edit", name, "--zone", "Mars", code=REFUSED).stderr
    assert "Say what changes" in operator("tenants", "edit", name, code=USAGE).stderr
    ana = Person(operator.system, tmp_path, email)
    (tmp_path / "link").write_text(ana.secret(email, "invitation"))
    ana("open-link", "--tenant", tenant, "--link-file", str(tmp_path / "link"),
        "--new-password-file", "-", input="seven wet umbrellas sing\n")
    ana("login", email, "--tenant", tenant, "--password-file", "-",
        input="seven wet umbrellas sing\n")
    assert ana.json("me")["tenantName"] == name


def test_a_partner_is_opened_suspended_and_let_work_again(owner, tmp_path):
    name, email = f"Café {uuid.uuid4().hex[:6]}", f"ana{uuid.uuid4().hex[:8]}@cafe.example"
    made = owner.json("partners", "add", name, "--owner-name", "Ana", "--owner-email", email)
    assert "invitation" not in made and made["invitationExpiresAt"]
    rows = [row for row in columns(owner("partners").stdout) if row[1] == name]
    assert rows == [[made["partnerId"], name, "active", "Ana", email, "invited"]]
    id = made["partnerId"]
    search = json.dumps({"search": name})
    eventually(lambda: id in owner("call", "partners.v1/ListMyPartners", search).stdout)
    why = ("--reason", "No answer.")
    assert "suspended" in owner("partners", "set", name, "suspended", *why).stderr
    eventually(lambda: [row for row in columns(owner("partners").stdout)
                        if (row[0], row[2]) == (id, "suspended")])
    assert "partnerSuspended" in owner("impersonate", name, code=REFUSED).stderr
    assert "--reason" in owner("partners", "set", name, "suspended", code=USAGE).stderr
    assert owner.json("partners", "set", id, "active")["status"] == "active"
    assert "octopus partners" in owner("partners", "set", "Nowhere", "active", code=REFUSED).stderr
    owner("partners", "set", name, "gone", code=USAGE)
    terms = {"name": f"Small {uuid.uuid4().hex[:6]}", "products": ["coupons", "points", "pointNames"], "limits": {},
             "price": {"minorUnits": 1250, "currency": "EUR", "period": "month"}}
    owner("call", "partners.v1/CreatePackage", json.dumps({"terms": terms}))
    chosen = owner.json("partners", "package", terms["name"])
    assert [one["terms"]["name"] for one in chosen if one["isDefault"]] == [terms["name"]]
    assert terms["name"] in owner("partners", "package").stdout
    assert "octopus partners" in owner("partners", "package", "bananas", code=REFUSED).stderr
    # Else it would be that of every partner that other tests make.
    owner("packages", "retire", terms["name"])


def test_an_end_user_is_registered_shown_blocked_and_erased(owner):
    email = f"ana{uuid.uuid4().hex[:8]}@mail.example"
    assert "--email or a --phone" in owner("end-users", "add", "--name", "Ana", code=USAGE).stderr
    made = owner.json("end-users", "add", "--name", "Ana Anić", "--email", email)
    assert "contactTaken" in owner("end-users", "add", "--email", email, code=REFUSED).stderr
    shown = owner("end-users", "show", made["code"]).stdout
    assert email in shown and "Ana Anić" in shown and made["endUserId"] in shown
    assert "is blocked" in owner("end-users", "block", made["code"]).stderr
    assert owner.json("end-users", "show", made["endUserId"])["status"] == "blocked"
    assert owner.json("end-users", "unblock", made["code"]) == {"endUserId": made["endUserId"]}
    assert "--yes" in owner("end-users", "erase", made["code"], code=USAGE).stderr
    terminal = owner.at_terminal("end-users", "erase", made["code"])
    terminal.answer(f"Erase {made['code']}, Ana Anić everywhere, for good? Type yes: ", "yes")
    assert "is erased" in terminal.end()
    after = owner("end-users", "show", made["endUserId"]).stdout
    assert email not in after and "erased" in after
    assert "notFound" in owner("end-users", "show", str(uuid.uuid4()), code=REFUSED).stderr


def test_the_one_program_that_delivers(owner, operator, tmp_path):
    name = f"sms-{uuid.uuid4().hex[:6]}"
    public = operator("keys", "new", str(tmp_path / "sms.json")).stdout.strip()
    made = operator.json("keys", "grant", name, "--public-key", public, "--tenant",
                         str(owner.system.tenant), "--grant", "mesh.v1/ReadPersonal", "--grant",
                         "mesh.v1/ReadEvents:identity.v1/LoginCodeToDeliver")
    assert owner("end-users", "deliverer").stdout == "none\n"
    assert owner("end-users", "deliverer", made["principalId"]).stdout.strip() == made["principalId"]
    assert "--yes" in owner("end-users", "deliverer", "none", code=USAGE).stderr
    assert owner.json("end-users", "deliverer", "none", "--yes") == {}
    assert "no UUID" in owner("end-users", "deliverer", name, code=USAGE).stderr


def test_a_programs_key_is_rotated(operator, tmp_path):
    name, keys = f"till-{uuid.uuid4().hex[:6]}", []
    for number in range(3):
        file = str(tmp_path / f"{number}.json")
        keys.append((file, operator("keys", "new", file).stdout.strip()))
    operator("keys", "grant", name, "--public-key", keys[0][1], "--grant", "identity.v1/*")
    ask = ["call", "identity.v1/GetSigningKeys", "--timeout", "5", "--key-file"]
    said = operator("keys", "rotate", name, "--public-key", keys[1][1], "--overlap", "1h").stderr
    assert "the old one ends at 20" in said
    operator(*ask, keys[0][0])
    operator(*ask, keys[1][0])
    ours = [one for one in operator.json("keys", "list") if one["name"] == name]
    assert [one["publicKey"] for one in ours] == [keys[0][1], keys[1][1]] and "endsAt" in ours[0]
    assert " ENDS 20" in operator("keys", "list").stdout
    now = ["keys", "rotate", ours[1]["id"], "--public-key", keys[2][1], "--overlap", "0s"]
    assert "--yes" in operator(*now, code=USAGE).stderr
    assert "formerEndsAt" in operator.json(*now, "--yes")
    operator(*ask, keys[1][0], code=DENIED)
    operator(*ask, keys[2][0])
    assert "--yes" in operator("keys", "revoke", name, code=USAGE).stderr
    for line in (["--overlap", "soon"], ["--overlap", "31d"]):
        operator("keys", "rotate", name, "--public-key", keys[0][1], *line,
                 code=USAGE if line[1] == "soon" else REFUSED)
    assert "principalId" in operator.json("keys", "revoke", ours[0]["id"], "--yes")


@pytest.mark.parametrize("group", [
    "me", "me second-factor", "users", "roles", "partners", "end-users", "tenants", "keys", "audit",
    "impressions", "ads", "campaigns"])
def test_the_help_of_every_command(operator, group):
    """Each says what it does, and that of its options; a completion knows it."""
    bash = operator("--generate-completion-script", "bash").stdout
    told = operator(*group.split(), "--help").stdout
    assert "SUBCOMMANDS:" in told
    lines = told.split("SUBCOMMANDS:\n")[1].split("\n\n")[0].splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert len(names) > 2
    for name in names:
        help_ = operator(*group.split(), name, "--help").stdout
        assert help_.startswith("OVERVIEW: ") and name in bash
        for line in help_.splitlines():
            # An option without words, which the next line has not either.
            assert not line.startswith("  --") or len(line.split("  ")) > 1, line
