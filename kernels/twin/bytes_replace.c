// Reference meaning of join, replace and intersperse: one byte at a time, no shim. Every byte that
// is written is first counted against dst_len.
#include "../base.h"

typedef struct {
    const u8 *start;
    usize len;
} BytesPart;

// Appends len bytes at *used; false if dst is too small.
static u32 twin_bytes_append(u8 *dst, usize dst_len, usize *used, const u8 *src, usize len) {
    for (usize i = 0; i < len; i++) {
        if (*used == dst_len)
            return 0;
        dst[(*used)++] = src[i];
    }
    return 1;
}

static i64 twin_bytes_join(const BytesPart *parts, usize count, const u8 *sep, usize sep_len,
                           u8 *dst, usize dst_len) {
    usize used = 0;
    for (usize i = 0; i < count; i++) {
        if (i > 0 && !twin_bytes_append(dst, dst_len, &used, sep, sep_len))
            return -1;
        if (!twin_bytes_append(dst, dst_len, &used, parts[i].start, parts[i].len))
            return -1;
    }
    return (i64)used;
}

static i64 twin_bytes_replace(const u8 *src, usize len, const u8 *old, usize old_len, const u8 *new,
                              usize new_len, u64 limit, u8 *dst, usize dst_len) {
    usize used = 0, at = 0;
    while (at < len) {
        u32 hit = limit > 0 && old_len <= len - at && twin_bytes_equal(src + at, old, old_len);
        if (!twin_bytes_append(dst, dst_len, &used, hit ? new : src + at, hit ? new_len : 1))
            return -1;
        at += hit ? old_len : 1;
        limit -= hit;
    }
    return (i64)used;
}

static i64 twin_bytes_intersperse(const u8 *src, usize len, u32 text, const u8 *new, usize new_len,
                                  u64 limit, u8 *dst, usize dst_len) {
    usize used = 0;
    for (usize at = 0; at <= len; at++) {
        u32 starts = at == len || !text || (src[at] & 0xc0) != 0x80;
        if (starts && limit > 0) {
            if (!twin_bytes_append(dst, dst_len, &used, new, new_len))
                return -1;
            limit--;
        }
        if (at < len && !twin_bytes_append(dst, dst_len, &used, src + at, 1))
            return -1;
    }
    return (i64)used;
}
