"""Very many rows of everything that grows, made of one that a call made; the services stand still."""

import contextlib
import random
import sqlite3
import time
import uuid

DAY = 86_400_000
ZAGREB = 458_000_000, 159_800_000


class Table:
    """Multiplies rows of a service's database."""

    def __init__(self, place, service, rows):
        self.database = sqlite3.connect(place.data / service / f"{service}.sqlite")
        self.rows, self.count, self.now = rows, 0, time.time_ns() // 1_000_000

    def ids(self):
        """So many new ones, in the order of time."""
        self.count += self.rows
        begin = self.count
        return [uuid.UUID(int=(self.now + number) << 80 | 7 << 76 | 2 << 62 | begin + number).bytes
                for number in range(self.rows)]

    def multiply(self, table, where="1", ids=None, **changes):
        """A row once for each id; a change is a value, or what to make of the id and the number."""
        # Without what SQLite makes of the others.
        names = [one[1] for one in self.database.execute(f"PRAGMA table_info({table})")]
        found = self.database.execute(f"SELECT {', '.join(names)} FROM {table} WHERE {where} LIMIT 1")
        row = dict(zip(names, found.fetchone()))
        assert set(changes) <= set(names), f"{table} has no column of {set(changes) - set(names)}"
        ids, values = ids or self.ids(), list((row | changes).values())
        self.insert(table, names, (
            [value(id, number) if callable(value) else value for value in values]
            for number, id in enumerate(ids)))
        return ids

    def insert(self, table, names, rows):
        self.database.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)


@contextlib.contextmanager
def filling(place, service, rows):
    """The service is stopped meanwhile."""
    place.stop(service)
    table = Table(place, service, rows)
    with contextlib.closing(table.database) as database:
        yield table
        database.commit()
    place.run(service)
    place.wait_ready(service)


def new(id, _):
    return id


def fill_requests(table):
    pending, decided = table.ids(), table.ids()
    table.multiply("requests", "status = 'pending'", pending, id=new)
    table.multiply("requests", "status = 'approved'", decided, id=new)
    table.multiply("decisions", ids=decided, seq=None, request=new)
    table.multiply("activities", ids=pending, seq=None)
    tenant, = table.database.execute("SELECT tenant FROM requests").fetchone()
    table.insert("stuck_partnerships", ["id", "tenant", "since"],
                 ((id, tenant, table.now) for id in pending))


def fill_catalogue(table):
    for name in ("packages", "add_ons"):
        table.multiply(name, id=new, name_key=lambda id, _: id.hex())
    table.multiply("standings", id=new, name_key=lambda id, _: f"shop {id.hex()}", invoice_id=None)
    table.multiply("segments", id=new, name_key=lambda id, _: f"shop {id.hex()}")


def fill_channels(table, channel, reader):
    """All around a place, followed by one; and one that very many follow."""
    chance = random.Random(7)
    around = [lambda *_, middle=middle: middle + chance.randrange(-450_000, 450_000)
              for middle in ZAGREB]
    channels = table.multiply(
        "channels", "status = 'published'", seq=None, id=new, latitude=around[0], longitude=around[1])
    many = {"version": 1, "since_at": lambda _, number: table.now - number}
    table.multiply("channel_followers", ids=table.ids(), id=new, end_user=reader,
                   channel=lambda _, number: channels[number], **many)
    people = table.multiply("end_users", id=new, code=lambda id, number: f"{number:010}")
    table.multiply("channel_followers", ids=table.ids(), id=new, channel=channel,
                   end_user=lambda _, number: people[number], **many)


def fill_promos(table, channel):
    """All live, and of the one channel."""
    begun = {"status": "live", "started_at": lambda _, number: table.now - DAY + number}
    last, = table.database.execute("SELECT max(seq) FROM promos").fetchone()
    table.multiply("promos", seq=lambda _, number: last + 1 + number, id=new, **begun)
    table.database.execute(
        "INSERT INTO promo_channels SELECT ?, started_at, seq FROM promos WHERE seq > ?",
        [channel, last])


def fill_invoices(table, tenant, partner):
    """Of one partner for every month, and of all partners for one."""
    names = ["id", "tenant", "partner", "number", "kind", "month", "partner_name", "currency",
             "total_minor", "issued_at"]
    rest = ["Shop", "EUR", 500, table.now]
    table.insert("invoices", names, (
        [id, tenant, partner, number + 1, "invoice", f"{number // 12:04}-{number % 12 + 1:02}", *rest]
        for number, id in enumerate(table.ids())))
    table.insert("invoices", names, (
        [id, tenant, id, table.rows + number + 1, "invoice", "2026-11", *rest]
        for number, id in enumerate(table.ids())))


def fill_mail(table, tenant):
    """Given up, or somebody would send it."""
    table.insert("mails", ["id", "tenant_id", "subject_id", "purpose", "waits", "created_at",
                           "given_up_at"],
                 ((id, tenant, id, "invitation", 0, table.now, table.now) for id in table.ids()))


def fill_loyalty(table, reader):
    """Points of very many types, all held by one; very many entries of each kind of history."""
    types = table.multiply("point_types", id=new, name_key=lambda id, _: f"shop {id.hex()}")
    table.multiply("coupons", "status = 'published'", id=new)
    table.multiply("ledger", seq=None)
    table.insert("balances", ["end_user", "point_type", "amount"], ((reader, id, 5) for id in types))


def fill_identity(table, partner):
    """Users of the tenant and of one partner, the tenant's roles, and partners with their owners."""
    email = {"email": lambda id, _: f"{id.hex()}@example.org",
             "search_key": lambda id, _: f"shop {id.hex()}"}
    role, = table.database.execute("SELECT id FROM roles WHERE partner_id IS NULL").fetchone()
    custom = {"role": "custom", "role_id": role}
    table.multiply("users", "partner_id IS NULL", id=new, **email, **custom)
    table.multiply("users", f"partner_id = X'{partner.hex()}'", id=new, **email, **custom)
    table.multiply("roles", id=new, name_key=lambda id, _: f"shop {id.hex()}")
    partners = table.multiply("partners", id=new, name=lambda id, _: f"Shop {id.hex()}")
    table.multiply("users", "role = 'owner' AND partner_id IS NOT NULL", ids=table.ids(), id=new,
                   partner_id=lambda _, number: partners[number], **email)
