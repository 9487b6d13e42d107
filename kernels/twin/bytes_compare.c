// Reference meaning of the comparison kernels: one byte at a time, no shim. Every fast kernel must agree with these.
#include "../base.h"

static usize twin_bytes_common_prefix(const u8 *left, const u8 *right, usize len) {
    usize i = 0;
    while (i < len && left[i] == right[i])
        i++;
    return i;
}

static u32 twin_bytes_equal(const u8 *left, const u8 *right, usize len) {
    return twin_bytes_common_prefix(left, right, len) == len;
}

static i32 twin_bytes_compare(const u8 *left, usize left_len, const u8 *right, usize right_len) {
    usize shared = left_len < right_len ? left_len : right_len;
    for (usize i = 0; i < shared; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return left_len < right_len ? -1 : left_len > right_len;
}
