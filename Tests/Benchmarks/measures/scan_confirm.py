"""From an end user's scan of a displayed code to the confirmation at the till, which waits for it."""

import statistics
import threading
import time

from harness import Value, at_most

from measures.log_in import installed

# A message of a chat takes as long to come to those who wait for it.
BARS = {"scan-confirm-p99": at_most(20)}


def rounds(bench):
    place = installed(bench)
    try:
        from conftest import EndUser, Shop
        shop = Shop(place)
        while True:
            # Their tokens live for some minutes.
            shop.log_in()
            till = Till(place, shop, EndUser(place))
            with bench.watched():
                taken = till.measure(bench.seconds)
            bench.note(f"median {statistics.median(taken) * 1000:.2f} ms of {len(taken)}")
            p99 = sorted(taken)[int(len(taken) * 0.99)]
            yield {"scan-confirm-p99": Value(p99 * 1000, "ms")}
    finally:
        place.stop()


class Till:
    """A till and a phone, with sessions that hold no frame against the contract."""

    def __init__(self, place, shop, person):
        self.shop, self.person = shop, person
        self.till, self.phone, self.waiting = (
            place.client.Octopus(place.data / "mesh.json", place.key_file("operator"), "loyalty")
            for _ in range(3))
        self.phone.seen |= person.identity.seen

    def call(self, session, who, method, **body):
        return session.call(f"loyalty.v1/{method}", body, route=self.shop.id,
                            token=who.tokens["accessToken"], timeout=30)

    def measure(self, seconds):
        """How long each took."""
        end, taken = time.monotonic() + seconds, []
        while time.monotonic() < end:
            display = self.call(self.till, self.shop, "DisplayCode", offer={
                "kind": "points", "pointTypeId": self.shop.stamp, "amount": 1})["id"]
            shown = self.call(self.till, self.shop, "GetDisplayedCode", displayId=display)
            came = []

            def wait():
                seen = self.call(self.waiting, self.shop, "GetDisplayedCode", displayId=display,
                                 after=0, waitMs=20_000)
                came.append((time.monotonic(), seen["uses"]))

            listening = threading.Thread(target=wait)
            listening.start()
            # By the time that this is answered the till waits.
            self.call(self.till, self.shop, "ListDisplayable", kind="coupon", limit=1)
            begun = time.monotonic()
            self.call(self.phone, self.person, "UseDisplayedCode", text=shown["code"]["text"])
            listening.join()
            ((at, [use]),) = came
            assert use["endUserId"] == self.person.id
            taken.append(at - begun)
        return taken
