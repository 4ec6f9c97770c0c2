// What Glibc's module map leaves out.
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/prctl.h>

// `prctl` is variadic, which Swift does not import.
static inline int clinux_set_thread_name(const char *name) { return prctl(PR_SET_NAME, name); }
