"""Access tokens that somebody made or changed: each is refused, whatever it says about itself."""

import base64
import ctypes
import hashlib
import hmac
import json

import pytest

from test_bad_input import refusal

SODIUM = ctypes.CDLL("libsodium.so.23")


def encoded(part):
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def own_key():
    """An Ed25519 pair of somebody who is not identity."""
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    assert SODIUM.crypto_sign_keypair(public, secret) == 0
    return public.raw, secret.raw


def signed(header, claims, secret):
    text = f"{encoded(header)}.{encoded(claims)}"
    signature = ctypes.create_string_buffer(64)
    SODIUM.crypto_sign_detached(
        signature, None, text.encode(), ctypes.c_ulonglong(len(text)), secret)
    return f"{text}.{encoded(signature.raw)}"


@pytest.fixture
def token(shop):
    """Header, claims and signature of a good one."""
    text = shop.tokens["accessToken"]
    assert shop.call("ListPointTypes")["items"]
    header, claims, signature = text.split(".")
    return json.loads(decoded(header)), json.loads(decoded(claims)), decoded(signature)


def refused(system, shop, text):
    for method in "loyalty.v1/ListPointTypes", "loyalty.v1/CheckLedger":
        body = {} if method.endswith("Types") else {"pointTypeId": shop.stamp}
        found = refusal(system, method, body, route=shop.id, token=text)
        assert found.reason in ("unauthenticated", "tokenRevoked"), found.error
    assert shop.call("ListPointTypes")["items"]  # the good one stays good


CHANGES = {
    "another person": lambda claims: claims | {"sub": "00000000-0000-7000-8000-000000000001"},
    "another tenant": lambda claims: claims | {"ten": "00000000-0000-7000-8000-000000000002"},
    "no partner": lambda claims: {key: value for key, value in claims.items() if key != "par"},
    "every level": lambda claims: claims | {"lvl": {one: "full" for one in ("points", "coupons", "users")}},
    "longer life": lambda claims: claims | {"exp": claims["exp"] + 1_000_000},
    "another issuer": lambda claims: claims | {"iss": "mallory"},
    "another session": lambda claims: claims | {"sid": "00000000-0000-7000-8000-000000000003"},
    "another program": lambda claims: claims | {"cnf": {"octopus-curve": "x" * 40}},
    "nothing changed": lambda claims: claims | {"x": 1},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_whose_content_was_changed_is_refused(system, shop, token, change):
    header, claims, signature = token
    refused(system, shop, f"{encoded(header)}.{encoded(CHANGES[change](claims))}.{encoded(signature)}")


@pytest.mark.parametrize("algorithm", [
    "none", "None", "NONE", "nOnE", "", "HS256", "HS512", "RS256", "ES256", "Ed448", "eddsa", None, 1])
def test_a_token_of_another_algorithm_is_refused(system, shop, token, algorithm):
    """Also where the published key is taken as the secret of an HMAC."""
    header, claims, signature = token
    (key, *_) = [one for one in shop.identity.call("identity.v1/GetSigningKeys", {})["keys"]
                 if one["keyId"] == header["kid"]]
    text = f"{encoded(header | {'alg': algorithm})}.{encoded(claims)}"
    proofs = [b"", signature, *(
        hmac.new(secret, text.encode(), digest).digest()
        for secret in (key["publicKey"].encode(), decoded(key["publicKey"]))
        for digest in (hashlib.sha256, hashlib.sha512))]
    for proof in proofs:
        refused(system, shop, f"{text}.{encoded(proof)}")


def test_a_token_of_a_key_that_it_brings_along_is_refused(system, shop, token):
    header, claims, _ = token
    public, secret = own_key()
    key = {"kty": "OKP", "crv": "Ed25519", "x": encoded(public), "kid": "mallory"}
    for extra in [{}, {"kid": "mallory"}, {"jwk": key}, {"jwk": key, "kid": "mallory"},
                  {"jku": "http://127.0.0.1:1/keys"}, {"x5u": "http://127.0.0.1:1/keys"},
                  {"kid": "../../keys/operator.json"}, {"kid": "' OR 1=1 --"}, {"crit": ["exp"]}]:
        refused(system, shop, signed(header | extra, claims, secret))
    refused(system, shop, signed({key: header[key] for key in header if key != "kid"}, claims, secret))


def test_a_signature_that_was_changed_or_cut_is_refused(system, shop, token):
    header, claims, signature = token
    text = shop.tokens["accessToken"].rsplit(".", 1)[0]
    for number in (0, 31, 32, 63):
        changed = bytearray(signature)
        changed[number] ^= 1
        refused(system, shop, f"{text}.{encoded(bytes(changed))}")
    for cut in (b"", signature[:32], signature[:63], signature + b"\0", bytes(64)):
        refused(system, shop, f"{text}.{encoded(cut)}")


def test_what_is_no_access_token_proves_nobody(system, shop):
    """A refresh token, an invitation, a key's text: each opens its own door only."""
    public = json.loads((system.data / "keys" / "operator.json").read_text())["publicKey"]
    for text in (shop.tokens["refreshToken"], public, shop.password, "OCT:" + "A" * 72):
        refused(system, shop, text)
