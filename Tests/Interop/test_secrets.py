"""What may not be read in logs and database files: secrets, and in logs whatever is personal."""

import json

from conftest import EndUser, Shop


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
