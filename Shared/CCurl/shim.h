#ifndef OCTOPUS_CURL_SHIM_H
#define OCTOPUS_CURL_SHIM_H

#include <curl/curl.h>
#include <dlfcn.h>
#include <stddef.h>

/*
 * Libcurl brings thirty more libraries, which cost a process 8 MB and half of its time to start. So it is
 * loaded by those alone that send mail to a server: no tool, no test and nobody with a spool folder.
 *
 * The functions that are called here are looked up by name, each with its type from curl's own header.
 */
static inline void *octopus_curl_symbol(const char *name) {
    static void *library;
    if (!library) library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    return library ? dlsym(library, name) : NULL;
}

#define OCTOPUS_CURL(function) ((__typeof__(&function))octopus_curl_symbol(#function))

/* Loads libcurl; 0 if it is there. Each of the others is called after it alone. */
static inline int octopus_curl_load(void) {
    if (!octopus_curl_symbol("curl_global_init")) return -1;
    return OCTOPUS_CURL(curl_global_init)(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

static inline CURL *octopus_curl_open(void) { return OCTOPUS_CURL(curl_easy_init)(); }

static inline void octopus_curl_close(CURL *handle) { OCTOPUS_CURL(curl_easy_cleanup)(handle); }

static inline CURLcode octopus_curl_perform(CURL *handle) {
    return OCTOPUS_CURL(curl_easy_perform)(handle);
}

static inline struct curl_slist *octopus_curl_list(const char *value) {
    return OCTOPUS_CURL(curl_slist_append)(NULL, value);
}

static inline void octopus_curl_free_list(struct curl_slist *list) {
    OCTOPUS_CURL(curl_slist_free_all)(list);
}

/* Swift can't call functions with a variable number of arguments. */

#undef curl_easy_setopt
#undef curl_easy_getinfo

static inline CURLcode octopus_curl_set_number(CURL *handle, CURLoption option, long value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, option, value);
}

static inline CURLcode octopus_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, option, value);
}

static inline CURLcode octopus_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, option, value);
}

static inline CURLcode octopus_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, option, value);
}

static inline CURLcode octopus_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, option, value);
}

static inline CURLcode octopus_curl_set_source(CURL *handle, curl_read_callback value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, CURLOPT_READFUNCTION, value);
}

static inline CURLcode octopus_curl_set_observer(CURL *handle, curl_debug_callback value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, CURLOPT_DEBUGFUNCTION, value);
}

static inline CURLcode octopus_curl_set_progress(CURL *handle, curl_xferinfo_callback value) {
    return OCTOPUS_CURL(curl_easy_setopt)(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline long octopus_curl_number(CURL *handle, CURLINFO info) {
    long value = 0;
    OCTOPUS_CURL(curl_easy_getinfo)(handle, info, &value);
    return value;
}

#endif
