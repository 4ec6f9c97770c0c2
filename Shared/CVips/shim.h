#ifndef OCTOPUS_VIPS_SHIM_H
#define OCTOPUS_VIPS_SHIM_H

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The few functions of libvips that are used, by their own declarations: its headers bring GLib's, which
 * Swift reads for seconds. Most are variadic, which Swift can't call.
 */
typedef struct _VipsImage VipsImage;
extern int vips_init(const char *name);
extern void vips_block_untrusted_set(int state);
extern void vips_concurrency_set(int concurrency);
extern void vips_cache_set_max(int most);
extern int vips_jpegload_buffer(void *bytes, size_t count, VipsImage **out, ...);
extern int vips_pngload_buffer(void *bytes, size_t count, VipsImage **out, ...);
extern int vips_webpload_buffer(void *bytes, size_t count, VipsImage **out, ...);
extern int vips_thumbnail_image(VipsImage *in, VipsImage **out, int width, ...);
extern int vips_webpsave_buffer(VipsImage *in, void **bytes, size_t *count, ...);
extern VipsImage *vips_image_copy_memory(VipsImage *image);
extern int vips_image_get_width(const VipsImage *image);
extern int vips_image_get_height(const VipsImage *image);
extern int vips_image_get_n_pages(VipsImage *image);
extern int vips_image_get_orientation_swap(VipsImage *image);
extern char **vips_image_get_fields(VipsImage *image);
extern int vips_image_remove(VipsImage *image, const char *name);
extern void g_strfreev(char **texts);
extern void g_object_unref(void *object);
extern void *g_log_set_default_handler(void *handler, void *data);

static inline void octopus_vips_be_silent(const char *domain, int level, const char *text, void *data) {
    (void)domain, (void)level, (void)text, (void)data;
}

/* Loaders that nobody fuzzes are blocked, nothing is kept, one thread does it all. 0 if it went well. */
static inline int octopus_vips_begin(void) {
    g_log_set_default_handler((void *)octopus_vips_be_silent, NULL);
    if (vips_init("octopus-thumbnail")) return -1;
    vips_block_untrusted_set(1);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    return 0;
}

/*
 * Opens a picture by the loader of that type alone; what is cut short or damaged fails when it is decoded.
 * Of a JPEG only each so many-th pixel is made, which spares most of the work.
 */
static inline VipsImage *octopus_vips_open(char type, void *bytes, size_t count, int nth) {
    enum { SEQUENTIAL = 1, ON_ERROR = 2 };
    VipsImage *image = NULL;
    int failed = type == 'j' ? vips_jpegload_buffer(bytes, count, &image, "shrink", nth,
            "access", SEQUENTIAL, "fail_on", ON_ERROR, NULL)
        : type == 'p' ? vips_pngload_buffer(bytes, count, &image, "access", SEQUENTIAL,
            "fail_on", ON_ERROR, NULL)
        : type == 'w' ? vips_webpload_buffer(bytes, count, &image, "access", SEQUENTIAL,
            "fail_on", ON_ERROR, NULL)
        : -1;
    return failed ? NULL : image;
}

/* Decodes, turns upright, makes colours sRGB; never larger than it was, and nothing but pixels stays. */
static inline VipsImage *octopus_vips_shrink(VipsImage *picture, int side) {
    enum { DOWN = 2 };
    VipsImage *image = NULL;
    if (vips_thumbnail_image(picture, &image, side, "height", side, "size", DOWN, "export_profile", "srgb", NULL))
        return NULL;
    VipsImage *whole = vips_image_copy_memory(image);
    g_object_unref(image);
    char **fields = whole ? vips_image_get_fields(whole) : NULL;
    for (char **field = fields; field && *field; field++) vips_image_remove(whole, *field);
    g_strfreev(fields);
    return whole;
}

static inline int octopus_vips_save(VipsImage *image, void **bytes, size_t *count) {
    return vips_webpsave_buffer(image, bytes, count, "Q", 80, "strip", 1, NULL);
}

/* From now on: so many bytes of memory, seconds of work, bytes of a file; nothing that it did not have. */
static inline int octopus_confine(unsigned long memory, unsigned long seconds, unsigned long file) {
    struct rlimit limits[] = {{memory, memory}, {seconds, seconds}, {file, file}, {0, 0}, {16, 16}};
    int kinds[] = {RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NOFILE};
    for (int i = 0; i < 5; i++)
        if (setrlimit(kinds[i], &limits[i])) return -1;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -1 : 0;
}

#define OCTOPUS_REFUSE(number, error) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##number, 0, 1), \
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))

/* No files, no network, no other programs, no look into other processes; threads of its own alone. */
static inline int octopus_lock_in(void) {
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
#if defined(__x86_64__)
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
#else
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_AARCH64, 1, 0),
#endif
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
        /* The other way to call, with 32-bit pointers. */
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        OCTOPUS_REFUSE(open, EACCES), OCTOPUS_REFUSE(creat, EACCES), OCTOPUS_REFUSE(unlink, EACCES),
        OCTOPUS_REFUSE(rename, EACCES), OCTOPUS_REFUSE(fork, EPERM), OCTOPUS_REFUSE(vfork, EPERM),
#endif
        OCTOPUS_REFUSE(openat, EACCES), OCTOPUS_REFUSE(openat2, EACCES), OCTOPUS_REFUSE(unlinkat, EACCES),
        OCTOPUS_REFUSE(renameat2, EACCES), OCTOPUS_REFUSE(execve, EPERM), OCTOPUS_REFUSE(execveat, EPERM),
        OCTOPUS_REFUSE(socket, EPERM), OCTOPUS_REFUSE(socketpair, EPERM), OCTOPUS_REFUSE(connect, EPERM),
        OCTOPUS_REFUSE(bind, EPERM), OCTOPUS_REFUSE(sendto, EPERM), OCTOPUS_REFUSE(sendmsg, EPERM),
        OCTOPUS_REFUSE(ptrace, EPERM), OCTOPUS_REFUSE(process_vm_readv, EPERM),
        OCTOPUS_REFUSE(process_vm_writev, EPERM), OCTOPUS_REFUSE(kill, EPERM),
        OCTOPUS_REFUSE(pidfd_open, EPERM), OCTOPUS_REFUSE(pidfd_getfd, EPERM),
        OCTOPUS_REFUSE(io_uring_setup, ENOSYS), OCTOPUS_REFUSE(bpf, EPERM),
        OCTOPUS_REFUSE(userfaultfd, EPERM), OCTOPUS_REFUSE(setrlimit, EPERM), OCTOPUS_REFUSE(mount, EPERM),
        OCTOPUS_REFUSE(unshare, EPERM), OCTOPUS_REFUSE(keyctl, EPERM), OCTOPUS_REFUSE(memfd_create, EPERM),
        /* Its flags can't be looked at; the C library then uses the other one. */
        OCTOPUS_REFUSE(clone3, ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x00010000 /* CLONE_THREAD */, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

/* Only what it was started with stays open: the picture, and where the smaller ones go. */
static inline int octopus_close_others(void) { return (int)syscall(__NR_close_range, 3, ~0U, 0); }

#endif
