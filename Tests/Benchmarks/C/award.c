// What `AwardPoints` asks of SQLite, from plain C: the statements of one award, prepared once and run
// with the same kinds of data in the same order, BATCH awards in a transaction, as durable.
//
//   award DATABASE END-USERS BATCH SECONDS
//
// DATABASE was furnished by `bench award`. The statements are those that sqlite3_trace_v2 shows
// of an award: savepoint and release, the answer that may be there, the terms, the lot, the
// ledger, the balance, the event, the answer. What C is spared: coding and hashing messages, the
// queue, 64 callers.

#include "batched.h"

static uuid tenant, partner, point_type, operator_id, *end_users;

static void read_furniture(int count) {
    tenant = the_only("SELECT id FROM tenants");
    partner = the_only("SELECT id FROM partners");
    point_type = the_only("SELECT id FROM point_types");
    operator_id = partner;
    end_users = calloc((size_t)count, sizeof *end_users);
    read_ids(end_users, count, "SELECT id FROM end_users ORDER BY id");
}

// MARK: An award

static struct {
    sqlite3_stmt *savepoint, *release;
    sqlite3_stmt *answered, *terms, *lot, *ledger, *balance, *event, *answer;
} statements;

static void prepare_all(void) {
    statements.savepoint = prepare("SAVEPOINT work");
    statements.release = prepare("RELEASE work");
    statements.answered = prepare(
        "SELECT request, status, effect, seq, body FROM answers WHERE key = ? AND scope = ?");
    statements.terms = prepare(
        "SELECT partners.tenant, partners.name, partners.status, time_zone,"
        " point_types.status, valid_months, valid_days, end_users.status"
        " FROM point_types"
        " JOIN partners ON partners.id = point_types.partner"
        " JOIN tenants ON tenants.id = partners.tenant"
        " LEFT JOIN end_users ON end_users.id = ? AND end_users.tenant = partners.tenant"
        " WHERE point_types.id = ? AND point_types.partner = ?");
    statements.lot = prepare(
        "INSERT INTO lots"
        " (id, partner, end_user, point_type, amount, remaining, awarded_at, expires_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)");
    statements.ledger = prepare(
        "INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account, to_account,"
        " amount, lot, issued_coupon, actor_kind, actor, impersonator, program)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statements.balance = prepare(
        "INSERT INTO balances (end_user, point_type, amount) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (end_user, point_type) DO UPDATE SET amount = amount + excluded.amount"
        " RETURNING amount, (SELECT coalesce(sum(expiries.amount), 0) FROM expiries"
        " WHERE end_user = ?1 AND point_type = ?2 AND expires_at <= ?4)");
    statements.event = prepare(
        "INSERT INTO events"
        " (id, kind, security, at, tenant, partner, subject, trace, body, personal)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statements.answer = prepare(
        "INSERT INTO answers (key, scope, request, status, effect, seq, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)");
}

static uint8_t sample[124];

static void award(const uuid *end_user, int64_t now) {
    uuid key = new_id(now), award_id = new_id(now), event_id = new_id(now);
    id(statements.answered, 1, &key);
    blob(statements.answered, 2, sample, 16);
    run(statements.answered);
    run(statements.savepoint);

    id(statements.terms, 1, end_user);
    id(statements.terms, 2, &point_type);
    id(statements.terms, 3, &partner);
    must(sqlite3_step(statements.terms) == SQLITE_ROW, "terms");
    run(statements.terms);

    id(statements.lot, 1, &award_id);
    id(statements.lot, 2, &partner);
    id(statements.lot, 3, end_user);
    id(statements.lot, 4, &point_type);
    number(statements.lot, 5, 5);
    number(statements.lot, 6, now);
    // At the end of a day a year from now.
    number(statements.lot, 7, (now / 86400000 + 366) * 86400000);
    run(statements.lot);
    int64_t lot = sqlite3_last_insert_rowid(database);

    number(statements.ledger, 1, now);
    id(statements.ledger, 2, &partner);
    id(statements.ledger, 3, end_user);
    id(statements.ledger, 4, &point_type);
    text(statements.ledger, 5, "award");
    text(statements.ledger, 6, "issued");
    text(statements.ledger, 7, "user");
    number(statements.ledger, 8, 5);
    number(statements.ledger, 9, lot);
    text(statements.ledger, 11, "user");
    id(statements.ledger, 12, &operator_id);
    text(statements.ledger, 14, "operator");
    run(statements.ledger);

    id(statements.balance, 1, end_user);
    id(statements.balance, 2, &point_type);
    number(statements.balance, 3, 5);
    number(statements.balance, 4, now);
    must(sqlite3_step(statements.balance) == SQLITE_ROW, "balance");
    run(statements.balance);

    id(statements.event, 1, &event_id);
    text(statements.event, 2, "loyalty.v1/PointsAwarded");
    number(statements.event, 3, 0);
    number(statements.event, 4, now);
    id(statements.event, 5, &tenant);
    id(statements.event, 6, &partner);
    id(statements.event, 7, &award_id);
    blob(statements.event, 9, sample, 124);
    run(statements.event);
    int64_t seq = sqlite3_last_insert_rowid(database);

    id(statements.answer, 1, &key);
    blob(statements.answer, 2, sample, 16);
    blob(statements.answer, 3, sample, 16);
    number(statements.answer, 4, 0);
    number(statements.answer, 5, 3);
    number(statements.answer, 6, seq);
    blob(statements.answer, 7, sample, 56);
    run(statements.answer);
    run(statements.release);
}

static void furnish(int count) {
    read_furniture(count);
    prepare_all();
}

static void work(int turn, int64_t now) { award(&end_users[turn], now); }
