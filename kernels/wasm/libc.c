// What the compiler may call behind our back and WebAssembly has no library for. Cranelift turns the bulk-memory instructions
// these become into the host's memmove and memset; memcmp is only called for runs of constant, small size.
#include "../base.h"

void *memcpy(void *to, const void *from, usize n);
void *memmove(void *to, const void *from, usize n);
void *memset(void *to, int byte, usize n);
int memcmp(const void *left, const void *right, usize n);

void *memcpy(void *to, const void *from, usize n) {
    __asm__("local.get %0\nlocal.get %1\nlocal.get %2\nmemory.copy 0, 0" ::"r"(to), "r"(from),
            "r"(n)
            : "memory");
    return to;
}
void *memmove(void *to, const void *from, usize n) {
    return memcpy(to, from, n);
}
void *memset(void *to, int byte, usize n) {
    __asm__("local.get %0\nlocal.get %1\nlocal.get %2\nmemory.fill 0" ::"r"(to), "r"(byte), "r"(n)
            : "memory");
    return to;
}
int memcmp(const void *left, const void *right, usize n) {
    const u8 *a = (const u8 *)left, *b = (const u8 *)right;
    for (usize i = 0; i < n; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}
