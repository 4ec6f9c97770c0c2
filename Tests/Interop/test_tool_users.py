"""`octopus users` and `roles`: tables, JSON, refusals, wrong usage, questions before what is for good."""

import subprocess
import uuid

import pytest

import programs
from conftest import BIN
from persons import DENIED, FAULT, OTHER, PASSWORD, REFUSED, USAGE, Owner, Person, columns, width


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("owner"))


@pytest.fixture
def ana(owner, tmp_path):
    return owner.hire(tmp_path)


def test_a_user_is_invited_shown_changed_and_deleted(owner):
    user = owner.invite("Ana Čović")
    email = user["email"]
    assert user["status"] == "invited" and user["roleId"] == owner.role["id"]
    (row,) = columns(owner("users", "list", "--search", email).stdout)
    assert row[:5] == [user["id"], "Ana Čović", email, "invited", owner.role["name"]]
    assert owner.json("users", "--search", email) == [user]
    shown = owner("users", "show", email).stdout
    assert owner.role["name"] in shown and user["id"] in shown
    assert owner.json("users", "show", user["id"]) == user
    edited = owner.json("users", "edit", email, "--name", "Ana Horvat", "--phone", "+385912345678")
    assert (edited["name"], edited["version"]) == ("Ana Horvat", user["version"] + 1)
    assert "phone" not in owner.json("users", "edit", email, "--phone", "")
    assert "until 20" in owner("users", "resend", email).stderr
    assert "invitationExpiresAt" in owner.json("users", "resend", email)
    assert owner.json("users", "delete", email, "--yes") == {"userId": user["id"]}
    said = owner("users", "show", email, code=REFUSED).stderr
    assert f"nobody has the e-mail {email}" in said and "octopus users list" in said


def test_what_is_for_good_is_asked_first(owner):
    user = owner.invite()
    said = owner("users", "delete", user["email"], code=USAGE).stderr
    assert "no terminal" in said and "--yes" in said and "Nothing was done" in said
    for answer in ("", "no", "y"):
        terminal = owner.at_terminal("users", "delete", user["email"])
        terminal.answer(f"Delete Ana Horvat <{user['email']}> for good? Type yes: ", answer)
        assert "nothing was done" in terminal.end(USAGE)
    assert owner.json("users", "show", user["email"])["version"] == user["version"]
    terminal = owner.at_terminal("users", "delete", user["email"])
    terminal.answer("Type yes: ", "yes")
    assert "Ana Horvat is deleted." in terminal.end()


def test_a_user_is_shut_out_and_let_in_again(owner, ana):
    (row,) = columns(owner("users", "set", ana.email, "disabled").stdout)
    assert row[3] == "disabled"
    assert "badCredentials" in ana.log_in(code=DENIED).stderr
    assert owner.json("users", "list", "--status", "disabled", "--search", ana.email)
    assert owner.json("users", "set", ana.email, "enabled")["status"] == "active"
    ana.log_in()


def test_a_temporary_password_is_changed_by_the_log_in(owner, ana):
    given = owner("users", "password", ana.email)
    temporary = given.stdout.strip()
    assert len(temporary) >= 15 and "until 20" in given.stderr
    (row,) = columns(owner("users", "--search", ana.email).stdout)
    assert row[3] == "temporary password"
    # Without a terminal and without a file there is nobody to ask.
    said = ana.log_in(temporary, code=USAGE).stderr
    assert "is temporary" in said and "no terminal" in said and temporary not in said
    said = ana("login", ana.email, "--tenant", str(owner.system.tenant), "--password-file", "-",
               "--new-password-file", "-", input=f"{temporary}\nmanchesterunited\n",
               code=REFUSED).stderr
    assert "weakPassword" in said and "manchesterunited" not in said
    terminal = ana.at_terminal("login", ana.email, "--tenant", owner.system.tenant)
    terminal.answer("Password: ", temporary)
    terminal.answer("New password: ", OTHER)
    terminal.answer("The same again: ", OTHER)
    shown = terminal.end()
    assert "Logged in as" in shown and OTHER not in shown and temporary not in shown
    # One that is named is not shown again.
    named = owner.json("users", "password", ana.email, "--password-file", "-", input=f"{PASSWORD}\n")
    assert "password" not in named
    ana("login", ana.email, "--tenant", str(owner.system.tenant), "--password-file", "-",
        "--new-password-file", "-", input=f"{PASSWORD}\n{OTHER}\n")


def test_a_chat_operator_has_an_account_for_sip(owner, ana):
    said = ana("me", "sip", code=REFUSED).stderr
    assert "notFound" in said
    assert owner.json("users", "operator", ana.email, "normal")["chatOperator"] == "normal"
    (row,) = columns(owner("users", "--search", ana.email).stdout)
    assert row[6] == "normal"
    ana.log_in()
    assert "not yet" in ana("me", "sip").stdout
    assert "--yes" in ana("me", "sip", "--renew-secret", code=USAGE).stderr
    renewed = ana.json("me", "sip", "--renew-secret", "--yes")
    assert renewed["details"]["userId"] == ana.id and len(renewed["secret"]) >= 20
    assert renewed["secret"] not in owner("users", "sip", ana.email).stdout
    assert owner("users", "sip", ana.email, "--renew-secret", "--yes").stdout.count("secret") == 2
    assert "chatOperator" not in owner.json("users", "operator", ana.email, "none")


def test_what_a_narrow_role_may_not_do(owner, ana, tmp_path):
    said = ana("users", "set", owner.email, "disabled", code=DENIED).stderr
    assert "denied" in said and "octopus describe" in said
    assert "denied" in ana("roles", code=DENIED).stderr
    # Who may see no roles sees their ids.
    (row,) = columns(ana("users", "--search", ana.email).stdout)
    assert row[4] == owner.role["id"]
    nobody = Person(owner.system, tmp_path / "nobody")
    assert "octopus login" in nobody("users", code=DENIED).stderr
    assert nobody("users", "list", "--json", code=DENIED).stdout == ""


def test_roles(owner, ana):
    name = f"Lagerist {uuid.uuid4().hex[:6]}"
    made = owner.json("roles", "add", name, "--level", "users=view", "--level", "roles=view")
    (row,) = columns(owner("roles", "list", "--search", name).stdout)
    assert row == [made["id"], name, "0", "", "users=view roles=view"]
    edited = owner.json("roles", "edit", name, "--level", "roles=none", "--second-factor")
    assert edited["demandsSecondFactor"] and len(edited["levels"]) == 1
    assert "demanded" in owner("roles", "show", name).stdout
    owner("roles", "edit", name, "--no-second-factor", "--name", f"{name} 2")
    assert owner.json("roles", "show", f"{name} 2")["users"] == []
    said = owner("roles", "delete", owner.role["name"], "--yes", code=REFUSED).stderr
    assert "roleInUse" in said and "octopus roles show" in said
    assert ana.id in owner("roles", "show", owner.role["name"]).stdout
    assert "--yes" in owner("roles", "delete", f"{name} 2", code=USAGE).stderr
    assert owner.json("roles", "delete", made["id"], "--yes") == {"roleId": made["id"]}
    assert "octopus roles" in owner("roles", "show", name, code=REFUSED).stderr
    products = {row[0]: row[2] for row in columns(owner("roles", "products").stdout)}
    assert products["users"] == "full"
    assert {one["product"] for one in owner.json("roles", "products")["products"]} == set(products)


def test_a_shop_is_handed_over(system, shop, tmp_path):
    (tmp_path / "owner").mkdir()
    owner = Owner(system, tmp_path / "owner", shop)
    ana = owner.hire(tmp_path)
    hand_over = ["roles", "hand-over", ana.email, "--keep", owner.role["name"]]
    from_input = [*hand_over, "--password-file", "-"]
    said = owner(*from_input, input="not my password at all\n", code=REFUSED).stderr
    assert "wrongPassword" in said and "not my password" not in said
    assert "no terminal" in owner(*hand_over, code=USAGE).stderr
    handed = owner.json(*from_input, input=f"{owner.password}\n")
    assert handed == {"ownerId": ana.id}
    assert ana.json("me")["isOwner"] and not owner.json("me")["isOwner"]
    # A cashier may not even look who is there.
    assert "denied" in owner(*from_input, input=f"{owner.password}\n", code=DENIED).stderr


@pytest.mark.parametrize("line, complaint", [
    (["users", "add", "ana@mall.example"], "--name"),
    (["users", "edit", "ana@mall.example"], "Say what changes"),
    (["users", "set", "ana@mall.example", "gone"], "disabled"),
    (["users", "list", "--status", "gone"], "--status is"),
    (["users", "operator", "ana@mall.example", "boss"], "administrator"),
    (["users", "frobnicate", "--now"], "Unknown option"),
    (["roles", "add", "X", "--level", "users"], "--level"),
    (["roles", "edit", "X"], "Say what changes"),
    (["roles", "edit", "X", "--level", "uses=view"], "--level"),
])
def test_wrong_usage(owner, line, complaint):
    ended = owner(*line, code=USAGE)
    assert complaint in ended.stderr and not ended.stdout


def test_every_fault_of_a_form_at_once(owner):
    said = owner("users", "add", "no address", "--name", "Ana", "--phone", "x", "--role",
                 owner.role["name"], code=REFUSED).stderr
    for path in ("email", "phone"):
        assert f"  {path}: " in said
    assert "no role is called Nobody" in owner(
        "users", "add", "a@mall.example", "--name", "A", "--role", "Nobody", code=REFUSED).stderr


NAMES = ["Ana", "山田太郎", "가나다", "Zoé\u0301", "Ａｎａ", "🍌 Ana", "👩‍🚀 Ana", "नमस्ते"]


def test_columns_stand_in_line_whatever_the_names_are(owner):
    mark = uuid.uuid4().hex[:6]
    for name in NAMES:
        owner.invite(f"{name} {mark}")
    table = owner("users", "list", "--search", mark).stdout
    ids = {user["id"]: user for user in owner.json("users", "list", "--search", mark)}
    at = width(table.splitlines()[0].split("E-MAIL")[0])
    for line in table.splitlines()[1:]:
        email = ids[line.split()[0]]["email"]
        before = line.split(email)[0]
        # A rocket woman is one picture of two cells, which Python's table counts apart.
        spare = 2 if "👩‍🚀" in line else 0
        assert width(before) == at + spare, (line, width(before), at)
    assert len(ids) == len(NAMES)


def test_two_hundred_rows_and_a_reader_that_leaves(owner):
    mark, system = uuid.uuid4().hex[:6], owner.system
    identity = system.session("identity")
    token = identity.call("identity.v1/LogIn", {"email": owner.email, "password": system.password},
                          route=system.tenant)["accessToken"]
    for number in range(200):
        identity.call("identity.v1/CreateUser", {
            "name": f"{number:03} {mark}", "email": f"{mark}{number}@mall.example",
            "roleId": uuid.UUID(owner.role["id"])}, route=system.tenant, token=token)
    rows = columns(owner("users", "list", "--search", mark).stdout)
    assert [row[1] for row in rows] == [f"{number:03} {mark}" for number in range(200)]
    assert len(owner.json("users", "list", "--search", mark)) == 200
    with programs.start([BIN / "octopus", "users", "list", "--search", mark],
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                        env=owner.environment) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == FAULT
    assert "the output can't be written" in said
