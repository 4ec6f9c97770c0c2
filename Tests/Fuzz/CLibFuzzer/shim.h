// libFuzzer's driver, which the compiler brings along without a header.
#include <sanitizer/lsan_interface.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*test)(const uint8_t *bytes, size_t count));
