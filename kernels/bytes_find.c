// Search in byte strings: a byte, a byte of a set, a substring, forwards, backwards, all of them, or only how many.
//
// Relies on the shim and on bytes_compare.c. Long haystacks go 256 bytes a step: what tells a hit is combined over four Vecs, and one
// branch asks about all of them, because getting at the bits of a comparison is the expensive part on every instruction set.
// (VEC_UNROLL says how many; a loop that reads two places of the haystack at once takes half.)
// The first Vec stands where the haystack begins and the next is aligned, as a load that crosses cache lines costs two.
#include "bytes_sieve.h"
#include "bytes_dense.h"

// What a scan looks for. `kind` is always a constant, one of the two.
#define SCAN_BYTE 0
#define SCAN_SET  1
#define SCAN_STEP (VEC_UNROLL * VEC_BYTES)
typedef struct {
    Vec byte;
    VecSet set;
} Scan;

INLINE u64 scan_bits(const Scan *scan, const u32 kind, Vec v) {
    return kind == SCAN_BYTE ? v_eq_u8(v, scan->byte) : v_set_bits(&scan->set, v);
}

// Zero bytes for SCAN_BYTE, others for SCAN_SET, where there is a hit.
INLINE Vec scan_hits(const Scan *scan, const u32 kind, const u8 *p) {
    return kind == SCAN_BYTE ? v_xor(v_load(p), scan->byte) : v_set_hits(&scan->set, v_load(p));
}

// Is there a hit in the four Vecs at p? (Written out: an array of Vecs would live in memory where a Vec is several registers.)
INLINE u32 scan_any(const Scan *scan, const u32 kind, const u8 *p) {
    p = steady(p);
    Vec all = scan_hits(scan, kind, p);
    for (usize i = 1; i < VEC_UNROLL; i++) {
        Vec hits = scan_hits(scan, kind, p + i * VEC_BYTES);
        all = kind == SCAN_BYTE ? v_min_u8(all, hits) : v_or(all, hits);
    }
    return kind == SCAN_BYTE ? v_any_zero_u8(all) : v_any(all);
}

INLINE i64 scan_first(const Scan *scan, const u32 kind, const u8 *hay, usize len) {
    if (len <= VEC_BYTES) {
        u64 bits =
            len ? scan_bits(scan, kind, v_load_part(hay, len)) & (~0ull >> (VEC_BYTES - len)) : 0;
        return bits ? (i64)COUNT_TRAILING(bits) : -1;
    }
    u64 bits = scan_bits(scan, kind, v_load(hay));
    if (bits)
        return COUNT_TRAILING(bits);
    usize at = VEC_BYTES - ((usize)hay & (VEC_BYTES - 1));
    while (len - at >= SCAN_STEP && !scan_any(scan, kind, hay + at))
        at += SCAN_STEP;
    for (; len - at >= VEC_BYTES; at += VEC_BYTES) {
        bits = scan_bits(scan, kind, v_load(hay + at));
        if (bits)
            return (i64)(at + COUNT_TRAILING(bits));
    }
    at = len - VEC_BYTES; // what it has of the Vec before holds no hit
    bits = scan_bits(scan, kind, v_load(hay + at));
    return bits ? (i64)(at + COUNT_TRAILING(bits)) : -1;
}

INLINE i64 scan_last(const Scan *scan, const u32 kind, const u8 *hay, usize len) {
    if (len <= VEC_BYTES) {
        u64 bits =
            len ? scan_bits(scan, kind, v_load_part(hay, len)) & (~0ull >> (VEC_BYTES - len)) : 0;
        return bits ? (i64)(63 - COUNT_LEADING(bits)) : -1;
    }
    usize end = len - VEC_BYTES;
    u64 bits = scan_bits(scan, kind, v_load(hay + end));
    if (bits)
        return (i64)(end + 63 - COUNT_LEADING(bits));
    end = len - 1 - ((usize)(hay + len - 1) & (VEC_BYTES - 1)); // hay + end is aligned
    while (end >= SCAN_STEP && !scan_any(scan, kind, hay + end - SCAN_STEP))
        end -= SCAN_STEP;
    for (; end >= VEC_BYTES; end -= VEC_BYTES) {
        bits = scan_bits(scan, kind, v_load(hay + end - VEC_BYTES));
        if (bits)
            return (i64)(end - 1 - COUNT_LEADING(bits));
    }
    bits = scan_bits(scan, kind, v_load(hay));
    return bits ? (i64)(63 - COUNT_LEADING(bits)) : -1;
}

INLINE Scan scan_for_byte(u32 byte) {
    Scan scan;
    scan.byte = v_splat_u8((u8)byte);
    return scan;
}

INLINE Scan scan_for_set(const u8 *set) {
    Scan scan;
    scan.set = v_set_make(set);
    return scan;
}

INLINE Scan scan_for_others(const u8 *set) {
    u64 others[4];
    __builtin_memcpy(others, set, sizeof others);
    for (usize i = 0; i < 4; i++)
        others[i] = ~others[i];
    return scan_for_set((const u8 *)others);
}

static i64 bytes_find_byte(const u8 *hay, usize hay_len, u32 byte) {
    Scan scan = scan_for_byte(byte);
    return scan_first(&scan, SCAN_BYTE, hay, hay_len);
}

static i64 bytes_rfind_byte(const u8 *hay, usize hay_len, u32 byte) {
    Scan scan = scan_for_byte(byte);
    return scan_last(&scan, SCAN_BYTE, hay, hay_len);
}

static i64 bytes_find_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    Scan scan = scan_for_set(set);
    return scan_first(&scan, SCAN_SET, hay, hay_len);
}

static i64 bytes_find_none_of(const u8 *hay, usize hay_len, const u8 *set) {
    Scan scan = scan_for_others(set);
    return scan_first(&scan, SCAN_SET, hay, hay_len);
}

static i64 bytes_rfind_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    Scan scan = scan_for_set(set);
    return scan_last(&scan, SCAN_SET, hay, hay_len);
}

static i64 bytes_rfind_none_of(const u8 *hay, usize hay_len, const u8 *set) {
    Scan scan = scan_for_others(set);
    return scan_last(&scan, SCAN_SET, hay, hay_len);
}

static i64 bytes_find(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len) {
    if (needle_len <= 1)
        return needle_len ? bytes_find_byte(hay, hay_len, needle[0]) : 0;
    if (needle_len > hay_len)
        return -1;
    usize places = hay_len - needle_len + 1;
    if (places <= VEC_BYTES) {
        i64 found = needle_find_short(0, hay, places, needle, needle_len);
        if (found != NEEDLE_GIVE_UP)
            return found;
    }
    Needle n;
    needle_start(&n, 0, hay, hay_len, needle, needle_len);
    return needle_next(&n, 0);
}

static i64 bytes_rfind(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len) {
    if (needle_len <= 1)
        return needle_len ? bytes_rfind_byte(hay, hay_len, needle[0]) : (i64)hay_len;
    if (needle_len > hay_len)
        return -1;
    usize places = hay_len - needle_len + 1;
    if (places <= VEC_BYTES) {
        i64 found = needle_find_short(1, hay, places, needle, needle_len);
        if (found != NEEDLE_GIVE_UP)
            return found;
    }
    Needle n;
    needle_start(&n, 1, hay, hay_len, needle, needle_len);
    return needle_next(&n, 1);
}

// Occurrences from `start` on that do not overlap, at most cap, of a needle that is not empty; their offsets go to out if it is not 0.
INLINE u64 find_all(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len, usize start,
                    u64 *out, u64 cap) {
    if (start > hay_len || needle_len > hay_len - start || cap == 0)
        return 0;
    switch (needle_len) {
    case 1:
        return dense_find(hay, hay_len, needle, 1, start, out, cap);
    case 2:
        return dense_find(hay, hay_len, needle, 2, start, out, cap);
    case 3:
        return dense_find(hay, hay_len, needle, 3, start, out, cap);
    case 4:
        return dense_find(hay, hay_len, needle, 4, start, out, cap);
    case 5:
        return dense_find(hay, hay_len, needle, 5, start, out, cap);
    case 6:
        return dense_find(hay, hay_len, needle, 6, start, out, cap);
    case 7:
        return dense_find(hay, hay_len, needle, 7, start, out, cap);
    case 8:
        return dense_find(hay, hay_len, needle, 8, start, out, cap);
    default:
        break;
    }
    u64 count = 0;
    Needle n;
    needle_start(&n, 0, hay + start, hay_len - start, needle, needle_len);
    while (count < cap && n.low < n.high) {
        i64 found = (i64)n.low; // repetitions stand side by side
        if (!bytes_equal(n.hay + n.low, needle, needle_len))
            found = needle_next(&n, 0);
        if (found < 0)
            break;
        if (out)
            out[count] = (u64)start + (u64)found;
        count++;
        usize left = n.high - (usize)found;
        n.low = left < needle_len ? n.high : (usize)found + needle_len;
    }
    return count;
}

// From this length on it pays to count in the lanes of a Vec and to add these up in the end, instead of counting bits.
#define COUNT_TALLIED 1024

static u64 bytes_count_byte(const u8 *hay, usize hay_len, u32 byte) {
    Vec wanted = v_splat_u8((u8)byte);
    u64 count = 0;
    usize at = 0;
    while (hay_len - at >= COUNT_TALLIED) {
        // Bytes count up to 255, so no more than that before they are added up.
        usize rounds = (hay_len - at) / (2 * VEC_BYTES);
        Vec tally = v_zero();
        for (usize left = rounds < 127 ? rounds : 127; left; left--, at += 2 * VEC_BYTES) {
            const u8 *p = steady(hay + at);
            tally = v_tally_eq_u8(tally, v_load(p), wanted);
            tally = v_tally_eq_u8(tally, v_load(p + VEC_BYTES), wanted);
        }
        count += v_sum_u8(tally);
    }
    for (; hay_len - at >= VEC_BYTES; at += VEC_BYTES)
        count += COUNT_ONES(v_eq_u8(v_load(hay + at), wanted));
    usize rest = hay_len - at;
    if (rest)
        count += COUNT_ONES(v_eq_u8(v_load_part(hay + at, rest), wanted) &
                            (~0ull >> (VEC_BYTES - rest)));
    return count;
}

static u64 bytes_count_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    VecSet wanted = v_set_make(set);
    u64 count = 0;
    usize at = 0;
    for (; hay_len - at >= VEC_BYTES; at += VEC_BYTES)
        count += COUNT_ONES(v_set_bits(&wanted, v_load(hay + at)));
    usize rest = hay_len - at;
    if (rest)
        count += COUNT_ONES(v_set_bits(&wanted, v_load_part(hay + at, rest)) &
                            (~0ull >> (VEC_BYTES - rest)));
    return count;
}

static u64 bytes_count(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len,
                       u64 limit) {
    if (needle_len == 0)
        return limit <= hay_len ? limit : (u64)hay_len + 1;
    if (needle_len == 1) {
        u64 count = bytes_count_byte(hay, hay_len, needle[0]);
        return count < limit ? count : limit;
    }
    return find_all(hay, hay_len, needle, needle_len, 0, 0, limit);
}

static usize bytes_find_all(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len,
                            usize start, u64 *out, usize cap) {
    return (usize)find_all(hay, hay_len, needle, needle_len, start, out, cap);
}
