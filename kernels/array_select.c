// Filters, counts and searches by value.
//
// Elements and results move as words; only the comparison knows what they are. The comparison and
// the kind of result are constants in every loop: one switch outside, six loops of each kind.
//
// A filter compresses a Vec in a register and stores all of it at the end of the output: what was
// kept so far is never more than what was read, so the store ends inside dst. Only the last,
// partial Vec may have too little room and goes through a buffer.
#include "array_element.h"

#define COMPARE(code, name, operator, spelling) COMPARE_##name = code,
enum {
#include "tables/compare.def"
};
#undef COMPARE

#define ARRAY_ALL_BITS ((1u << VEC_WORDS) - 1)

// The words of x for which `x compare value` holds.
INLINE u32 array_bits_i64(u32 compare, Vec x, Vec value) {
    switch (compare) {
    case COMPARE_LT:
        return v_lt_i64(x, value);
    case COMPARE_LE:
        return v_lt_i64(value, x) ^ ARRAY_ALL_BITS;
    case COMPARE_GT:
        return v_lt_i64(value, x);
    case COMPARE_GE:
        return v_lt_i64(x, value) ^ ARRAY_ALL_BITS;
    case COMPARE_EQ:
        return v_eq_i64(x, value);
    default:
        return v_eq_i64(x, value) ^ ARRAY_ALL_BITS;
    }
}
INLINE u32 array_bits_f64(u32 compare, Vec x, Vec value) {
    switch (compare) {
    case COMPARE_LT:
        return v_lt_f64(x, value);
    case COMPARE_LE:
        return v_le_f64(x, value);
    case COMPARE_GT:
        return v_lt_f64(value, x);
    case COMPARE_GE:
        return v_le_f64(value, x);
    case COMPARE_EQ:
        return v_eq_f64(x, value);
    default:
        return v_eq_f64(x, value) ^ ARRAY_ALL_BITS;
    }
}

// acc + 1 in every word of x that is kept, or, for the comparisons that are the opposite of
// another, that is not. To add masks is cheaper than to gather bits and count those.
INLINE Vec array_tally_i64(u32 compare, Vec acc, Vec x, Vec value) {
    switch (compare) {
    case COMPARE_LT:
    case COMPARE_GE:
        return v_tally_lt_i64(acc, x, value);
    case COMPARE_GT:
    case COMPARE_LE:
        return v_tally_lt_i64(acc, value, x);
    default:
        return v_tally_eq_i64(acc, x, value);
    }
}
INLINE Vec array_tally_f64(u32 compare, Vec acc, Vec x, Vec value) {
    switch (compare) {
    case COMPARE_LT:
        return v_tally_lt_f64(acc, x, value);
    case COMPARE_LE:
        return v_tally_le_f64(acc, x, value);
    case COMPARE_GT:
        return v_tally_lt_f64(acc, value, x);
    case COMPARE_GE:
        return v_tally_le_f64(acc, value, x);
    default:
        return v_tally_eq_f64(acc, x, value);
    }
}

// What the loops need of an element type.
typedef struct {
    u32 (*bits)(u32 compare, Vec x, Vec value);
    Vec (*tally)(u32 compare, Vec acc, Vec x, Vec value);
    u32 opposites; // a set of the comparisons whose tally counts what is not kept
} ArrayType;

#define ARRAY_TYPE_I64                                                                             \
    ((ArrayType){array_bits_i64, array_tally_i64,                                                  \
                 1u << COMPARE_LE | 1u << COMPARE_GE | 1u << COMPARE_NE})
#define ARRAY_TYPE_F64 ((ArrayType){array_bits_f64, array_tally_f64, 1u << COMPARE_NE})

INLINE u64 array_add_lanes(Vec v) {
    u64 lane[VEC_WORDS];
    v_store(lane, v_add_i64(v, v_reverse_u64(v)));
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

// The end of an output, which may have less room than a Vec.
static NOINLINE usize array_filter_end(Vec words, u32 bits, u64 *dst, usize room) {
    if (room >= VEC_WORDS)
        return v_compress_u64(dst, words, bits);
    u64 buffer[VEC_WORDS] = {0};
    usize kept = v_compress_u64(buffer, words, bits);
    v_store_part(dst, v_load(buffer), kept * sizeof(u64));
    return kept;
}

// The last Vec of an array overlaps the one before: of its bits only the last rest are new.
INLINE u32 array_new_bits(u32 bits, usize rest) {
    return bits >> (VEC_WORDS - rest) << (VEC_WORDS - rest);
}

INLINE usize array_filter_loop(ArrayType type, u32 compare, u32 indices, const u64 *src, usize n,
                               Vec value, u64 *dst) {
    usize kept = 0, whole = n - n % VEC_WORDS;
    Vec index = v_iota_u64();
    for (usize i = 0; i < whole; i += VEC_WORDS) {
        Vec x = v_load(src + i);
        u32 bits = type.bits(compare, x, value);
        kept += v_compress_u64(dst + kept, indices ? index : x, bits);
        index = v_add_i64(index, v_splat_u64(VEC_WORDS));
    }
    if (whole < n) {
        Vec x = v_load(src + n - VEC_WORDS);
        u32 bits = array_new_bits(type.bits(compare, x, value), n - whole);
        index = v_add_i64(v_iota_u64(), v_splat_u64(n - VEC_WORDS));
        kept += array_filter_end(indices ? index : x, bits, dst + kept, n - kept);
    }
    return kept;
}

INLINE usize array_count_loop(ArrayType type, u32 compare, const u64 *src, usize n, Vec value) {
    usize kept = 0, rounds = n - n % ARRAY_SUMS, whole = n - n % VEC_WORDS;
    if (rounds) {
        Vec tally[VEC_SUMS], all = v_zero();
        for (usize k = 0; k < VEC_SUMS; k++)
            tally[k] = v_zero();
        for (usize i = 0; i < rounds; i += ARRAY_SUMS)
            for (usize k = 0; k < VEC_SUMS; k++)
                tally[k] = type.tally(compare, tally[k], v_load(src + i + k * VEC_WORDS), value);
        for (usize k = 0; k < VEC_SUMS; k++)
            all = v_add_i64(all, tally[k]);
        kept = (usize)array_add_lanes(all);
        if (type.opposites >> compare & 1)
            kept = rounds - kept;
    }
    for (usize i = rounds; i < whole; i += VEC_WORDS)
        kept += COUNT_ONES(type.bits(compare, v_load(src + i), value));
    if (whole < n) {
        u32 bits = type.bits(compare, v_load(src + n - VEC_WORDS), value);
        kept += COUNT_ONES(array_new_bits(bits, n - whole));
    }
    return kept;
}

// One loop for each comparison; n is at least 8.
INLINE usize array_filter(ArrayType type, u32 indices, const void *src, usize n, u32 compare,
                          Vec value, void *dst) {
#define COMPARE(code, name, operator, spelling)                                                    \
    case code:                                                                                     \
        return array_filter_loop(type, code, indices, (const u64 *)src, n, value, (u64 *)dst);
    switch (compare) {
#include "tables/compare.def"
    }
#undef COMPARE
    return 0;
}
INLINE usize array_count(ArrayType type, const void *src, usize n, u32 compare, Vec value) {
#define COMPARE(code, name, operator, spelling)                                                    \
    case code:                                                                                     \
        return array_count_loop(type, code, (const u64 *)src, n, value);
    switch (compare) {
#include "tables/compare.def"
    }
#undef COMPARE
    return 0;
}

static usize array_filter_i64(const i64 *src, usize n, u32 compare, i64 value, i64 *dst) {
    if (n < VEC_WORDS)
        return twin_array_filter_i64(src, n, compare, value, dst);
    return array_filter(ARRAY_TYPE_I64, 0, src, n, compare, v_splat_u64((u64)value), dst);
}

static usize array_filter_f64(const f64 *src, usize n, u32 compare, f64 value, f64 *dst) {
    if (n < VEC_WORDS)
        return twin_array_filter_f64(src, n, compare, value, dst);
    return array_filter(ARRAY_TYPE_F64, 0, src, n, compare, v_splat_f64(value), dst);
}

static usize array_filter_index_i64(const i64 *src, usize n, u32 compare, i64 value, i64 *dst) {
    if (n < VEC_WORDS)
        return twin_array_filter_index_i64(src, n, compare, value, dst);
    return array_filter(ARRAY_TYPE_I64, 1, src, n, compare, v_splat_u64((u64)value), dst);
}

static usize array_filter_index_f64(const f64 *src, usize n, u32 compare, f64 value, i64 *dst) {
    if (n < VEC_WORDS)
        return twin_array_filter_index_f64(src, n, compare, value, dst);
    return array_filter(ARRAY_TYPE_F64, 1, src, n, compare, v_splat_f64(value), dst);
}

static usize array_count_where_i64(const i64 *src, usize n, u32 compare, i64 value) {
    if (n < VEC_WORDS)
        return twin_array_count_where_i64(src, n, compare, value);
    return array_count(ARRAY_TYPE_I64, src, n, compare, v_splat_u64((u64)value));
}

static usize array_count_where_f64(const f64 *src, usize n, u32 compare, f64 value) {
    if (n < VEC_WORDS)
        return twin_array_count_where_f64(src, n, compare, value);
    return array_count(ARRAY_TYPE_F64, src, n, compare, v_splat_f64(value));
}

// The last Vec may see words again, which are known to differ.
INLINE i64 array_index(ArrayType type, const u64 *src, usize n, Vec value) {
    usize i = 0;
    for (; n - i >= ARRAY_SUMS; i += ARRAY_SUMS) {
        Vec hits = v_zero();
        for (usize k = 0; k < ARRAY_SUMS; k += VEC_WORDS)
            hits = type.tally(COMPARE_EQ, hits, v_load(src + i + k), value);
        if (v_any(hits))
            break;
    }
    for (; n - i >= VEC_WORDS; i += VEC_WORDS) {
        u32 bits = type.bits(COMPARE_EQ, v_load(src + i), value);
        if (bits)
            return (i64)(i + COUNT_TRAILING(bits));
    }
    if (i == n)
        return -1;
    if (n >= VEC_WORDS) {
        u32 bits = type.bits(COMPARE_EQ, v_load(src + n - VEC_WORDS), value);
        return bits ? (i64)(n - VEC_WORDS + COUNT_TRAILING(bits)) : -1;
    }
    u32 bits = type.bits(COMPARE_EQ, v_load_part(src, n * sizeof(u64)), value) & ((1u << n) - 1);
    return bits ? (i64)COUNT_TRAILING(bits) : -1;
}

static i64 array_index_i64(const i64 *src, usize n, i64 value) {
    return array_index(ARRAY_TYPE_I64, (const u64 *)(const void *)src, n, v_splat_u64((u64)value));
}

static i64 array_index_f64(const f64 *src, usize n, f64 value) {
    return array_index(ARRAY_TYPE_F64, (const u64 *)(const void *)src, n, v_splat_f64(value));
}

static u32 array_equal_f64(const f64 *left, const f64 *right, usize n) {
    if (n < VEC_WORDS)
        return twin_array_equal_f64(left, right, n);
    usize i = 0;
    for (; n - i >= ARRAY_SUMS; i += ARRAY_SUMS) {
        Vec equal = v_zero();
        for (usize k = 0; k < ARRAY_SUMS; k += VEC_WORDS)
            equal = v_tally_eq_f64(equal, v_load(left + i + k), v_load(right + i + k));
        if (v_any(v_xor(equal, v_splat_u64(VEC_SUMS))))
            return 0;
    }
    for (; n - i >= VEC_WORDS; i += VEC_WORDS)
        if (v_eq_f64(v_load(left + i), v_load(right + i)) != ARRAY_ALL_BITS)
            return 0;
    return v_eq_f64(v_load(left + n - VEC_WORDS), v_load(right + n - VEC_WORDS)) == ARRAY_ALL_BITS;
}
