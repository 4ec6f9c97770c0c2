"""The tenant's desk at partners: packages, decisions, and the standing of partners."""

import uuid

from place import eventually


class Desk:
    """The tenant's owner at their desk."""

    def __init__(self, place, patience=10):
        self.place, self.patience = place, patience
        self.identity, self.partners = place.session("identity"), place.session("partners")
        self.log_in()

    def log_in(self):
        self.token = self._log_in(self.place.owner["email"], self.place.password)
        self.partners.seen |= self.identity.seen

    def _log_in(self, email, password):
        return self.identity.call("identity.v1/LogIn", {"email": email, "password": password},
                                  route=self.place.tenant)["accessToken"]

    def call(self, method, key=None, **body):
        return self.partners.call(f"partners.v1/{method}", body, route=self.place.tenant,
                                  token=self.token, key=key, timeout=self.patience)

    def package(self, name, *products, **limits):
        return self.call("CreatePackage", terms={
            "name": f"{name} {uuid.uuid4().hex[:6]}", "products": list(products), "limits": limits,
            "price": {"minorUnits": 1250, "currency": "EUR", "period": "month"}})

    def add_on(self, impressions):
        return self.call("CreateAddOn", terms={
            "name": f"Impressions {uuid.uuid4().hex[:6]}", "impressions": impressions,
            "price": {"minorUnits": 500, "currency": "EUR", "period": "once"}})

    def partner(self, partner):
        """What the list has of a partner, once the service has read of it."""
        def known():
            try:
                return self.call("GetPartner", partnerId=partner)["partner"]
            except self.place.client.Refused as refused:
                assert refused.reason == "notFound"
                return None

        return eventually(known)

    def suspend(self, partner, reason="No answer."):
        return self.call("SuspendPartner", partnerId=partner, reason=reason,
                         version=self.partner(partner)["version"])

    def reactivate(self, partner):
        return self.call("ReactivatePartner", partnerId=partner,
                         version=self.partner(partner)["version"])

    def wait_for(self, partner, status):
        """Until identity has followed; the token may be outdated by then."""
        def followed():
            return [one for one in self.accounts() if (one["id"], one["status"]) == (partner, status)]

        return eventually(followed)

    def accounts(self):
        """The partners as identity has them."""
        after = {}
        while True:
            page = self.identity.call("identity.v1/ListPartners", {"limit": 100, **after},
                                      route=self.place.tenant, token=self.token,
                                      timeout=self.patience)
            yield from page["items"]
            if "next" not in page:
                return
            after = {"after": page["next"]}

    def asked(self, shop, *products):
        """A shop asks for a package of just these products; the request."""
        self.partner(shop.id)
        package = self.package("Chosen", *products)
        token = self._log_in(shop.email, shop.password)
        self.partners.seen |= self.identity.seen
        return self.partners.call("partners.v1/RequestPackage", {"packageId": package["id"]},
                                  route=shop.id, token=token)["id"]

    def approve(self, request):
        return self.call("ApproveRequest", requestId=request)
