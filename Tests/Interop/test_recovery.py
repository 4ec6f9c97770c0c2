"""A lost operator's key and a lost owner's password: commands on a stopped service's data folder."""

import json
import pathlib
import stat

import pytest

import programs
from place import BIN, Place


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.stop()


def command(place, name, *flags):
    return programs.run([BIN / "identity", name, *place.flags("identity"), *flags],
                        capture_output=True, text=True, timeout=60)


def test_lost_secrets_are_recovered(place):
    key = json.loads(command(place, "recover-operator").stdout)
    owner = json.loads(command(place, "recover-owner", "--tenant", "Mall").stdout)
    for file in (key["keyFile"], owner["passwordFile"]):
        assert stat.S_IMODE(pathlib.Path(file).stat().st_mode) == 0o600
    place.run("identity")
    operator = place.client.Octopus(place.data / "mesh.json", key["keyFile"], "identity")
    tenants = operator.call("identity.v1/ListTenants", timeout=30)["items"]
    assert [str(tenant["id"]) for tenant in tenants] == [str(place.tenant)]
    password = pathlib.Path(owner["passwordFile"]).read_text().rstrip("\n")
    assert operator.call(
        "identity.v1/LogIn", {"email": owner["email"], "password": password},
        route=place.tenant)["accessToken"]
    with pytest.raises(place.client.Refused) as refused:
        operator.call("identity.v1/LogIn", {"email": owner["email"], "password": place.password},
                      route=place.tenant)
    assert refused.value.reason == "badCredentials"
    with pytest.raises(TimeoutError, match="not registered"):
        place.session("identity").call("identity.v1/ListTenants", timeout=2)
    # Neither does anything while the service runs.
    for name, flags in (("recover-operator", ["--key-file", place.data / "more"]),
                        ("recover-owner", ["--tenant", "Mall", "--password-file",
                                           place.data / "more"])):
        ended = command(place, name, *flags)
        assert ended.returncode != 0 and "identity" in ended.stderr, ended.stderr
        assert not (place.data / "more").exists()
