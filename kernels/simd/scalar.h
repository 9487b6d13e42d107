// The contract in plain C: the reference meaning of every operation. The compiler may vectorise it; nothing relies on that.
#pragma once

#include "simd.h"

#define VEC_UNROLL 2
#define VEC_SUMS 2

typedef struct {
    u8 byte[VEC_BYTES];
} Vec;
typedef struct {
    u64 word[VEC_WORDS];
} ScalarWords;
typedef struct {
    f64 lane[VEC_WORDS];
} ScalarDoubles;
typedef struct {
    u8 byte[GROUP_BYTES];
} Group;
typedef struct {
    u8 bitmap[32];
} VecSet;
typedef struct {
    u8 entry[256];
} VecTable;

#define SCALAR_BYTES for (usize i = 0; i < VEC_BYTES; i++)
#define SCALAR_WORDS for (usize i = 0; i < VEC_WORDS; i++)

INLINE ScalarWords scalar_words(Vec v) {
    ScalarWords words;
    __builtin_memcpy(&words, &v, sizeof words);
    return words;
}
INLINE Vec scalar_from_words(ScalarWords words) {
    Vec v;
    __builtin_memcpy(&v, &words, sizeof v);
    return v;
}
INLINE ScalarDoubles scalar_doubles(Vec v) {
    ScalarDoubles doubles;
    __builtin_memcpy(&doubles, &v, sizeof doubles);
    return doubles;
}
INLINE Vec scalar_from_doubles(ScalarDoubles doubles) {
    Vec v;
    __builtin_memcpy(&v, &doubles, sizeof v);
    return v;
}

INLINE Vec v_load(const void *p) {
    Vec v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
INLINE void v_store(void *p, Vec v) {
    __builtin_memcpy(p, &v, sizeof v);
}
INLINE void v_stream(void *p, Vec v) {
    v_store(p, v);
}
INLINE void v_stream_end(void) {
}
INLINE Vec v_load_part(const void *p, usize n) {
    Vec v = {{0}};
    __builtin_memcpy(&v, p, n);
    return v;
}
INLINE void v_store_part(void *p, Vec v, usize n) {
    __builtin_memcpy(p, &v, n);
}
INLINE void v_copy(void *to, const void *from, usize n) {
    __builtin_memcpy(to, from, n);
}

#define SCALAR_BITWISE(name, expression)                                                           \
    INLINE Vec name(Vec a, Vec b) {                                                                \
        ScalarWords x = scalar_words(a), y = scalar_words(b), r;                                   \
        SCALAR_WORDS r.word[i] = (expression);                                                     \
        return scalar_from_words(r);                                                               \
    }
#define SCALAR_BYTEWISE(name, expression)                                                          \
    INLINE Vec name(Vec a, Vec b) {                                                                \
        Vec r;                                                                                     \
        SCALAR_BYTES {                                                                             \
            u8 x = a.byte[i], y = b.byte[i];                                                       \
            r.byte[i] = (u8)(expression);                                                          \
        }                                                                                          \
        return r;                                                                                  \
    }
#define SCALAR_BYTE_BITS(name, expression)                                                         \
    INLINE u64 name(Vec a, Vec b) {                                                                \
        u64 bits = 0;                                                                              \
        SCALAR_BYTES {                                                                             \
            u8 x = a.byte[i], y = b.byte[i];                                                       \
            bits |= (u64)(expression) << i;                                                        \
        }                                                                                          \
        return bits;                                                                               \
    }

INLINE Vec v_zero(void) {
    Vec v = {{0}};
    return v;
}
SCALAR_BITWISE(v_and, x.word[i] & y.word[i])
SCALAR_BITWISE(v_or, x.word[i] | y.word[i])
SCALAR_BITWISE(v_xor, x.word[i] ^ y.word[i])
SCALAR_BITWISE(v_andnot, x.word[i] & ~y.word[i])
INLINE u32 v_any(Vec v) {
    ScalarWords x = scalar_words(v);
    u64 all = 0;
    SCALAR_WORDS all |= x.word[i];
    return all != 0;
}

INLINE Vec v_splat_u8(u8 x) {
    Vec r;
    SCALAR_BYTES r.byte[i] = x;
    return r;
}
SCALAR_BYTEWISE(v_add_u8, x + y)
SCALAR_BYTEWISE(v_sub_u8, x - y)
SCALAR_BYTEWISE(v_sub_sat_u8, x > y ? x - y : 0)
SCALAR_BYTEWISE(v_min_u8, x < y ? x : y)
SCALAR_BYTEWISE(v_max_u8, x > y ? x : y)
SCALAR_BYTE_BITS(v_eq_u8, x == y)
SCALAR_BYTE_BITS(v_lt_u8, x < y)
INLINE u64 v_sign_u8(Vec v) {
    return v_lt_u8(v_splat_u8(127), v);
}
INLINE u32 v_any_sign_u8(Vec v) {
    return v_any(v_and(v, v_splat_u8(128)));
}
INLINE u32 v_any_zero_u8(Vec v) {
    u32 any = 0;
    SCALAR_BYTES any |= v.byte[i] == 0;
    return any;
}
INLINE Vec v_select_lt_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    SCALAR_BYTES r.byte[i] = a.byte[i] < b.byte[i] ? x.byte[i] : y.byte[i];
    return r;
}
INLINE Vec v_select_gt_i8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    SCALAR_BYTES r.byte[i] = (i8)a.byte[i] > (i8)b.byte[i] ? x.byte[i] : y.byte[i];
    return r;
}
INLINE Vec v_select_eq_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    SCALAR_BYTES r.byte[i] = a.byte[i] == b.byte[i] ? x.byte[i] : y.byte[i];
    return r;
}
INLINE Vec v_tally_eq_u8(Vec acc, Vec a, Vec b) {
    SCALAR_BYTES acc.byte[i] = (u8)(acc.byte[i] + (a.byte[i] == b.byte[i]));
    return acc;
}
INLINE Vec v_tally_gt_i8(Vec acc, Vec a, Vec b) {
    SCALAR_BYTES acc.byte[i] = (u8)(acc.byte[i] + ((i8)a.byte[i] > (i8)b.byte[i]));
    return acc;
}
INLINE u64 v_sum_u8(Vec v) {
    u64 sum = 0;
    SCALAR_BYTES sum += v.byte[i];
    return sum;
}
INLINE Vec v_low_nibble(Vec v) {
    SCALAR_BYTES v.byte[i] &= 15;
    return v;
}
INLINE Vec v_high_nibble(Vec v) {
    SCALAR_BYTES v.byte[i] = (u8)(v.byte[i] >> 4);
    return v;
}
INLINE Vec v_lookup16(const u8 table[16], Vec v) {
    SCALAR_BYTES v.byte[i] = table[v.byte[i]];
    return v;
}
INLINE Vec scalar_prev(Vec v, Vec before, usize k) {
    Vec r;
    SCALAR_BYTES r.byte[i] = i < k ? before.byte[VEC_BYTES + i - k] : v.byte[i - k];
    return r;
}
INLINE Vec v_prev1(Vec v, Vec before) {
    return scalar_prev(v, before, 1);
}
INLINE Vec v_prev2(Vec v, Vec before) {
    return scalar_prev(v, before, 2);
}
INLINE Vec v_prev3(Vec v, Vec before) {
    return scalar_prev(v, before, 3);
}
#include "emulate.h"
INLINE usize v_offsets(u64 bits, u64 base, u64 *out) {
    return emulate_offsets(bits, base, out);
}
INLINE usize v_spans(u64 bits, u64 first, u64 second, u64 *out) {
    return emulate_spans(bits, first, second, out);
}

INLINE VecTable v_table_make(const u8 table[256]) {
    VecTable made;
    __builtin_memcpy(&made, table, sizeof made);
    return made;
}
INLINE Vec v_lookup256(const VecTable *table, Vec v) {
    SCALAR_BYTES v.byte[i] = table->entry[v.byte[i]];
    return v;
}

INLINE VecSet v_set_make(const u8 set[32]) {
    VecSet made;
    __builtin_memcpy(&made, set, sizeof made);
    return made;
}
INLINE Vec v_set_hits(const VecSet *set, Vec v) {
    SCALAR_BYTES v.byte[i] = set->bitmap[v.byte[i] >> 3] & (u8)(1u << (v.byte[i] & 7));
    return v;
}
INLINE u64 v_set_bits(const VecSet *set, Vec v) {
    u64 bits = 0;
    SCALAR_BYTES bits |= (u64)(set->bitmap[v.byte[i] >> 3] >> (v.byte[i] & 7) & 1) << i;
    return bits;
}

#define SCALAR_WORDWISE(name, expression) SCALAR_BITWISE(name, expression)
#define SCALAR_SHIFT(name, expression)                                                             \
    INLINE Vec name(Vec v, u32 k) {                                                                \
        ScalarWords x = scalar_words(v);                                                           \
        SCALAR_WORDS x.word[i] = (expression);                                                     \
        return scalar_from_words(x);                                                               \
    }
INLINE Vec v_splat_u64(u64 x) {
    ScalarWords r;
    SCALAR_WORDS r.word[i] = x;
    return scalar_from_words(r);
}
INLINE Vec v_iota_u64(void) {
    ScalarWords r;
    SCALAR_WORDS r.word[i] = i;
    return scalar_from_words(r);
}
SCALAR_WORDWISE(v_add_i64, x.word[i] + y.word[i])
SCALAR_WORDWISE(v_sub_i64, x.word[i] - y.word[i])
SCALAR_WORDWISE(v_mul_i64, x.word[i] * y.word[i])
SCALAR_WORDWISE(v_min_i64, (i64)x.word[i] < (i64)y.word[i] ? x.word[i] : y.word[i])
SCALAR_WORDWISE(v_max_i64, (i64)x.word[i] > (i64)y.word[i] ? x.word[i] : y.word[i])
SCALAR_SHIFT(v_shl_u64, x.word[i] << k)
SCALAR_SHIFT(v_shr_u64, x.word[i] >> k)
SCALAR_SHIFT(v_sar_i64, (u64)((i64)x.word[i] >> k))
SCALAR_WORDWISE(v_mul_u32, (x.word[i] & 0xffffffffu) * (y.word[i] & 0xffffffffu))
SCALAR_WORDWISE(v_mul_i32, (u64)((i64)(i32)x.word[i] * (i32)y.word[i]))
#define SCALAR_WORD_BITS(name, take, expression)                                                   \
    INLINE u32 name(Vec a, Vec b) {                                                                \
        u32 bits = 0;                                                                              \
        SCALAR_WORDS bits |= (u32)(expression) << i;                                               \
        return bits;                                                                               \
    }
SCALAR_WORD_BITS(v_eq_i64, word, scalar_words(a).word[i] == scalar_words(b).word[i])
SCALAR_WORD_BITS(v_lt_i64, word, (i64)scalar_words(a).word[i] < (i64)scalar_words(b).word[i])
#define SCALAR_TALLY(name, take, type, expression)                                                 \
    INLINE Vec name(Vec acc, Vec a, Vec b) {                                                       \
        ScalarWords sum = scalar_words(acc);                                                       \
        SCALAR_WORDS {                                                                             \
            type x = (type)take(a).SCALAR_FIELD_##type[i], y = (type)take(b).SCALAR_FIELD_##type[i]; \
            sum.word[i] += (expression);                                                           \
        }                                                                                          \
        return scalar_from_words(sum);                                                             \
    }
#define SCALAR_FIELD_i64 word
#define SCALAR_FIELD_f64 lane
SCALAR_TALLY(v_tally_eq_i64, scalar_words, i64, x == y)
SCALAR_TALLY(v_tally_lt_i64, scalar_words, i64, x < y)
INLINE Vec v_select_u64(u32 bits, Vec a, Vec b) {
    ScalarWords x = scalar_words(a), y = scalar_words(b);
    SCALAR_WORDS x.word[i] = bits >> i & 1 ? x.word[i] : y.word[i];
    return scalar_from_words(x);
}
INLINE usize v_compress_u64(void *p, Vec v, u32 bits) {
    ScalarWords x = scalar_words(v);
    usize kept = 0;
    SCALAR_WORDS {
        __builtin_memcpy((u8 *)p + kept * sizeof(u64), &x.word[i], sizeof(u64));
        kept += bits >> i & 1;
    }
    return kept;
}
INLINE Vec v_reverse_u64(Vec v) {
    ScalarWords x = scalar_words(v), r;
    SCALAR_WORDS r.word[i] = x.word[VEC_WORDS - 1 - i];
    return scalar_from_words(r);
}
INLINE Vec scalar_swap(Vec v, usize k) {
    ScalarWords x = scalar_words(v), r;
    SCALAR_WORDS r.word[i] = x.word[i ^ k];
    return scalar_from_words(r);
}
INLINE Vec v_swap1_u64(Vec v) {
    return scalar_swap(v, 1);
}
INLINE Vec v_swap2_u64(Vec v) {
    return scalar_swap(v, 2);
}
INLINE Vec v_swap4_u64(Vec v) {
    return scalar_swap(v, 4);
}

#define SCALAR_DOUBLEWISE(name, expression)                                                        \
    INLINE Vec name(Vec a, Vec b) {                                                                \
        ScalarDoubles left = scalar_doubles(a), right = scalar_doubles(b), r;                      \
        SCALAR_WORDS {                                                                             \
            f64 x = left.lane[i], y = right.lane[i];                                               \
            r.lane[i] = (expression);                                                              \
        }                                                                                          \
        return scalar_from_doubles(r);                                                             \
    }
INLINE Vec v_splat_f64(f64 x) {
    ScalarDoubles r;
    SCALAR_WORDS r.lane[i] = x;
    return scalar_from_doubles(r);
}
SCALAR_DOUBLEWISE(v_add_f64, x + y)
SCALAR_DOUBLEWISE(v_sub_f64, x - y)
SCALAR_DOUBLEWISE(v_mul_f64, x *y)
SCALAR_DOUBLEWISE(v_min_f64, x < y ? x : y)
SCALAR_DOUBLEWISE(v_max_f64, x > y ? x : y)
SCALAR_WORD_BITS(v_eq_f64, lane, scalar_doubles(a).lane[i] == scalar_doubles(b).lane[i])
SCALAR_WORD_BITS(v_lt_f64, lane, scalar_doubles(a).lane[i] < scalar_doubles(b).lane[i])
SCALAR_WORD_BITS(v_le_f64, lane, scalar_doubles(a).lane[i] <= scalar_doubles(b).lane[i])
INLINE u32 v_nan_f64(Vec v) {
    return 0xffu ^ v_eq_f64(v, v);
}
SCALAR_TALLY(v_tally_eq_f64, scalar_doubles, f64, x == y)
SCALAR_TALLY(v_tally_lt_f64, scalar_doubles, f64, x < y)
SCALAR_TALLY(v_tally_le_f64, scalar_doubles, f64, x <= y)
SCALAR_TALLY(v_tally_nan_f64, scalar_doubles, f64, x != x || y != y)
INLINE Vec v_canonical_f64(Vec v) {
    return v_select_u64(v_nan_f64(v), v_splat_u64(CANONICAL_NAN), v);
}
INLINE Vec v_from_i64(Vec v) {
    ScalarWords x = scalar_words(v);
    ScalarDoubles r;
    SCALAR_WORDS r.lane[i] = (f64)(i64)x.word[i];
    return scalar_from_doubles(r);
}

INLINE Group g_load(const void *p) {
    Group g;
    __builtin_memcpy(&g, p, sizeof g);
    return g;
}
INLINE u32 g_eq(Group g, u8 x) {
    u32 bits = 0;
    for (usize i = 0; i < GROUP_BYTES; i++)
        bits |= (u32)(g.byte[i] == x) << i;
    return bits;
}
INLINE u32 g_sign(Group g) {
    u32 bits = 0;
    for (usize i = 0; i < GROUP_BYTES; i++)
        bits |= (u32)(g.byte[i] >> 7) << i;
    return bits;
}
