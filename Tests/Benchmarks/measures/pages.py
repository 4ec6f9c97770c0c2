"""A page of a list with 100,000 rows, at every cursor: the p99, as a caller meets it."""

import contextlib
import sqlite3
import time
import uuid

from harness import Value, at_most

from measures.log_in import installed

ROWS, SHORT_SECONDS, SHORT_ROWS = 100_000, 2, 5_000
PASSWORD = "seven wet umbrellas sing"
PRICE = {"minorUnits": 500, "currency": "EUR", "period": "once"}
# Of the kinds of rows that grow without an end, the lists that show them.
LISTS = {
    "own-requests": ("partner", "ListOwnRequests", {}),
    "own-requests-pending": ("partner", "ListOwnRequests", {"status": "pending"}),
    "pending": ("tenant", "ListPendingRequests", {"desk": "addOns"}),
    "history": ("tenant", "ListDecidedRequests", {"desk": "addOns"}),
    "history-found": ("tenant", "ListDecidedRequests", {"desk": "addOns", "search": "shop"}),
    "history-not-found": ("tenant", "ListDecidedRequests", {"desk": "addOns", "search": "zebra"}),
}
BARS = {f"page-{name}": at_most(10) for name in LISTS}


def rounds(bench):
    place = installed(bench)
    try:
        partners = Filled(place, SHORT_ROWS if bench.seconds < SHORT_SECONDS else ROWS)
        while True:
            with bench.watched():
                yield {f"page-{name}": Value(partners.p99(*one), "ms") for name, one in LISTS.items()}
    finally:
        place.stop()


class Filled:
    """A tenant with a partner of very many requests, pending and decided."""

    def __init__(self, place, rows):
        self.place, self.routes, self.tokens = place, {"tenant": place.tenant}, {}
        identity = place.session("identity")
        self.tokens["tenant"] = self._log_in(identity, place.owner["email"], place.password)
        made = identity.call(
            "identity.v1/CreatePartner",
            {"name": "Shop", "ownerName": "Shop Owner", "ownerEmail": "shop@example.org"},
            route=place.tenant, token=self.tokens["tenant"])
        self.routes["partner"] = made["partnerId"]
        identity.call("identity.v1/AcceptInvitation",
                      {"invitation": made["invitation"], "password": PASSWORD}, route=place.tenant)
        self.tokens["partner"] = self._log_in(identity, "shop@example.org", PASSWORD)
        self.partners = place.session("partners")
        self.partners.seen |= identity.seen
        self._ask_and_decide()
        place.stop("partners")
        self._fill(rows)
        place.run("partners")
        place.wait_ready("partners")

    def _log_in(self, identity, email, password):
        return identity.call("identity.v1/LogIn", {"email": email, "password": password},
                             route=self.place.tenant)["accessToken"]

    def call(self, who, method, **body):
        return self.partners.call(f"partners.v1/{method}", body, route=self.routes[who],
                                  token=self.tokens[who], timeout=30)

    def _ask_and_decide(self):
        add_on = self.call("tenant", "CreateAddOn",
                           terms={"name": "Impressions", "impressions": 1000, "price": PRICE})
        decided, _ = (self.call("partner", "RequestAddOns", addOnIds=[add_on["id"]])
                      for _ in range(2))
        self.call("tenant", "ApproveRequest", requestId=decided["id"])

    def _fill(self, rows):
        """The rows that were made by calls, again and again."""
        file = self.place.data / "partners" / "partners.sqlite"
        with contextlib.closing(sqlite3.connect(file)) as database:
            new = [uuid.UUID(int=(time.time_ns() // 1_000_000 + number) << 80 | 7 << 76 | 2 << 62
                             | number).bytes for number in range(2 * rows)]
            multiply(database, "requests", "status = 'pending'", new[:rows], lambda id: {"id": id})
            multiply(database, "requests", "status = 'approved'", new[rows:], lambda id: {"id": id})
            multiply(database, "decisions", "1", new[rows:],
                     lambda id: {"seq": None, "request": id})
            database.commit()

    def p99(self, who, method, filters):
        """Of all pages, from the first to the last."""
        times, after = [], {}
        while True:
            begun = time.monotonic()
            page = self.call(who, method, **filters, **after)
            times.append((time.monotonic() - begun) * 1000)
            if "next" not in page:
                return sorted(times)[int(len(times) * 0.99)]
            after = {"after": page["next"]}


def multiply(database, table, where, ids, changes):
    """Stores a row of a table once for each id, with what `changes` says of it."""
    cursor = database.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 1")
    names = [one[0] for one in cursor.description]
    row = dict(zip(names, cursor.fetchone()))
    database.executemany(
        f"INSERT INTO {table} VALUES ({', '.join('?' for _ in names)})",
        ([(row | changes(id))[name] for name in names] for id in ids))
