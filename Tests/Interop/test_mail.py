"""Mail that identity sends, against a real server: slow, refusing, dying."""

import json
import pathlib
import re
import uuid

import pytest

from conftest import free_port_base
from mailserver import PASSWORD, MailServer, read_mail
from place import Place, eventually


@pytest.fixture
def server(tmp_path):
    server = MailServer(tmp_path / "mails", free_port_base()).start()
    yield server
    server.kill()


@pytest.fixture
def place(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    place = Place(data)
    yield place
    place.stop()


def start(place, server, *flags, password=PASSWORD, **environment):
    """Identity, with that server for its mail."""
    place.run("identity", *server.flags(), *flags, OCTOPUS_MAIL_PASSWORD=password, **environment)
    place.wait_ready("identity")
    return Inviter(place)


class Inviter:
    """The tenant's owner, who opens accounts; each is a mail."""

    def __init__(self, place):
        self.place, self.identity = place, place.session("identity")
        self.token = self.identity.call(
            "identity.v1/LogIn", {"email": place.owner["email"], "password": place.password},
            route=place.tenant)["accessToken"]

    def invite(self, email=None, owner="Ana", name=None, timeout=100):
        email = email or f"{uuid.uuid4().hex}@example.org"
        made = self.identity.call(
            "identity.v1/CreatePartner",
            {"name": name or f"Shop {email[:8]}", "ownerName": owner, "ownerEmail": email},
            route=self.place.tenant, token=self.token, timeout=timeout)
        return email, made

    def waiting(self, **filters):
        """All pages."""
        rows, after = [], None
        while True:
            page = self.identity.call(
                "identity.v1/ListWaitingMail", {"limit": 100, **filters}
                | ({"after": after} if after else {}))
            rows += page["items"]
            if not (after := page.get("next")):
                return rows

    def is_empty(self):
        return not self.waiting()

    def events(self, kind):
        return [event for event in self.identity.call(
            "mesh.v1/ReadEvents", {"kinds": [kind], "limit": 1000, "waitMs": 0})["events"]]


def secret_of(mail):
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"/invitation#(\S+)", text)[1]


def test_a_mail_says_what_it_should_and_its_link_works(place, server):
    inviter = start(place, server)
    inviter.invite("ana@münchen.example", "Ana Š. <b>\"Ć\"</b> & Co")
    eventually(inviter.is_empty, 30)
    (mail,) = server.mails()
    assert mail["Subject"] == "Your account at Mall"
    (to,) = mail["To"].addresses
    assert to.display_name == "Ana Š. <b>\"Ć\"</b> & Co" and to.addr_spec == "ana@xn--mnchen-3ya.example"
    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Mall", "octopus@mall.example")
    assert server.said()[1] == "EHLO mall.example"
    assert not mail.defects and mail["Date"].datetime and mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@mall\.example>", mail["Message-ID"])
    html = mail.get_body(("html",)).get_content()
    assert "Ana Š. &lt;b&gt;&quot;Ć&quot;&lt;/b&gt; &amp; Co" in html and "<b>" not in html
    secret = secret_of(mail)
    assert f'href="http://localhost:8080/invitation#{secret}"' in html
    assert all(len(line) <= 78 for line in mail.as_bytes().split(b"\n"))
    inviter.identity.call(
        "identity.v1/AcceptInvitation",
        {"invitation": secret, "password": "seven wet umbrellas sing"}, route=place.tenant)


def test_an_address_that_is_not_ascii_is_written_to(place, server):
    inviter = start(place, server)
    inviter.invite("žana@example.org")
    eventually(inviter.is_empty, 30)
    (path,) = server.folder.glob("*.eml")
    assert "<žana@example.org>".encode() in path.read_bytes()


def test_many_mails_go_over_one_line(place, server):
    inviter = start(place, server)
    server.behave(slow=0.2)
    for _ in range(8):
        inviter.invite()
    eventually(inviter.is_empty, 20)
    assert len(server.mails()) == 8 and server.said().count("connection") == 1


@pytest.mark.parametrize("trouble", ["certificate", "name"])
def test_a_server_that_is_not_the_right_one_hears_nothing(place, server, tmp_path, trouble):
    other = MailServer(tmp_path / "other", server.port)
    flags = server.flags()
    if trouble == "certificate":
        flags[flags.index("--mail-ca-file") + 1] = other.folder / "authority.pem"
    else:
        flags[flags.index("--mail-smtp-url") + 1] = f"smtp://127.0.0.1:{server.port}"
    place.run("identity", *flags, OCTOPUS_MAIL_PASSWORD=PASSWORD)
    place.wait_ready("identity")
    inviter = Inviter(place)
    inviter.invite()
    (row,) = eventually(lambda: [row for row in inviter.waiting() if row["attempts"] > 1])
    assert row["failure"] == "insecure" and "MAIL" not in server.said()
    assert "Mail waits" in place.log("identity")


def test_a_wrong_password_is_the_installations_trouble_and_no_mails(place, server):
    inviter = start(place, server, password="a wrong one")
    inviter.invite()
    row = eventually(lambda: [row for row in inviter.waiting() if row["attempts"]])[0]
    assert row["failure"] == "logInRefused" and row["serverCode"] == 535 and "nextAt" in row
    place.stop("identity")
    inviter = start(place, server)
    eventually(inviter.is_empty, 30)
    assert len(server.mails()) == 1


def test_who_is_asked_to_come_again_comes_again(place, server):
    inviter = start(place, server)
    server.behave(recipient="451 4.7.1 greylisted, try again later", whole=0.5)
    email, _ = inviter.invite()
    (row,) = eventually(lambda: [row for row in inviter.waiting() if row["attempts"]])
    assert (row["failure"], row["serverCode"], row["to"]) == ("deferred", 451, email)
    eventually(inviter.is_empty, 30)
    assert len(server.mails()) == 1


def test_a_refusal_for_good_is_told_and_bears_no_address(place, server):
    inviter = start(place, server)
    server.behave(recipient="550 5.1.1 <{}>: there is no such person")
    email, made = inviter.invite()
    (row,) = eventually(lambda: inviter.waiting(isGivenUp=True))
    assert (row["failure"], row["serverCode"], row["purpose"]) == ("refused", 550, "invitation")
    assert "to" not in row and inviter.is_empty() and row["subjectId"] == made["ownerId"]
    (event,) = inviter.events("identity.v1/MailGivenUp")
    assert event["subject"] == made["ownerId"] and event["tenant"] == place.tenant
    assert email not in place.log("identity") and "no such person" not in place.log("identity")
    # The next one is not kept from its way.
    server.behave()
    inviter.invite()
    eventually(lambda: len(server.mails()) == 1)


@pytest.mark.parametrize("manners", [
    {"dies": True, "whole": 0.4}, {"body": "451 4.3.0 later", "whole": 0.4},
    {"body": "421 4.3.2 going down", "whole": 0.4}, {"sender": "451 4.3.2 busy"},
    {"sender": "550 5.7.1 not from you"}], ids=str)
def test_what_passes_is_waited_for(place, server, manners):
    inviter = start(place, server)
    server.behave(**manners)
    for _ in range(3):
        inviter.invite()
    eventually(lambda: [row for row in inviter.waiting() if row["attempts"]])
    if "whole" not in manners:
        server.behave()
    eventually(inviter.is_empty, 30)
    assert len(server.mails()) == len({mail["Message-ID"] for mail in server.mails()}) == 3


def test_a_link_waits_sealed_and_is_nowhere_afterwards(place, server):
    server.kill()
    inviter = start(place, server)
    email, made = inviter.invite(owner="Zdravka Unmistakable")
    (row,) = eventually(lambda: [row for row in inviter.waiting() if row["attempts"]])
    assert row["failure"] == "unreachable" and row["to"] == email

    def leaks():
        files = [path for path in (place.data / "identity").rglob("*") if path.is_file()]
        files.append(place.data / "logs" / "identity.log")
        secret = made["invitation"]
        return [(path.name, text) for path in files for text in (secret, "#" + secret[:20])
                if text.encode() in path.read_bytes()]

    assert not leaks()
    server.start()
    inviter.identity.call("identity.v1/RetryMail", {})
    eventually(inviter.is_empty, 30)
    assert not leaks() and secret_of(server.mails()[0]) == made["invitation"]


def test_an_invitation_that_is_replaced_before_it_left_is_not_sent(place, server):
    server.kill()
    inviter = start(place, server)
    email, first = inviter.invite(name="One Shop")
    eventually(lambda: [row for row in inviter.waiting() if row["attempts"]])
    _, second = inviter.invite(email, name="One Shop")
    assert len(inviter.waiting()) == 1
    server.start()
    inviter.identity.call("identity.v1/RetryMail", {})
    eventually(inviter.is_empty, 30)
    assert [secret_of(mail) for mail in server.mails()] == [second["invitation"]]


def test_what_is_of_no_more_use_is_given_up(place, server):
    server.kill()
    inviter = start(place, server, "--invitations-lifetime", "1s")
    inviter.invite()
    (row,) = eventually(lambda: inviter.waiting(isGivenUp=True))
    assert row["failure"] == "outdated"


def test_who_is_killed_after_the_server_took_a_mail_sends_the_same_again(place, server):
    inviter = start(place, server, OCTOPUS_FAULT="mail.taken:2")
    server.behave(slow=0.1)
    for _ in range(3):
        inviter.invite()
    place.processes["identity"].wait(20)
    inviter = start(place, server)
    eventually(inviter.is_empty, 30)
    mails = server.mails()
    assert len(mails) == 4 and len({mail["Message-ID"] for mail in mails}) == 3
    assert len({mail.as_bytes() for mail in mails}) == 3


def test_a_stop_does_not_wait_for_a_slow_server(place, server):
    inviter = start(place, server)
    server.behave(slow=60)
    inviter.invite()
    eventually(lambda: "MAIL" in server.said())
    place.stop("identity")
    server.behave()
    inviter = start(place, server)
    eventually(inviter.is_empty, 30)
    assert len(server.mails()) == 1


@pytest.mark.limit(600)
def test_a_thousand_mails_arrive_through_failures_and_deaths(place, server):
    inviter = start(place, server)
    server.behave(body="451 4.3.0 later", percent=34, seed=11)
    sent, count = set(), 1000
    for number in range(count):
        email, _ = inviter.invite()
        sent.add(email)
        if number in (300, 700):
            server.kill()
            server.start()
        if number == 500:
            place.kill("identity")
            inviter = start(place, server)
    eventually(inviter.is_empty, 400, pause=0.5)
    mails = server.mails()
    assert {mail["To"].addresses[0].addr_spec for mail in mails} == sent
    by_id = {}
    for mail in mails:
        by_id.setdefault(mail["Message-ID"], set()).add(mail.as_bytes())
    assert len(by_id) == count and all(len(texts) == 1 for texts in by_id.values())
    assert not inviter.waiting(isGivenUp=True)
    # Only what was under way at a death may have come twice.
    assert len(mails) <= count + 3


def test_without_a_server_mails_wait_and_say_so(place):
    place.run("identity", "--mail-first-retry", "30s")
    place.wait_ready("identity")
    inviter = Inviter(place)
    inviter.invite()
    row = eventually(inviter.waiting)[0]
    assert row["failure"] == "notSetUp"


def test_a_spool_takes_them_in_development(place, tmp_path):
    spool = tmp_path / "spool"
    place.run("identity", "--mail-spool", spool)
    place.wait_ready("identity")
    inviter = Inviter(place)
    _, made = inviter.invite()
    (path,) = eventually(lambda: list(spool.glob("*.eml")))
    assert path.stat().st_mode & 0o77 == 0 and spool.stat().st_mode & 0o77 == 0
    assert secret_of(read_mail(path.read_bytes())) == made["invitation"]


@pytest.mark.parametrize("flags, words", [
    (["--mail-smtp-url", "http://mail.example"], "must begin with smtps://"),
    (["--mail-smtp-url", "smtp://ana:secret@mail.example"], "set mail.user and mail.password"),
    (["--mail-smtp-url", "smtp://mail.example", "--mail-spool", "x"], "are both set"),
    (["--mail-smtp-url", "smtp://mail.example", "--mail-user", "ana"], "belong together"),
    (["--mail-from", "nobody"], "mail.from is no address"),
    (["--mail-smtp-url", "smtps://mail.example"], "mail.from is not set"),
    (["--links-base", "javascript:alert(1)"], "links.base"),
    (["--mail-password", "secret"], "OCTOPUS_MAIL_PASSWORD"),
])
def test_a_wrong_setting_stops_the_start(place, flags, words):
    process = place.run("identity", *flags)
    assert process.wait(20) in (64, 78)
    assert words in place.log("identity")
    assert not pathlib.Path("x").exists()


def test_the_tool_shows_what_waits_and_what_the_spool_has(place, tmp_path):
    place.run("identity", "--mail-spool", place.data / "mail")
    others = "partners", "helpdesk"
    for service in others:
        place.run(service)
    place.wait_ready("identity", *others)
    inviter = Inviter(place)
    inviter.invite("ana@example.org", "Ana\u00a0Š")
    eventually(inviter.is_empty, 30)
    shown = place.octopus("mail").stdout
    assert "No mail waits." in shown and "ana@example.org" in shown and "Your account at Mall" in shown
    opened = place.octopus("mail", "--open", "1").stdout
    assert "Subject: Your account at Mall" in opened and "/invitation#" in opened
    assert place.octopus("mail", "--open", "2", check=False).returncode == 2
    as_json = json.loads(place.octopus("mail", "--json").stdout)
    assert as_json["waiting"] == [] and len(as_json["spool"]) == 1
    place.stop("identity")
    place.run("identity", "--mail-first-retry", "30s")
    place.wait_ready("identity")
    email, _ = Inviter(place).invite()
    shown = eventually(lambda: email in (text := place.octopus("mail").stdout) and text)
    assert "no server is set (mail.smtp-url)" in shown and "invitation" in shown
    assert place.octopus("mail", "--given-up").stdout.startswith("No mail was given up.")
    place.octopus("mail", "--retry")
