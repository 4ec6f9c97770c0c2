// What the programs have in common that ask of SQLite what a command asks, from plain C: so many in a
// transaction, as durable as a service's, with statements that are prepared once.
//
// A program defines `furnish`, which reads what is there and prepares, and `work`, which is one command; it includes
// this once.

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static sqlite3 *database;

static inline void must(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(database));
    exit(1);
}

static inline void execute(const char *sql) {
    must(sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static inline sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *statement = NULL;
    must(sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK, sql);
    return statement;
}

// MARK: Data

typedef struct { uint8_t bytes[16]; } uuid;

static inline uint64_t random_bits(void) {
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static inline int64_t wall_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

// A UUIDv7, rising like those of the service.
static inline uuid new_id(int64_t milliseconds) {
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

static inline uuid the_only(const char *sql) {
    sqlite3_stmt *statement = prepare(sql);
    must(sqlite3_step(statement) == SQLITE_ROW, sql);
    uuid id;
    memcpy(id.bytes, sqlite3_column_blob(statement, 0), sizeof id.bytes);
    sqlite3_finalize(statement);
    return id;
}

// MARK: Binding

static inline void blob(sqlite3_stmt *statement, int index, const void *bytes, int size) {
    must(sqlite3_bind_blob(statement, index, bytes, size, SQLITE_TRANSIENT) == SQLITE_OK, "bind");
}

static inline void id(sqlite3_stmt *statement, int index, const uuid *value) {
    blob(statement, index, value->bytes, 16);
}

static inline void number(sqlite3_stmt *statement, int index, int64_t value) {
    must(sqlite3_bind_int64(statement, index, value) == SQLITE_OK, "bind");
}

static inline void text(sqlite3_stmt *statement, int index, const char *value) {
    int code = sqlite3_bind_text(statement, index, value, -1, SQLITE_TRANSIENT);
    must(code == SQLITE_OK, "bind");
}

static inline void finish(sqlite3_stmt *statement, int code) {
    must(code == SQLITE_DONE, "step");
    sqlite3_reset(statement);
}

static inline void run(sqlite3_stmt *statement) { finish(statement, sqlite3_step(statement)); }

// Rows that are there, as many as that.
static inline void read_ids(uuid *ids, int count, const char *sql) {
    sqlite3_stmt *statement = prepare(sql);
    for (int i = 0; i < count; i++) {
        must(sqlite3_step(statement) == SQLITE_ROW, sql);
        memcpy(ids[i].bytes, sqlite3_column_blob(statement, 0), 16);
    }
    sqlite3_finalize(statement);
}

// MARK: Measuring

static void furnish(int count);

static void work(int turn, int64_t now);

static inline double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static inline double own_cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static inline int64_t work_for(double seconds, int batch, int count) {
    static sqlite3_stmt *begin, *commit;
    static int64_t next;
    if (begin == NULL) begin = prepare("BEGIN IMMEDIATE");
    if (commit == NULL) commit = prepare("COMMIT");
    int64_t done = 0;
    for (double end = seconds_now() + seconds; seconds_now() < end; done += batch) {
        int64_t now = wall_milliseconds();
        run(begin);
        for (int i = 0; i < batch; i++) work((int)(next++ * 7919 % count), now);
        run(commit);
    }
    return done;
}

int main(int argc, char **argv) {
    must(argc == 5, "usage: DATABASE END-USERS BATCH SECONDS");
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
    furnish(count);
    work_for(seconds / 4, batch, count);
    double cpu = own_cpu_us(), begun = seconds_now();
    int64_t done = work_for(seconds, batch, count);
    double taken = seconds_now() - begun;
    printf("{\"callsPerSecond\":%.1f,\"serverCpuUs\":%.3f}\n", (double)done / taken,
        (own_cpu_us() - cpu) / (double)done);
    return 0;
}
