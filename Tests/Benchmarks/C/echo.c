// The echo measures' exchange in plain C: ROUTER and DEALER under CURVE with a ZAP handler that
// knows one client key, one thread on each side, one frame with room for our header and a body.
//
//   echo server                      prints "ready" and the client's other arguments, then answers
//   echo client ENDPOINT SERVER-KEY PUBLIC-KEY SECRET-KEY PID CALLS SECONDS BYTES
//
// The client keeps CALLS in flight and prints what the programs of Tests/Bench print.

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum {
    header_bytes = 80, // What our header takes with session, method, expiry, routing key, token.
    key_text = 41,
    most_in_flight = 4096,
};

static void must(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "echo: %s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(1);
}

// MARK: Server

static char client_public[key_text];

static int receive_part(void *socket, void *buffer, size_t size) {
    int length = zmq_recv(socket, buffer, size, 0);
    must(length >= 0, "ZAP request");
    return length;
}

// Lets in the one client whose key is known; libzmq asks at each handshake.
static void *answer_zap(void *socket) {
    uint8_t known[32];
    zmq_z85_decode(known, client_public);
    for (;;) {
        char version[8], id[64], part[256];
        uint8_t key[32];
        int version_bytes = receive_part(socket, version, sizeof version);
        int id_bytes = receive_part(socket, id, sizeof id);
        for (int i = 0; i < 4; i++) receive_part(socket, part, sizeof part);
        int key_bytes = receive_part(socket, key, sizeof key);
        int good = key_bytes == 32 && memcmp(key, known, 32) == 0;
        zmq_send(socket, version, version_bytes, ZMQ_SNDMORE);
        zmq_send(socket, id, id_bytes, ZMQ_SNDMORE);
        zmq_send(socket, good ? "200" : "400", 3, ZMQ_SNDMORE);
        zmq_send(socket, "", 0, ZMQ_SNDMORE);
        zmq_send(socket, "client", 6, ZMQ_SNDMORE);
        zmq_send(socket, "", 0, 0);
    }
    return NULL;
}

_Noreturn static void serve(void) {
    char server_public[key_text], server_secret[key_text], client_secret[key_text];
    must(zmq_curve_keypair(server_public, server_secret) == 0, "key pair");
    must(zmq_curve_keypair(client_public, client_secret) == 0, "key pair");

    void *context = zmq_ctx_new();
    void *zap = zmq_socket(context, ZMQ_REP);
    must(zmq_bind(zap, "inproc://zeromq.zap.01") == 0, "bind ZAP");
    pthread_t thread;
    must(pthread_create(&thread, NULL, answer_zap, zap) == 0, "thread");

    void *socket = zmq_socket(context, ZMQ_ROUTER);
    int yes = 1;
    must(zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes) == 0, "CURVE");
    must(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, server_secret, key_text) == 0, "key");
    must(zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "echo", 4) == 0, "domain");
    must(zmq_bind(socket, "tcp://127.0.0.1:*") == 0, "bind");
    char endpoint[256];
    size_t size = sizeof endpoint;
    must(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0, "endpoint");
    printf("ready %s %s %s %s %d\n", endpoint, server_public, client_public, client_secret,
        getpid());
    fflush(stdout);

    for (;;) {
        zmq_msg_t peer, frame;
        zmq_msg_init(&peer);
        zmq_msg_init(&frame);
        must(zmq_msg_recv(&peer, socket, 0) >= 0, "receive");
        must(zmq_msg_recv(&frame, socket, 0) >= 0, "receive");
        must(zmq_msg_send(&peer, socket, ZMQ_SNDMORE) >= 0, "send");
        must(zmq_msg_send(&frame, socket, 0) >= 0, "send");
    }
}

// MARK: Client

static uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static double own_cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static double cpu_us_of(int process) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    unsigned long user = 0, kernel = 0;
    int found = fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
        &user, &kernel);
    fclose(file);
    return found == 2 ? (double)(user + kernel) * 1e6 / (double)sysconf(_SC_CLK_TCK) : 0;
}

// The times taken, in nanoseconds.
struct taken {
    uint32_t *list;
    size_t count, room;
};

static void add(struct taken *taken, uint64_t nanoseconds) {
    if (taken->count == taken->room) {
        taken->room = taken->room ? taken->room * 2 : 1 << 16;
        taken->list = realloc(taken->list, taken->room * sizeof *taken->list);
        must(taken->list != NULL, "memory");
    }
    taken->list[taken->count++] = (uint32_t)nanoseconds;
}

static int compare(const void *one, const void *other) {
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    return (a > b) - (a < b);
}

static double percentile_us(const struct taken *taken, double share) {
    return taken->list[(size_t)((double)(taken->count - 1) * share)] / 1e3;
}

static void ask(void *socket, uint64_t call, size_t bytes) {
    zmq_msg_t frame;
    must(zmq_msg_init_size(&frame, header_bytes + bytes) == 0, "frame");
    memset(zmq_msg_data(&frame), 0x5A, header_bytes + bytes);
    memcpy(zmq_msg_data(&frame), &call, sizeof call);
    must(zmq_msg_send(&frame, socket, 0) >= 0, "send");
}

// Keeps `calls` in flight for some time, then takes the answers that are left.
static struct taken load(void *socket, int calls, double seconds, size_t bytes) {
    static uint64_t sent[most_in_flight];
    struct taken taken = {0};
    uint64_t end = now_ns() + (uint64_t)(seconds * 1e9);
    int in_flight = calls;
    for (int call = 0; call < calls; call++) {
        sent[call] = now_ns();
        ask(socket, (uint64_t)call, bytes);
    }
    while (in_flight > 0) {
        zmq_msg_t frame;
        uint64_t call;
        zmq_msg_init(&frame);
        must(zmq_msg_recv(&frame, socket, 0) == (int)(header_bytes + bytes), "answer");
        memcpy(&call, zmq_msg_data(&frame), sizeof call);
        zmq_msg_close(&frame);
        uint64_t now = now_ns();
        add(&taken, now - sent[call]);
        if (now < end) {
            sent[call] = now;
            ask(socket, call, bytes);
        } else {
            in_flight--;
        }
    }
    return taken;
}

static int measure(char **arguments) {
    int server = atoi(arguments[4]), calls = atoi(arguments[5]);
    double seconds = atof(arguments[6]);
    size_t bytes = (size_t)atol(arguments[7]);
    must(calls > 0 && calls <= most_in_flight, "calls in flight");
    void *socket = zmq_socket(zmq_ctx_new(), ZMQ_DEALER);
    must(zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, arguments[1], key_text) == 0, "key");
    must(zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, arguments[2], key_text) == 0, "key");
    must(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, arguments[3], key_text) == 0, "key");
    must(zmq_connect(socket, arguments[0]) == 0, "connect");

    free(load(socket, calls, seconds / 4, bytes).list);
    double own = own_cpu_us(), served = cpu_us_of(server);
    uint64_t begin = now_ns();
    struct taken taken = load(socket, calls, seconds, bytes);
    double took = (double)(now_ns() - begin) / 1e9;
    own = own_cpu_us() - own;
    served = cpu_us_of(server) - served;

    double count = (double)taken.count;
    qsort(taken.list, taken.count, sizeof *taken.list, compare);
    printf("{\"callsPerSecond\":%.0f,\"clientCpuUs\":%.2f,\"p50Us\":%.1f,\"p99Us\":%.1f,"
           "\"serverCpuUs\":%.2f}\n",
        count / took, own / count, percentile_us(&taken, 0.5), percentile_us(&taken, 0.99),
        served / count);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "server") == 0) serve();
    if (count == 10 && strcmp(arguments[1], "client") == 0) return measure(arguments + 2);
    fprintf(stderr, "usage: echo server | echo client …; see the source\n");
    return 64;
}
