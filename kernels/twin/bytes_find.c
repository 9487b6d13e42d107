// Reference meaning of the search kernels: every position is tried, one byte at a time, no shim. Quadratic and obviously right; the
// fast kernels must agree with these.
#include "../base.h"

static i64 twin_bytes_find(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len) {
    for (usize at = 0; at <= hay_len && needle_len <= hay_len - at; at++)
        if (twin_bytes_equal(hay + at, needle, needle_len))
            return (i64)at;
    return -1;
}

static i64 twin_bytes_rfind(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len) {
    if (needle_len > hay_len)
        return -1;
    for (usize ends = hay_len - needle_len + 1; ends > 0; ends--)
        if (twin_bytes_equal(hay + ends - 1, needle, needle_len))
            return (i64)(ends - 1);
    return -1;
}

static i64 twin_bytes_find_byte(const u8 *hay, usize hay_len, u32 byte) {
    for (usize i = 0; i < hay_len; i++)
        if (hay[i] == byte)
            return (i64)i;
    return -1;
}

static i64 twin_bytes_rfind_byte(const u8 *hay, usize hay_len, u32 byte) {
    for (usize i = hay_len; i > 0; i--)
        if (hay[i - 1] == byte)
            return (i64)(i - 1);
    return -1;
}

static u32 twin_bytes_in_set(const u8 *set, u8 byte) {
    return set[byte >> 3] >> (byte & 7) & 1u;
}

static i64 twin_bytes_find_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    for (usize i = 0; i < hay_len; i++)
        if (twin_bytes_in_set(set, hay[i]))
            return (i64)i;
    return -1;
}

static i64 twin_bytes_find_none_of(const u8 *hay, usize hay_len, const u8 *set) {
    for (usize i = 0; i < hay_len; i++)
        if (!twin_bytes_in_set(set, hay[i]))
            return (i64)i;
    return -1;
}

static i64 twin_bytes_rfind_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    for (usize i = hay_len; i > 0; i--)
        if (twin_bytes_in_set(set, hay[i - 1]))
            return (i64)(i - 1);
    return -1;
}

static i64 twin_bytes_rfind_none_of(const u8 *hay, usize hay_len, const u8 *set) {
    for (usize i = hay_len; i > 0; i--)
        if (!twin_bytes_in_set(set, hay[i - 1]))
            return (i64)(i - 1);
    return -1;
}

static u64 twin_bytes_count(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len,
                            u64 limit) {
    if (needle_len == 0)
        return limit <= hay_len ? limit : (u64)hay_len + 1;
    u64 count = 0;
    usize from = 0;
    while (count < limit) {
        i64 at = twin_bytes_find(hay + from, hay_len - from, needle, needle_len);
        if (at < 0)
            break;
        count++;
        from += (usize)at + needle_len;
    }
    return count;
}

static u64 twin_bytes_count_byte(const u8 *hay, usize hay_len, u32 byte) {
    u64 count = 0;
    for (usize i = 0; i < hay_len; i++)
        count += hay[i] == byte;
    return count;
}

static u64 twin_bytes_count_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    u64 count = 0;
    for (usize i = 0; i < hay_len; i++)
        count += twin_bytes_in_set(set, hay[i]);
    return count;
}

static usize twin_bytes_find_all(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len,
                                 usize start, u64 *out, usize cap) {
    usize count = 0;
    while (count < cap && start <= hay_len) {
        i64 at = twin_bytes_find(hay + start, hay_len - start, needle, needle_len);
        if (at < 0)
            break;
        out[count++] = (u64)start + (u64)at;
        start += (usize)at + needle_len;
    }
    return count;
}
