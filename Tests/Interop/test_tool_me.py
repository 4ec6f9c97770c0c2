"""`octopus me`, `open-link`, `forgot-password`, `login`: one's own account, with no secret shown or named."""

import re

import pytest

from persons import DENIED, OTHER, PASSWORD, REFUSED, USAGE, Owner, Person, code


@pytest.fixture(scope="module")
def owner(system, tmp_path_factory):
    return Owner(system, tmp_path_factory.mktemp("owner"))


@pytest.fixture
def ana(owner, tmp_path):
    return owner.hire(tmp_path)


def test_an_invitation_is_accepted_at_a_terminal(owner, tmp_path):
    user = owner.invite()
    ana = Person(owner.system, tmp_path, user["email"])
    link = ana.secret(user["email"], "invitation")
    terminal = ana.at_terminal("open-link", "--tenant", owner.system.tenant)
    terminal.answer("The link: ", link)
    terminal.answer("New password: ", PASSWORD)
    terminal.answer("The same again: ", OTHER)
    shown = terminal.end(USAGE)
    assert "not the same; nothing was sent" in shown
    terminal = ana.at_terminal("open-link", "--tenant", owner.system.tenant)
    terminal.answer("The link: ", link)
    terminal.answer("New password: ", PASSWORD)
    terminal.answer("The same again: ", PASSWORD)
    shown = terminal.end()
    assert "accepted" in shown and PASSWORD not in shown and link not in shown
    terminal = ana.at_terminal("login", ana.email, "--tenant", owner.system.tenant)
    terminal.answer("Password: ", PASSWORD)
    assert "Logged in as" in terminal.end()
    me = ana.json("me")
    assert (me["email"], me["levels"]) == (user["email"], {"users": "view"})
    shown = ana("me").stdout
    assert re.search(r"^levels +users view$", shown, re.M) and "no" in shown
    # The whole mail will do, also when it is too late.
    (number,) = [row for row in ana.json("mail")["spool"] if row["to"].count(ana.email)]
    (tmp_path / "mail.txt").write_text(number["text"])
    said = ana("open-link", "--tenant", str(owner.system.tenant), "--link-file",
               str(tmp_path / "mail.txt"), "--new-password-file", "-", input=f"{OTHER}\n",
               code=REFUSED).stderr
    assert "invitationInvalid" in said and "octopus users resend" in said


def test_what_is_no_link_is_not_repeated(owner, tmp_path):
    ana = Person(owner.system, tmp_path)
    said = ana("open-link", "--tenant", str(owner.system.tenant), "--link-file", "-",
               input="a-secret-of-mine\n", code=USAGE).stderr
    assert "there is no link" in said and "a-secret-of-mine" not in said
    assert "can't both be the input" in ana(
        "open-link", "--tenant", str(owner.system.tenant), "--link-file", "-",
        "--new-password-file", "-", input="", code=USAGE).stderr
    assert "--tenant" in ana("open-link", "--tenant", "here", code=USAGE).stderr


def test_ones_own_password(owner, ana):
    line = ["me", "password", "--password-file", "-", "--new-password-file", "-"]
    said = ana(*line, input=f"{OTHER}\n{OTHER} now\n", code=REFUSED).stderr
    assert "wrongPassword" in said and OTHER not in said
    assert "weakPassword" in ana(*line, input=f"{PASSWORD}\nshort\n", code=REFUSED).stderr
    assert "no terminal" in ana("me", "password", code=USAGE).stderr
    terminal = ana.at_terminal("me", "password")
    terminal.answer("Your password: ", PASSWORD)
    terminal.answer("New password: ", OTHER)
    terminal.answer("The same again: ", OTHER)
    shown = terminal.end()
    assert "is changed" in shown and OTHER not in shown and PASSWORD not in shown
    ana("me")
    ana.log_in(OTHER)


def test_a_forgotten_password(owner, ana):
    tenant = str(owner.system.tenant)
    known = ana("forgot-password", ana.email, "--tenant", tenant).stderr
    unknown = ana("forgot-password", "nobody@mall.example", "--tenant", tenant).stderr
    assert known.replace(ana.email, "") == unknown.replace("nobody@mall.example", "")
    (ana.home / "link").write_text(ana.secret(ana.email, "password"))
    line = ["open-link", "--tenant", tenant, "--link-file", str(ana.home / "link"),
            "--new-password-file", "-"]
    assert "all sessions have ended" in ana(*line, input=f"{OTHER}\n").stderr
    assert "linkInvalid" in ana(*line, input=f"{PASSWORD}\n", code=REFUSED).stderr
    ana("me", code=DENIED)
    ana.log_in(OTHER)


def test_a_new_e_mail_counts_after_its_link(owner, ana):
    new = f"new{ana.email}"
    assert "Say what changes" in ana("me", "edit", code=USAGE).stderr
    ana("me", "edit", "--name", "Ana Č", "--phone", "+385912345678")
    edit = ["me", "edit", "--email", new, "--password-file", "-"]
    assert "wrongPassword" in ana(*edit, input=f"{OTHER}\n", code=REFUSED).stderr
    said = ana(*edit, input=f"{PASSWORD}\n").stderr
    assert new in said and "octopus open-link" in said
    assert new in ana("me").stderr
    me = ana.json("me")
    assert (me["name"], me["email"], me["newEmail"]) == ("Ana Č", ana.email, new)
    said = ana("open-link", "--tenant", str(owner.system.tenant), "--link-file", "-",
               input=ana.secret(new, "email")).stderr
    assert "counts from now on" in said
    ana.email = new
    ana.log_in()
    assert ana.json("me")["email"] == new


def test_one_time_codes(owner, ana):
    said = ana("me", "second-factor", "begin", "--password-file", "-", input=f"{OTHER}\n",
               code=REFUSED).stderr
    assert "wrongPassword" in said
    drawn = ana("me", "second-factor", "begin", "--password-file", "-", input=f"{PASSWORD}\n")
    assert "█" in drawn.stdout and "confirm" in drawn.stderr
    begun = ana.json("me", "second-factor", "begin", "--password-file", "-", input=f"{PASSWORD}\n")
    secret = begun["secret"]
    assert secret in begun["otpauthUri"] and secret not in drawn.stdout
    confirm = ["me", "second-factor", "confirm", "--code-file", "-"]
    assert "secondFactorInvalid" in ana(*confirm, input="000000\n", code=REFUSED).stderr
    terminal = ana.at_terminal(*confirm[:3])
    terminal.answer("One-time code: ", code(secret))
    recovery = [line for line in terminal.end().split() if line.count("-") >= 1 and line.isupper()]
    assert len(recovery) >= 8
    assert ana.json("me")["hasSecondFactor"]
    assert owner.json("users", "show", ana.email)["hasSecondFactor"]
    # The log-in asks for it, at a terminal or in a file.
    assert "no terminal" in ana.log_in(code=USAGE).stderr
    terminal = ana.at_terminal("login", ana.email, "--tenant", owner.system.tenant)
    terminal.answer("Password: ", PASSWORD)
    terminal.answer("One-time code: ", recovery[0])
    assert "Logged in as" in terminal.end()
    login = ["login", ana.email, "--tenant", str(owner.system.tenant), "--password-file", "-",
             "--code-file", "-"]
    ana(*login, input=f"{PASSWORD}\n{recovery[0]}\n", code=REFUSED)
    ana(*login, input=f"{PASSWORD}\n{recovery[1]}\n")
    made = ana.json("me", "second-factor", "recovery-codes", "--password-file", "-", "--code-file",
                    "-", input=f"{PASSWORD}\n{recovery[2]}\n")["recoveryCodes"]
    assert not set(made) & set(recovery)
    ana("me", "second-factor", "remove", "--password-file", "-", "--code-file", "-",
        input=f"{PASSWORD}\n{recovery[3]}\n", code=REFUSED)
    said = ana("me", "second-factor", "remove", "--password-file", "-", "--code-file", "-",
               input=f"{PASSWORD}\n{made[0]}\n").stderr
    assert "no longer" in said
    ana.log_in()


def test_a_second_factor_that_was_lost_is_taken_away(owner, ana):
    secret = ana.json("me", "second-factor", "begin", "--password-file", "-",
                      input=f"{PASSWORD}\n")["secret"]
    ana("me", "second-factor", "confirm", "--code-file", "-", input=f"{code(secret)}\n")
    assert "--yes" in owner("users", "remove-second-factor", ana.email, code=USAGE).stderr
    assert not owner.json("users", "remove-second-factor", ana.email, "--yes")["hasSecondFactor"]
    ana("me", code=DENIED)
    ana.log_in()


def test_a_role_that_demands_codes_says_what_to_do(owner, ana):
    owner("roles", "edit", owner.role["name"], "--second-factor")
    try:
        ana.log_in()
        shown = ana("me")
        assert re.search(r"^levels +none$", shown.stdout, re.M)
        assert "octopus me second-factor begin" in shown.stderr
    finally:
        owner("roles", "edit", owner.role["name"], "--no-second-factor")


@pytest.mark.parametrize("line", [
    ["me", "password", PASSWORD], ["me", "second-factor", "confirm", "123456"],
    ["login", "a@mall.example", PASSWORD], ["open-link", "http://x/invitation#abc"]])
def test_no_secret_is_taken_from_the_command_line(owner, line):
    owner(*line, code=USAGE)
