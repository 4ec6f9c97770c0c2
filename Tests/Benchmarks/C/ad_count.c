// What `CountAd` asks of SQLite, from plain C: the statements of one count, prepared once and run with the same kinds
// of data in the same order, BATCH counts in a transaction, as durable.
//
//   ad_count DATABASE END-USERS BATCH SECONDS
//
// DATABASE was furnished by `bench ad-count`. The statements are those that sqlite3_trace_v2 shows of an ad that was
// shown, of a campaign with a cap: savepoint and release, the impression that may be there, the campaign's room, the
// impression, the reservation, the cap. What C is spared: coding and hashing messages, the token's signature, the
// rules in memory, the queue, 64 callers.

#include "batched.h"

#define MOST_CAMPAIGNS 1000

static uuid tenant, placement, *end_users, campaigns[MOST_CAMPAIGNS], ads[MOST_CAMPAIGNS];
static int campaign_count;

static struct {
    sqlite3_stmt *savepoint, *release;
    sqlite3_stmt *known, *room, *impression, *reservation, *cap;
} statements;

static void furnish(int count) {
    tenant = the_only("SELECT id FROM tenants");
    placement = the_only("SELECT id FROM placements");
    end_users = calloc((size_t)count, sizeof *end_users);
    read_ids(end_users, count, "SELECT id FROM end_users ORDER BY id");
    sqlite3_stmt *rows = prepare("SELECT count(*) FROM campaigns");
    must(sqlite3_step(rows) == SQLITE_ROW, "campaigns");
    campaign_count = sqlite3_column_int(rows, 0);
    sqlite3_finalize(rows);
    must(campaign_count > 0 && campaign_count <= MOST_CAMPAIGNS, "so many campaigns");
    read_ids(campaigns, campaign_count, "SELECT campaign FROM campaign_ads ORDER BY campaign");
    read_ids(ads, campaign_count, "SELECT ad FROM campaign_ads ORDER BY campaign");

    statements.savepoint = prepare("SAVEPOINT work");
    statements.release = prepare("RELEASE work");
    statements.known = prepare("SELECT * FROM impressions WHERE id = ?");
    statements.room = prepare(
        "SELECT remaining, unsettled FROM impression_reservations WHERE id = ?");
    statements.impression = prepare(
        "INSERT INTO impressions (id, tenant, campaign, ad, placement, end_user, expires_at,"
        " counted_at, viewable_at, clicked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    statements.reservation = prepare(
        "UPDATE impression_reservations SET unsettled = unsettled + 1 WHERE id = ?");
    statements.cap = prepare(
        "INSERT INTO campaign_caps (campaign, end_user, counted, last_at, until_at)"
        " VALUES (?, ?, 1, ?, ?) ON CONFLICT (campaign, end_user) DO UPDATE"
        " SET counted = iif(last_at >= ?, counted + 1, 1), last_at = excluded.last_at,"
        " until_at = excluded.until_at");
}

static void work(int turn, int64_t now) {
    uuid decision = new_id(now);
    int chosen = (int)(random_bits() % (uint64_t)campaign_count);
    const uuid *end_user = &end_users[turn], *campaign = &campaigns[chosen];
    int64_t midnight = (now / 86400000 + 1) * 86400000;
    run(statements.savepoint);

    id(statements.known, 1, &decision);
    run(statements.known);

    id(statements.room, 1, campaign);
    must(sqlite3_step(statements.room) == SQLITE_ROW, "room");
    must(sqlite3_column_int64(statements.room, 0) > sqlite3_column_int64(statements.room, 1),
        "no room");
    run(statements.room);

    id(statements.impression, 1, &decision);
    id(statements.impression, 2, &tenant);
    id(statements.impression, 3, campaign);
    id(statements.impression, 4, &ads[chosen]);
    id(statements.impression, 5, &placement);
    id(statements.impression, 6, end_user);
    number(statements.impression, 7, now + 300000);
    number(statements.impression, 8, now);
    run(statements.impression);

    id(statements.reservation, 1, campaign);
    run(statements.reservation);

    id(statements.cap, 1, campaign);
    id(statements.cap, 2, end_user);
    number(statements.cap, 3, now);
    number(statements.cap, 4, midnight);
    number(statements.cap, 5, midnight - 86400000);
    run(statements.cap);
    run(statements.release);
}
