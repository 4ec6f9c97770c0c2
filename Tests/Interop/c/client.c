// A whole client in C, with libzmq and libcbor: one call of one method, once, whatever happens.
//
//   client MAP KEY-FILE SERVICE METHOD MILLISECONDS [ROUTE [TOKEN [KEY]]]     - for none
//
// The request's body comes on standard input as CBOR (a0 for none), the reply's goes to standard output.
// Exit status: 0 done, 1 refused, 2 wrong use, 3 no answer in time. See Shared/Mesh/PROTOCOL.md.
#include <cbor.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <zmq.h>

enum { HELLO = 1, WELCOME, REQUEST, REPLY, CANCEL, PING, PONG, GOAWAY, RESET };
enum { PATIENCE = 3000, GREETING = 1000, LONGEST = 8 + 16384 + 1048576, ROOM = 1 << 20 };

typedef struct { int kind; cbor_item_t *header; const uint8_t *body; size_t size; } frame;

static void *context, *line, *monitor;
static char endpoint[256], server_key[41], public_key[41], secret_key[41];
static uint64_t session, calls, longest;
static int64_t offset;  // the session clock minus ours
static uint8_t received[LONGEST];
static struct cbor_load_result loaded;
static const char *trouble;  // what kept it from an answer
static int64_t monotonic(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void hang_up(void) {
    session = 0;
    if (!line) return;
    zmq_socket_monitor(line, NULL, 0);
    zmq_close(monitor);
    zmq_close(line);
    line = NULL;
}

// Ends the program: sockets first, then the context.
static _Noreturn void stop(int status, const char *what, const char *why) {
    if (status) fprintf(stderr, "client: %s%s%s\n", what, *why ? ": " : "", why);
    hang_up();
    if (context) zmq_ctx_term(context);
    exit(status);
}

static void put(cbor_item_t *header, uint8_t key, cbor_item_t *value) {
    (void)cbor_map_add(header, (struct cbor_pair){
        .key = cbor_move(cbor_build_uint8(key)), .value = cbor_move(value)});
}

static void put_uuid(cbor_item_t *header, uint8_t key, const uint8_t *id) {
    put(header, key, cbor_build_tag(37, cbor_move(cbor_build_bytestring(id, 16))));
}

// The value of a map's key, which is a number in headers and a name in bodies.
static cbor_item_t *get(cbor_item_t *map, uint64_t number, const char *name) {
    for (size_t i = 0; map && cbor_isa_map(map) && i < cbor_map_size(map); i++) {
        cbor_item_t *key = cbor_map_handle(map)[i].key;
        bool is_name = name && cbor_isa_string(key) && cbor_string_length(key) == strlen(name) &&
                       !memcmp(cbor_string_handle(key), name, strlen(name));
        if (is_name || (!name && cbor_isa_uint(key) && cbor_get_int(key) == number))
            return cbor_map_handle(map)[i].value;
    }
    return NULL;
}

static uint64_t number(frame *got, uint64_t key, uint64_t otherwise) {
    cbor_item_t *item = get(got->header, key, NULL);
    return item && cbor_isa_uint(item) ? cbor_get_int(item) : otherwise;
}

static void text(cbor_item_t *item, char *into, size_t room) {
    size_t length = item && cbor_isa_string(item) ? cbor_string_length(item) : 0;
    snprintf(into, room, "%.*s", (int)length, length ? (char *)cbor_string_handle(item) : "");
}

// Sends a frame if the connection takes it in time; the header is freed.
static bool send_frame(int kind, cbor_item_t *header, const char *body, size_t size, int64_t wait) {
    static uint8_t out[LONGEST];
    size_t length = cbor_serialize(header, out + 8, 16384);
    cbor_decref(&header);
    if (!length) stop(2, "the header is longer than 16,384 bytes", "");
    memcpy(out, (uint8_t[8]){'O', 'M', 1, kind, 0, 0, length >> 8, length}, 8);
    if (size) memcpy(out + 8 + length, body, size);
    if (zmq_poll(&(zmq_pollitem_t){line, 0, ZMQ_POLLOUT, 0}, 1, wait > 0 ? wait : 0) < 1) return false;
    return zmq_send(line, out, 8 + length + size, ZMQ_DONTWAIT) >= 0;
}

// Waits for a frame; answers PING by itself. The caller frees the header.
static bool receive(frame *got, int64_t end) {
    for (int64_t left; (left = end - monotonic()) > 0;) {
        if (zmq_poll(&(zmq_pollitem_t){line, 0, ZMQ_POLLIN, 0}, 1, left) < 1) return false;
        int size = zmq_recv(line, received, sizeof received, 0);
        if (size < 8 || size > LONGEST || memcmp(received, "OM\1", 3)) continue;
        size_t length = received[5] << 16 | received[6] << 8 | received[7];
        if (received[4] || length > (size_t)size - 8) continue;
        const uint8_t *body = received + 8 + length;
        *got = (frame){received[3], cbor_load(received + 8, length, &loaded), body, size - 8 - length};
        if (!got->header) continue;
        if (got->kind != PING) return true;
        cbor_item_t *pong = cbor_new_definite_map(2);
        put(pong, 17, cbor_build_uint64(number(got, 17, 0)));
        put(pong, 2, cbor_build_uint64(number(got, 2, 0)));
        send_frame(PONG, pong, NULL, 0, 0);
        cbor_decref(&got->header);
    }
    return false;
}

static void set(int option, int value) { zmq_setsockopt(line, option, &value, sizeof value); }

// Opens a session on a new socket: one that was refused once never tries again.
static bool greet(int64_t end) {
    hang_up();
    line = zmq_socket(context, ZMQ_DEALER);
    set(ZMQ_IMMEDIATE, 1);  // no old requests for a service that was restarted
    set(ZMQ_RCVHWM, 0);     // bounded by asking one thing at a time
    set(ZMQ_LINGER, 0);
    zmq_setsockopt(line, ZMQ_MAXMSGSIZE, &(int64_t){LONGEST + 33}, sizeof(int64_t));
    zmq_setsockopt(line, ZMQ_CURVE_SERVERKEY, server_key, 41);
    zmq_setsockopt(line, ZMQ_CURVE_PUBLICKEY, public_key, 41);
    zmq_setsockopt(line, ZMQ_CURVE_SECRETKEY, secret_key, 41);
    zmq_socket_monitor(line, "inproc://monitor", ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
    monitor = zmq_socket(context, ZMQ_PAIR);
    zmq_connect(monitor, "inproc://monitor");
    if (zmq_connect(line, endpoint)) stop(2, endpoint, zmq_strerror(zmq_errno()));
    int64_t sent = monotonic(), until = sent + GREETING < end ? sent + GREETING : end;
    cbor_item_t *hello = cbor_new_definite_map(4), *versions = cbor_new_definite_array(1);
    put(hello, 19, versions);
    (void)cbor_array_push(versions, cbor_move(cbor_build_uint8(1)));
    put(hello, 21, cbor_build_string("c"));
    put(hello, 22, cbor_build_string("1"));
    put(hello, 23, cbor_build_string("client.c"));
    bool is_sent = send_frame(HELLO, hello, NULL, 0, until - sent);
    for (frame got; is_sent && !session && receive(&got, until); cbor_decref(&got.header)) {
        if (got.kind != WELCOME) continue;
        session = number(&got, 2, 0);
        longest = number(&got, 27, ROOM);
        offset = (int64_t)number(&got, 18, 0) - (sent + monotonic()) / 2;
        calls = 0;
    }
    if (session) return true;
    bool is_unknown = zmq_poll(&(zmq_pollitem_t){monitor, 0, ZMQ_POLLIN, 0}, 1, 0) > 0;
    if (is_unknown) trouble = "this program's key is not registered there";
    else if (!trouble) trouble = "nothing listens there, or its key is not the map's";
    return false;
}

// What a REPLY or RESET comes to: ends the program, or returns how long to wait before asking again.
static int64_t settle(frame *got) {
    char reason[128], message[1024];
    text(get(got->header, 16, NULL), reason, sizeof reason);
    if (got->kind == RESET && !strcmp(reason, "malformed")) stop(1, "it can't read the frame", "");
    if (got->kind == RESET) return session = 0;  // it was restarted: say HELLO again
    uint64_t status = number(got, 12, 2);
    bool is_done = !status && fwrite(got->body, 1, got->size, stdout) == got->size && !fflush(stdout);
    if (!status) stop(!is_done, "the reply can't be written", "");
    cbor_item_t *error = cbor_load(got->body, got->size, &loaded);
    text(get(error, 0, "reason"), reason, sizeof reason);
    text(get(error, 0, "message"), message, sizeof message);
    bool is_away = (status == 8 || status == 14) && number(got, 13, 2) == 1;
    if (!is_away || !strcmp(reason, "throttled")) stop(1, reason, message);
    if (error) cbor_decref(&error);
    trouble = status == 8 ? "the service is overloaded" : "the service is away";
    return (int64_t)number(got, 15, 50);
}

// The text behind "name": in JSON as Octopus writes it; says where it stands.
static const char *field(const char *json, const char *name, char *into, size_t room) {
    char quoted[80];
    int length = snprintf(quoted, sizeof quoted, "\"%.70s\"", name);
    const char *at = json ? strstr(json, quoted) : NULL, *end = NULL;
    const char *start = at ? strchr(at + length, '"') : NULL;
    if (start && (end = strchr(++start, '"'))) snprintf(into, room, "%.*s", (int)(end - start), start);
    return end ? at : NULL;
}

static size_t slurp(FILE *file, const char *name, char *into) {
    if (!file) stop(2, "can't read", name);
    size_t size = fread(into, 1, ROOM + 1, file);
    into[size] = 0;
    fclose(file);
    return size;
}

static uint8_t *parse(const char *digits, uint8_t *id) {
    int count = 0;
    for (unsigned byte; count < 16 && sscanf(digits, "%2x", &byte) == 1; digits += 2) {
        id[count++] = (uint8_t)byte;
        if (digits[2] == '-') digits++;
    }
    if (count < 16 || *digits) stop(2, "no UUID", "as 019376da-a800-7000-8000-0000000000a1");
    return id;
}

// A UUIDv7: milliseconds, and randomness.
static uint8_t *new_key(uint8_t *id) {
    if (getrandom(id, 16, 0) != 16) stop(2, "no randomness", "");
    for (int i = 0; i < 6; i++) id[i] = (uint8_t)(time(NULL) * 1000 >> (40 - 8 * i));
    id[6] = (id[6] & 15) | 0x70;
    id[8] = (id[8] & 63) | 0x80;
    return id;
}

int main(int count, char **arguments) {
    if (count < 6) stop(2, "MAP KEY-FILE SERVICE METHOD MILLISECONDS [ROUTE [TOKEN [KEY]]]", "");
    static char file[ROOM + 2], ignored[8];
    slurp(fopen(arguments[1], "r"), arguments[1], file);
    const char *service = field(file, arguments[3], ignored, 8);
    if (!field(service, "endpoint", endpoint, 256) || !field(service, "publicKey", server_key, 41))
        stop(2, "the mesh map has no such service", arguments[3]);
    slurp(fopen(arguments[2], "r"), arguments[2], file);
    if (!field(file, "publicKey", public_key, 41) || !field(file, "secretKey", secret_key, 41))
        stop(2, "no key file", arguments[2]);
    size_t size = slurp(stdin, "the request", file);
    const char *given[3] = {NULL, NULL, NULL};
    for (int i = 6; i < count && i < 9; i++) given[i - 6] = strcmp(arguments[i], "-") ? arguments[i] : NULL;
    uint8_t ids[2][16], *route = given[0] ? parse(given[0], ids[0]) : NULL;
    uint8_t *key = given[2] ? parse(given[2], ids[1]) : new_key(ids[1]);
    const char *token = given[1];
    context = zmq_ctx_new();
    int64_t end = monotonic() + atoll(arguments[5]);
    for (uint64_t attempt = 1; monotonic() < end;) {
        if (!session && !greet(end)) continue;
        if (size > longest) stop(1, "the body is longer than the service takes", "");
        cbor_item_t *header = cbor_new_definite_map(6 + !!route + 2 * !!token);
        put(header, 1, cbor_build_uint64(++calls));
        put(header, 2, cbor_build_uint64(session));
        put(header, 3, cbor_build_string(arguments[4]));
        put(header, 4, cbor_build_uint64((uint64_t)(end + offset)));
        if (route) put_uuid(header, 5, route);
        put_uuid(header, 6, key);  // the same in each attempt: it happens once
        put(header, 7, cbor_build_uint64(attempt++));
        if (token) put(header, 8, cbor_build_string(token));
        if (token) put(header, 9, cbor_build_uint8(1));
        int64_t until = monotonic() + PATIENCE < end ? monotonic() + PATIENCE : end, wait = -1;
        bool is_sent = send_frame(REQUEST, header, file, size, until - monotonic());
        for (frame got; is_sent && wait < 0 && receive(&got, until); cbor_decref(&got.header))
            if (got.kind == RESET || (got.kind == REPLY && number(&got, 1, 0) == calls))
                wait = settle(&got);
        if (wait < 0) session = 0;  // it was restarted, or hangs: say HELLO again
        if (wait > 0 && wait < end - monotonic())
            nanosleep(&(struct timespec){wait / 1000, wait % 1000 * 1000000}, NULL);
    }
    stop(3, endpoint, trouble ? trouble : "no answer");
}
