"""Another tenant of the same installation, for tests of what must look to its people as if it did not exist."""

import uuid

from place import eventually
from test_partners import PASSWORD, secrets


class Elsewhere:
    """The same installation, as another tenant's people see it."""

    def __init__(self, place, tenant, email):
        self.place, self.tenant, self.password = place, tenant, PASSWORD
        self.owner = {**place.owner, "email": email, "tenantId": str(tenant)}

    def __getattr__(self, name):
        return getattr(self.place, name)


def another_tenant(place):
    """A new one, whose owner has a password."""
    email = f"owner{uuid.uuid4().hex[:8]}@bank.example"
    tenant = place.session("identity").call("identity.v1/CreateTenant", {
        "terms": {"name": f"Bank {uuid.uuid4().hex[:6]}", "locale": "en-GB", "currency": "EUR",
                  "timeZone": "Europe/Zagreb"},
        "ownerName": "Bank Owner", "ownerEmail": email})["tenantId"]
    (invitation,) = eventually(lambda: secrets(place, email, "invitation"))
    place.session("identity").call(
        "identity.v1/AcceptInvitation", {"invitation": invitation, "password": PASSWORD}, route=tenant)
    return Elsewhere(place, tenant, email)
