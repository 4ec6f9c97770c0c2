// Preloaded, it makes every fsync and fdatasync of a program take a millisecond longer, as on a disk
// that is not on this machine's own board.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

typedef int sync_function(int);

static int late(const char *name, int file) {
    sync_function *real = (sync_function *)dlsym(RTLD_NEXT, name);
    int result = real(file);
    struct timespec millisecond = {.tv_nsec = 1000000};
    nanosleep(&millisecond, NULL);
    return result;
}

int fsync(int file) { return late("fsync", file); }

int fdatasync(int file) { return late("fdatasync", file); }
