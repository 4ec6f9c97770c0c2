// What Glibc's module map leaves out.
#include <errno.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>

// `prctl` is variadic, which Swift does not import.
static inline int clinux_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name); }

// How much room a volume has, in bytes. `statvfs` is a type and a function of one name.
struct clinux_room { unsigned long long free_bytes, total_bytes; };

static inline int clinux_take_room(const struct statvfs *status, struct clinux_room *room) {
    room->free_bytes = (unsigned long long)status->f_bavail * status->f_frsize;
    room->total_bytes = (unsigned long long)status->f_blocks * status->f_frsize;
    return 0;
}
static inline int clinux_room_of_path(const char *path, struct clinux_room *room) {
    struct statvfs status;
    return statvfs(path, &status) == 0 ? clinux_take_room(&status, room) : -1;
}
static inline int clinux_room_of_file(int descriptor, struct clinux_room *room) {
    struct statvfs status;
    return fstatvfs(descriptor, &status) == 0 ? clinux_take_room(&status, room) : -1;
}

// Glibc declares it for GNU sources only. Unlike `posix_fallocate` it writes nothing where it can't.
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);
static inline int clinux_set_aside(int descriptor, off_t length) {
    return fallocate(descriptor, 0, 0, length);
}

// A file in memory alone, and a process that is waited for so long at most; Glibc declares them for GNU
// sources only, and the second for none.
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
extern long syscall(long number, ...);
extern int memfd_create(const char *name, unsigned int flags);
static inline int clinux_memory_file(const char *name) { return memfd_create(name, 1 /* CLOEXEC */); }

// Returns 0 if it ended by itself; 1 if its time was over, 2 if `stop` could be read, and it was killed; -1 if
// it can't be waited for.
static inline int clinux_wait_for_end(pid_t process, int milliseconds, int stop, int *status) {
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    struct pollfd ends[2] = {{descriptor, POLLIN, 0}, {stop, POLLIN, 0}};
    int found = 0;
    while (descriptor >= 0 && (found = poll(ends, 2, milliseconds)) < 0 && errno == EINTR);
    int late = found > 0 && ends[0].revents ? 0 : found > 0 ? 2 : 1;
    if (late) kill(process, SIGKILL);
    if (descriptor >= 0) close(descriptor);
    while (waitpid(process, status, 0) < 0)
        if (errno != EINTR) return -1;
    return late;
}
