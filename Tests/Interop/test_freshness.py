"""What is revoked stays out, and a service that has lost contact with identity trusts nobody."""

import pytest

from conftest import EndUser, Shop
from place import Place
from revocation import Victim

# What a revocation may take to reach every service, acknowledged at identity.
REVOKED_SECONDS = 1


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("freshness"))
    place.start()
    yield place
    place.stop()


@pytest.fixture(scope="module")
def people(place):
    return Shop(place), EndUser(place)


@pytest.mark.parametrize("how, reason", [
    (Victim.revoke_key, "revoked"), (Victim.log_out, "tokenRevoked"), (Victim.narrow, "denied")])
def test_what_is_revoked_is_refused_within_a_second(place, people, how, reason):
    victim = Victim(place, *people)
    revocation = victim.revoked_after(lambda: how(victim))
    print(revocation)
    assert revocation.reason == reason
    assert revocation.seconds < REVOKED_SECONDS
    victim.close()
