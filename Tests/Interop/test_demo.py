"""`octopus demo`: the day is told whole, again and again, and over services that are killed meanwhile."""

import json
import os
import re
import signal
import subprocess

import pytest

import programs
from conftest import BIN
from persons import USAGE, Person

STEP = re.compile(r"^ +(\d+)/(\d+)  (.) (.+?)  \((.+)\)$")


@pytest.fixture
def person(system, tmp_path):
    return Person(system, tmp_path)


def steps(told):
    return [found.groups() for line in told.splitlines() if (found := STEP.match(line))]


def demand_whole(told):
    found = steps(told)
    count = len(found)
    assert count > 30
    assert [step[:3] for step in found] == [(str(at + 1), str(count), "✓") for at in range(count)], told
    assert "Ledger, lots and balances agree." in told


def test_the_day_is_told_twice_in_a_row(person):
    days = [person("demo").stdout for _ in range(2)]
    for told in days:
        demand_whole(told)
        assert re.findall(r": refused, (\w+)", told) == [
            "denied", "codeUsed", "insufficientPoints", "codeUsed", "impersonated", "tokenRevoked"]
        assert "Bruno Bananić, Cvita Cvitić" in told
        assert "\x1b" not in told
    # Names are new each time.
    partners = [re.search(r"the partner (.+?)  \(", told)[1] for told in days]
    assert partners[0] != partners[1]
    listed = json.loads(person("audit", "identity", "--search", "v1/Impersonate", "--json", "--no-token",
                               "--limit", "1").stdout)
    assert listed["method"] == "identity.v1/Impersonate" and "refusal" not in listed


def demand_whole_partners_day(told):
    found = steps(told)
    count = len(found)
    assert count == 31
    assert [step[:3] for step in found] == [(str(at + 1), str(count), "✓") for at in range(count)], told
    assert "Requests, history and account agree." in told


def test_a_stranger_becomes_a_partner_and_wants_less(person):
    told = person("demo", "--partners").stdout
    demand_whole_partners_day(told)
    assert re.findall(r": refused, (\w+)", told) == [
        "alreadyDecided", "denied", "aboveLimits", "packageLimit"]
    assert "4 coupons are published, and the package gives 3: pause or archive 1 first." in told
    assert re.search(r"Large \w+, 49.00 EUR a month; 1000 impressions \w+, 5.00 EUR once", told)
    assert "3 coupons are published, and the package gives 3" in told
    assert "no percentage" in told
    demand_whole_partners_day(person("demo", "--partners").stdout)


def demand_whole_night(told):
    found = steps(told)
    count = len(found)
    assert count == 37
    assert [step[:3] for step in found] == [(str(at + 1), str(count), "✓") for at in range(count)], told
    assert "Both read the same, in the same order." in told


def test_a_question_at_night_is_answered_in_the_morning(person):
    told = person("demo", "--chat").stdout
    demand_whole_night(told)
    assert re.findall(r": refused, (\w+)", told) == ["notFollowing", "conversationTaken", "notFound"]
    assert "It waits for an operator, at place 1." in told and "Ana Anić: 1 unread" in told
    assert "Ivo Ivić: We do! Good morning, this one is on us. [coupon Coffee with oat milk" in told
    assert "-: they got the coupon Coffee with oat milk" in told
    demand_whole_night(person("demo", "--chat").stdout)
    for two in (["--chat", "--partners"], ["--chat", "--campaign"]):
        assert "exclude each other" in person("demo", *two, code=USAGE).stderr


def demand_whole_campaign(told):
    found = steps(told)
    count = len(found)
    assert count == 37
    assert [step[:3] for step in found] == [(str(at + 1), str(count), "✓") for at in range(count)], told
    assert "1500 bought, 1000 set aside, 0 shown, 500 available" in told
    assert "1500 bought, 0 set aside, 3 shown, 1497 available" in told
    assert "Ledger, campaign and account agree." in told


def test_impressions_are_bought_shown_and_given_back(person):
    told = person("demo", "--campaign").stdout
    demand_whole_campaign(told)
    assert re.findall(r": refused, (\w+)", told) == ["insufficientImpressions", "impressionTokenRefused"]
    assert "Soup of the day And the second bowl is on us. [See the menu]" in told
    demand_whole_campaign(person("demo", "--campaign").stdout)


@pytest.mark.parametrize("step, killed", [
    (8, ["advertising"]), (13, ["partners", "advertising"]), (17, ["advertising"]), (23, ["advertising"]),
    (29, ["advertising"]), (33, ["advertising", "identity"])])
def test_a_service_is_killed_in_the_middle_of_a_campaign(system, person, step, killed):
    told_while_killing(system, person, step, killed, ["--campaign"], demand_whole_campaign)


@pytest.mark.parametrize("step, killed", [
    (16, ["helpdesk"]), (19, ["helpdesk", "partners"]), (25, ["helpdesk"]),
    (29, ["loyalty", "helpdesk"])])
def test_a_service_is_killed_in_the_middle_of_the_night(system, person, step, killed):
    told_while_killing(system, person, step, killed, ["--chat"], demand_whole_night)


@pytest.mark.parametrize("step, killed", [
    (6, ["partners"]), (9, ["identity"]), (18, ["loyalty", "partners"]),
    (23, ["identity", "loyalty", "partners"])])
def test_a_service_is_killed_in_the_middle_of_the_partners_day(system, person, step, killed):
    told_while_killing(system, person, step, killed, ["--partners"], demand_whole_partners_day)


@pytest.mark.parametrize("step, killed", [
    (9, ["identity"]), (15, ["loyalty"]), (17, ["identity", "loyalty"]), (27, ["identity"])])
def test_a_service_is_killed_in_the_middle_of_the_day(system, person, step, killed):
    told_while_killing(system, person, step, killed, [], demand_whole)


def told_while_killing(system, person, step, killed, options, demand):
    told = ""
    with programs.start([BIN / "octopus", "demo", *options], env=person.environment, text=True,
                        stdout=subprocess.PIPE, stderr=subprocess.PIPE) as demo:
        for line in demo.stdout:
            told += line
            if line.split("/")[0].strip() == str(step):
                for service in killed:
                    os.kill(system.pid(service), signal.SIGKILL)
        said = demo.stderr.read()
        assert demo.wait(60) == 0, told + said
    demand(told)


def test_where_it_can_not_find_what_it_needs(system, person, tmp_path):
    bare = Person(system, tmp_path)
    bare.environment = {"HOME": str(tmp_path), "OCTOPUS_MAP": str(system.data / "mesh.json"),
                        "OCTOPUS_KEY": str(system.data / "keys" / "operator.json")}
    said = bare("demo", code=USAGE).stderr
    assert "who owns the tenant" in said and "--owner FILE" in said
    said = bare("demo", "--owner", str(system.data / "owner.json"), code=USAGE).stderr
    assert "where the services put their mails" in said and "--mail DIR" in said
    assert "/nowhere can't be read" in person("demo", "--mail", "/nowhere", code=USAGE).stderr
