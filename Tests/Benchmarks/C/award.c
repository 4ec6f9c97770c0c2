// What `AwardPoints` asks of SQLite, from plain C: the statements of one award, prepared once and run
// with the same kinds of data in the same order, BATCH awards in a transaction, as durable.
//
//   award DATABASE END-USERS BATCH SECONDS
//
// DATABASE was furnished by `bench award`. The statements are those that sqlite3_trace_v2 shows
// of an award: savepoint and release, the answer that may be there, the terms, the lot, the
// ledger, the balance, the event, the answer. What C is spared: coding and hashing messages, the
// queue, 64 callers.

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static sqlite3 *database;

static void must(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "award: %s: %s\n", what, sqlite3_errmsg(database));
    exit(1);
}

static void execute(const char *sql) {
    must(sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement = NULL;
    must(sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK, sql);
    return statement;
}

// MARK: Data

typedef struct { uint8_t bytes[16]; } uuid;

static uint64_t random_bits(void) {
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static int64_t wall_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// A UUIDv7, rising like those of the service.
static uuid new_id(int64_t milliseconds) {
    static uint64_t count;
    uuid id;
    uint64_t high = (uint64_t)milliseconds << 16 | 0x7000 | (count >> 20 & 0xFFF);
    uint64_t low = 0x8000000000000000 | (count++ & 0xFFFFF) << 42 | random_bits() >> 22;
    for (int i = 0; i < 8; i++) {
        id.bytes[i] = (uint8_t)(high >> (56 - 8 * i));
        id.bytes[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
    return id;
}

static uuid the_only(const char *sql) {
    sqlite3_stmt *statement = prepare(sql);
    must(sqlite3_step(statement) == SQLITE_ROW, sql);
    uuid id;
    memcpy(id.bytes, sqlite3_column_blob(statement, 0), sizeof id.bytes);
    sqlite3_finalize(statement);
    return id;
}

static uuid tenant, partner, point_type, operator_id, *end_users;

static void read_furniture(int count) {
    tenant = the_only("SELECT id FROM tenants");
    partner = the_only("SELECT id FROM partners");
    point_type = the_only("SELECT id FROM point_types");
    operator_id = partner;
    end_users = calloc((size_t)count, sizeof *end_users);
    sqlite3_stmt *statement = prepare("SELECT id FROM end_users ORDER BY id");
    for (int i = 0; i < count; i++) {
        must(sqlite3_step(statement) == SQLITE_ROW, "too few end users");
        memcpy(end_users[i].bytes, sqlite3_column_blob(statement, 0), 16);
    }
    sqlite3_finalize(statement);
}

// MARK: Binding

static void blob(sqlite3_stmt *statement, int index, const void *bytes, int size) {
    must(sqlite3_bind_blob(statement, index, bytes, size, SQLITE_TRANSIENT) == SQLITE_OK, "bind");
}

static void id(sqlite3_stmt *statement, int index, const uuid *value) {
    blob(statement, index, value->bytes, 16);
}

static void number(sqlite3_stmt *statement, int index, int64_t value) {
    must(sqlite3_bind_int64(statement, index, value) == SQLITE_OK, "bind");
}

static void text(sqlite3_stmt *statement, int index, const char *value) {
    int code = sqlite3_bind_text(statement, index, value, -1, SQLITE_TRANSIENT);
    must(code == SQLITE_OK, "bind");
}

static void finish(sqlite3_stmt *statement, int code) {
    must(code == SQLITE_DONE, "step");
    sqlite3_reset(statement);
}

static void run(sqlite3_stmt *statement) { finish(statement, sqlite3_step(statement)); }

// MARK: An award

static struct {
    sqlite3_stmt *begin, *commit, *savepoint, *release;
    sqlite3_stmt *answered, *terms, *lot, *ledger, *balance, *event, *answer;
} statements;

static void prepare_all(void) {
    statements.begin = prepare("BEGIN IMMEDIATE");
    statements.commit = prepare("COMMIT");
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

// MARK: Measuring

static double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double own_cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int64_t awards_for(double seconds, int batch, int count) {
    static int64_t next;
    int64_t awards = 0;
    for (double end = seconds_now() + seconds; seconds_now() < end; awards += batch) {
        int64_t now = wall_milliseconds();
        run(statements.begin);
        for (int i = 0; i < batch; i++) award(&end_users[next++ * 7919 % count], now);
        run(statements.commit);
    }
    return awards;
}

int main(int argc, char **argv) {
    must(argc == 5, "usage: award DATABASE END-USERS BATCH SECONDS");
    int count = atoi(argv[2]), batch = atoi(argv[3]);
    double seconds = atof(argv[4]);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    must(sqlite3_open_v2(argv[1], &database, flags, NULL) == SQLITE_OK, "open");
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA temp_store = MEMORY");
    execute("PRAGMA cache_size = -65536");
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA journal_size_limit = 67108864");
    execute("PRAGMA wal_autocheckpoint = 8192");
    read_furniture(count);
    prepare_all();
    awards_for(seconds / 4, batch, count);
    double cpu = own_cpu_us(), begun = seconds_now();
    int64_t awards = awards_for(seconds, batch, count);
    double taken = seconds_now() - begun;
    printf("{\"callsPerSecond\":%.1f,\"serverCpuUs\":%.3f}\n", (double)awards / taken,
        (own_cpu_us() - cpu) / (double)awards);
    return 0;
}
