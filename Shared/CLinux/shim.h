// What Glibc's module map leaves out.
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
