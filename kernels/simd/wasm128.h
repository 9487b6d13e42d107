// The contract for WebAssembly simd128: a Vec is four v128. Written against what Cranelift makes of each instruction on x86-64 and
// aarch64: i8x16.bitmask is one instruction on the first and seven on the second, so tests for "any" avoid it.
#pragma once

#include <wasm_simd128.h>

#include "simd.h"

#define VEC_UNROLL 2
#define VEC_SUMS   1

typedef struct {
    v128_t q[4];
} Vec;
typedef v128_t Group;
typedef struct {
    v128_t low,
        high; // the bitmap as it comes: rows of eight values, those of 0..127 and those of 128..255
    u32 upper; // is there a byte above 127 in it
} VecSet;
typedef struct {
    v128_t row[16];
} VecTable;

#define WASM_QUARTERS for (usize i = 0; i < 4; i++)
#define WASM_EACH(name, operation)                                                                 \
    INLINE Vec name(Vec x, Vec y) {                                                                \
        Vec r;                                                                                     \
        WASM_QUARTERS r.q[i] = operation(x.q[i], y.q[i]);                                          \
        return r;                                                                                  \
    }

INLINE Vec v_load(const void *p) {
    const u8 *bytes = (const u8 *)p;
    Vec v;
    WASM_QUARTERS v.q[i] = wasm_v128_load(bytes + 16 * i);
    return v;
}
// In a loop, LLVM computes the address of every quarter in code of its own. Where it cannot see through the first, the others
// become offsets of the instruction. (Not so in v_load: there the addresses are often shared, and it was slower.)
INLINE void v_store(void *p, Vec v) {
    u8 *bytes = (u8 *)p;
    __asm__("" : "+r"(bytes));
    WASM_QUARTERS wasm_v128_store(bytes + 16 * i, v.q[i]);
}
INLINE void v_stream(void *p, Vec v) {
    v_store(p, v);
}
INLINE void v_stream_end(void) {
}
#include "emulate.h"
INLINE Vec v_load_part(const void *p, usize n) {
    const u8 *bytes = (const u8 *)p;
    v128_t zero = wasm_i64x2_const_splat(0);
    Vec v = {{zero, zero, zero, zero}};
    if (n < 16) {
        EmulateWords words = emulate_load_words(bytes, n);
        v.q[0] = wasm_u64x2_make(words.low, words.high);
        return v;
    }
    v128_t rest = wasm_i8x16_swizzle(wasm_v128_load(bytes + n - 16),
                                     wasm_v128_load(emulate_slide + (16 - n % 16) % 16));
    v.q[0] = wasm_v128_load(bytes);
    if (n < 32) {
        v.q[1] = n == 16 ? zero : rest;
        return v;
    }
    v.q[1] = wasm_v128_load(bytes + 16);
    if (n < 48) {
        v.q[2] = n == 32 ? zero : rest;
        return v;
    }
    v.q[2] = wasm_v128_load(bytes + 32);
    v.q[3] = n == 48 ? zero : rest;
    return v;
}
INLINE void v_store_part(void *p, Vec v, usize n) {
    u8 bytes[VEC_BYTES] __attribute__((aligned(16)));
    v_store(bytes, v);
    emulate_copy_part((u8 *)p, bytes, n);
}
INLINE void v_copy(void *to, const void *from, usize n) {
    emulate_copy_part((u8 *)to, (const u8 *)from, n);
}

INLINE Vec wasm_splat(v128_t q) {
    Vec v = {{q, q, q, q}};
    return v;
}
INLINE Vec v_zero(void) {
    return wasm_splat(wasm_i64x2_const_splat(0));
}
WASM_EACH(v_and, wasm_v128_and)
WASM_EACH(v_or, wasm_v128_or)
WASM_EACH(v_xor, wasm_v128_xor)
WASM_EACH(v_andnot, wasm_v128_andnot)
INLINE u32 v_any(Vec v) {
    return wasm_v128_any_true(
        wasm_v128_or(wasm_v128_or(v.q[0], v.q[1]), wasm_v128_or(v.q[2], v.q[3])));
}

INLINE Vec v_splat_u8(u8 x) {
    return wasm_splat(wasm_u8x16_splat(x));
}
WASM_EACH(v_add_u8, wasm_i8x16_add)
WASM_EACH(v_sub_u8, wasm_i8x16_sub)
WASM_EACH(v_sub_sat_u8, wasm_u8x16_sub_sat)
WASM_EACH(v_min_u8, wasm_u8x16_min)
WASM_EACH(v_max_u8, wasm_u8x16_max)
INLINE u64 wasm_bits(v128_t a, v128_t b, v128_t c, v128_t d) {
    u32 low = wasm_i8x16_bitmask(a) | wasm_i8x16_bitmask(b) << 16;
    u32 high = wasm_i8x16_bitmask(c) | wasm_i8x16_bitmask(d) << 16;
    return low | (u64)high << 32;
}
#define WASM_BYTE_BITS(name, operation)                                                            \
    INLINE u64 name(Vec x, Vec y) {                                                                \
        return wasm_bits(operation(x.q[0], y.q[0]), operation(x.q[1], y.q[1]),                     \
                         operation(x.q[2], y.q[2]), operation(x.q[3], y.q[3]));                    \
    }
WASM_BYTE_BITS(v_eq_u8, wasm_i8x16_eq)
WASM_BYTE_BITS(v_lt_u8, wasm_u8x16_lt)
INLINE u64 v_sign_u8(Vec v) {
    return wasm_bits(v.q[0], v.q[1], v.q[2], v.q[3]);
}
INLINE u32 v_any_sign_u8(Vec v) {
    v128_t most = wasm_v128_or(wasm_v128_or(v.q[0], v.q[1]), wasm_v128_or(v.q[2], v.q[3]));
    return wasm_i8x16_bitmask(most) != 0;
}
INLINE u32 v_any_zero_u8(Vec v) {
    v128_t least = wasm_u8x16_min(wasm_u8x16_min(v.q[0], v.q[1]), wasm_u8x16_min(v.q[2], v.q[3]));
    return !wasm_i8x16_all_true(least);
}
INLINE Vec v_select_lt_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    WASM_QUARTERS r.q[i] = wasm_v128_bitselect(x.q[i], y.q[i], wasm_u8x16_lt(a.q[i], b.q[i]));
    return r;
}
INLINE Vec v_select_gt_i8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    WASM_QUARTERS r.q[i] = wasm_v128_bitselect(x.q[i], y.q[i], wasm_i8x16_gt(a.q[i], b.q[i]));
    return r;
}
INLINE Vec v_select_eq_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    WASM_QUARTERS r.q[i] = wasm_v128_bitselect(x.q[i], y.q[i], wasm_i8x16_eq(a.q[i], b.q[i]));
    return r;
}
INLINE Vec v_tally_eq_u8(Vec acc, Vec a, Vec b) {
    WASM_QUARTERS acc.q[i] = wasm_i8x16_sub(acc.q[i], wasm_i8x16_eq(a.q[i], b.q[i]));
    return acc;
}
INLINE Vec v_tally_gt_i8(Vec acc, Vec a, Vec b) {
    WASM_QUARTERS acc.q[i] = wasm_i8x16_sub(acc.q[i], wasm_i8x16_gt(a.q[i], b.q[i]));
    return acc;
}
INLINE u64 v_sum_u8(Vec v) {
    v128_t sums = wasm_i64x2_const_splat(0);
    WASM_QUARTERS sums = wasm_i32x4_add(
        sums, wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(v.q[i])));
    return wasm_u32x4_extract_lane(sums, 0) + wasm_u32x4_extract_lane(sums, 1) +
           wasm_u32x4_extract_lane(sums, 2) + wasm_u32x4_extract_lane(sums, 3);
}
INLINE Vec v_low_nibble(Vec v) {
    return v_and(v, v_splat_u8(15));
}
INLINE Vec v_high_nibble(Vec v) {
    WASM_QUARTERS v.q[i] = wasm_u8x16_shr(v.q[i], 4);
    return v;
}
INLINE Vec v_lookup16(const u8 table[16], Vec v) {
    v128_t entries = wasm_v128_load(table);
    WASM_QUARTERS v.q[i] = wasm_i8x16_swizzle(entries, v.q[i]);
    return v;
}
#define WASM_JOIN1(a, b)                                                                           \
    wasm_i8x16_shuffle(a, b, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
#define WASM_JOIN2(a, b)                                                                           \
    wasm_i8x16_shuffle(a, b, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
#define WASM_JOIN3(a, b)                                                                           \
    wasm_i8x16_shuffle(a, b, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28)
#define WASM_PREV(name, join)                                                                      \
    INLINE Vec name(Vec v, Vec before) {                                                           \
        Vec r = {{join(before.q[3], v.q[0]), join(v.q[0], v.q[1]), join(v.q[1], v.q[2]),           \
                  join(v.q[2], v.q[3])}};                                                          \
        return r;                                                                                  \
    }
WASM_PREV(v_prev1, WASM_JOIN1)
WASM_PREV(v_prev2, WASM_JOIN2)
WASM_PREV(v_prev3, WASM_JOIN3)
INLINE usize v_offsets(u64 bits, u64 base, u64 *out) {
    return emulate_offsets(bits, base, out);
}
INLINE usize v_spans(u64 bits, u64 first, u64 second, u64 *out) {
    return emulate_spans(bits, first, second, out);
}

INLINE VecTable v_table_make(const u8 table[256]) {
    VecTable made;
    for (usize i = 0; i < 16; i++)
        made.row[i] = wasm_v128_load(table + 16 * i);
    return made;
}
// A swizzle gives 0 for an index above 15, so every row adds what is its own. Rows 8 to 15 are for bytes that are not ASCII.
INLINE v128_t wasm_lookup_rows(const v128_t *row, v128_t v) {
    v128_t r = wasm_i8x16_swizzle(row[0], v);
    for (usize i = 1; i < 8; i++)
        r = wasm_v128_or(
            r, wasm_i8x16_swizzle(row[i], wasm_i8x16_sub(v, wasm_u8x16_splat((u8)(16 * i)))));
    return r;
}
INLINE Vec v_lookup256(const VecTable *table, Vec v) {
    u32 ascii = !v_any_sign_u8(v);
    WASM_QUARTERS {
        v128_t r = wasm_lookup_rows(table->row, v.q[i]);
        if (!ascii)
            r = wasm_v128_or(r,
                             wasm_lookup_rows(table->row + 8,
                                              wasm_v128_xor(v.q[i], wasm_u8x16_const_splat(0x80))));
        v.q[i] = r;
    }
    return v;
}

// Byte b is in the set if bit b & 7 of row b >> 3 is set. swizzle gives 0 for a lane above 15, so of the two tables of 16 rows
// each answers for its half of the values only; most sets have no byte in the upper half, and need only one.
INLINE VecSet v_set_make(const u8 set[32]) {
    v128_t high = wasm_v128_load(set + 16);
    VecSet made = {wasm_v128_load(set), high, wasm_v128_any_true(high)};
    return made;
}
INLINE v128_t wasm_set_bit(v128_t v) {
    return wasm_i8x16_swizzle(wasm_u64x2_const_splat(0x8040201008040201u),
                              wasm_v128_and(v, wasm_u8x16_const_splat(7)));
}
INLINE Vec v_set_hits(const VecSet *set, Vec v) {
    if (!set->upper) {
        WASM_QUARTERS v.q[i] = wasm_v128_and(
            wasm_i8x16_swizzle(set->low, wasm_u8x16_shr(v.q[i], 3)), wasm_set_bit(v.q[i]));
        return v;
    }
    WASM_QUARTERS {
        v128_t place = wasm_u8x16_shr(v.q[i], 3);
        v128_t upper =
            wasm_i8x16_swizzle(set->high, wasm_i8x16_sub(place, wasm_u8x16_const_splat(16)));
        v.q[i] = wasm_v128_and(wasm_v128_or(wasm_i8x16_swizzle(set->low, place), upper),
                               wasm_set_bit(v.q[i]));
    }
    return v;
}
INLINE u64 v_set_bits(const VecSet *set, Vec v) {
    return ~v_eq_u8(v_set_hits(set, v), v_zero());
}

INLINE Vec v_splat_u64(u64 x) {
    return wasm_splat(wasm_u64x2_splat(x));
}
INLINE Vec v_iota_u64(void) {
    Vec v = {{wasm_u64x2_const(0, 1), wasm_u64x2_const(2, 3), wasm_u64x2_const(4, 5),
              wasm_u64x2_const(6, 7)}};
    return v;
}
WASM_EACH(v_add_i64, wasm_i64x2_add)
WASM_EACH(v_sub_i64, wasm_i64x2_sub)
WASM_EACH(v_mul_i64, wasm_i64x2_mul)
// Cranelift makes one blend of a bitselect whose mask it sees to be a comparison of bytes, else three instructions. The empty
// assembly hides from LLVM that the second comparison only turns the first one round.
INLINE v128_t wasm_no_words(v128_t words) {
    __asm__("" : "+r"(words));
    return wasm_i8x16_eq(words, wasm_i64x2_const_splat(0));
}
INLINE Vec v_min_i64(Vec a, Vec b) {
    WASM_QUARTERS a.q[i] =
        wasm_v128_bitselect(a.q[i], b.q[i], wasm_no_words(wasm_i64x2_gt(a.q[i], b.q[i])));
    return a;
}
INLINE Vec v_max_i64(Vec a, Vec b) {
    WASM_QUARTERS a.q[i] =
        wasm_v128_bitselect(b.q[i], a.q[i], wasm_no_words(wasm_i64x2_gt(a.q[i], b.q[i])));
    return a;
}
INLINE Vec v_shl_u64(Vec v, u32 k) {
    WASM_QUARTERS v.q[i] = wasm_i64x2_shl(v.q[i], k);
    return v;
}
INLINE Vec v_shr_u64(Vec v, u32 k) {
    WASM_QUARTERS v.q[i] = wasm_u64x2_shr(v.q[i], k);
    return v;
}
INLINE Vec v_sar_i64(Vec v, u32 k) {
    WASM_QUARTERS v.q[i] = wasm_i64x2_shr(v.q[i], k);
    return v;
}
// Not the extending product: Cranelift widens its operands and multiplies words anyway (9 against 17 GB/s in bytes_hash).
INLINE v128_t wasm_mul_u32(v128_t x, v128_t y) {
    v128_t low = wasm_u64x2_const_splat(0xffffffffu);
    return wasm_i64x2_mul(wasm_v128_and(x, low), wasm_v128_and(y, low));
}
WASM_EACH(v_mul_u32, wasm_mul_u32)
// The low halves of four words side by side, then two products each from the front and the back.
INLINE Vec v_mul_i32(Vec x, Vec y) {
    Vec r;
    for (usize i = 0; i < 4; i += 2) {
        v128_t low_x = wasm_i32x4_shuffle(x.q[i], x.q[i + 1], 0, 2, 4, 6);
        v128_t low_y = wasm_i32x4_shuffle(y.q[i], y.q[i + 1], 0, 2, 4, 6);
        r.q[i] = wasm_i64x2_extmul_low_i32x4(low_x, low_y);
        r.q[i + 1] = wasm_i64x2_extmul_high_i32x4(low_x, low_y);
    }
    return r;
}
#define WASM_WORD_BITS(name, operation)                                                            \
    INLINE u32 name(Vec x, Vec y) {                                                                \
        u32 bits = 0;                                                                              \
        WASM_QUARTERS bits |= ((u32)wasm_i64x2_bitmask(operation(x.q[i], y.q[i])) & 3) << (2 * i); \
        return bits;                                                                               \
    }
WASM_WORD_BITS(v_eq_i64, wasm_i64x2_eq)
WASM_WORD_BITS(v_lt_i64, wasm_i64x2_lt)
#define WASM_TALLY(name, operation)                                                                \
    INLINE Vec name(Vec acc, Vec x, Vec y) {                                                       \
        WASM_QUARTERS acc.q[i] = wasm_i64x2_sub(acc.q[i], operation(x.q[i], y.q[i]));              \
        return acc;                                                                                \
    }
WASM_TALLY(v_tally_eq_i64, wasm_i64x2_eq)
WASM_TALLY(v_tally_lt_i64, wasm_i64x2_lt)
INLINE Vec v_select_u64(u32 bits, Vec x, Vec y) {
    WASM_QUARTERS {
        v128_t lanes = wasm_u64x2_make(1ull << (2 * i), 2ull << (2 * i));
        v128_t chosen = wasm_i64x2_eq(wasm_v128_and(wasm_u64x2_splat(bits), lanes), lanes);
        x.q[i] = wasm_v128_bitselect(x.q[i], y.q[i], chosen);
    }
    return x;
}
// Two words at a time: a table turns them round where only the second is wanted, and the next pair is stored over what is not.
// (A choice between the two would be a branch that goes wrong every other time.)
INLINE usize v_compress_u64(void *p, Vec v, u32 bits) {
    u64 *out = (u64 *)p;
    WASM_QUARTERS {
        u32 pair = bits >> (2 * i) & 3;
        wasm_v128_store(out, wasm_i8x16_swizzle(v.q[i], wasm_v128_load(emulate_pairs[pair])));
        out += pair - (pair >> 1);
    }
    return (usize)(out - (u64 *)p);
}
INLINE Vec v_reverse_u64(Vec v) {
    Vec r;
    WASM_QUARTERS r.q[i] = wasm_i64x2_shuffle(v.q[3 - i], v.q[3 - i], 1, 0);
    return r;
}
INLINE Vec v_swap1_u64(Vec v) {
    WASM_QUARTERS v.q[i] = wasm_i64x2_shuffle(v.q[i], v.q[i], 1, 0);
    return v;
}
INLINE Vec v_swap2_u64(Vec v) {
    Vec r = {{v.q[1], v.q[0], v.q[3], v.q[2]}};
    return r;
}
INLINE Vec v_swap4_u64(Vec v) {
    Vec r = {{v.q[2], v.q[3], v.q[0], v.q[1]}};
    return r;
}

INLINE Vec v_splat_f64(f64 x) {
    return wasm_splat(wasm_f64x2_splat(x));
}
WASM_EACH(v_add_f64, wasm_f64x2_add)
WASM_EACH(v_sub_f64, wasm_f64x2_sub)
WASM_EACH(v_mul_f64, wasm_f64x2_mul)
// pmin(x, y) is y < x ? y : x, so the arguments change places.
INLINE Vec v_min_f64(Vec a, Vec b) {
    WASM_QUARTERS a.q[i] = wasm_f64x2_pmin(b.q[i], a.q[i]);
    return a;
}
INLINE Vec v_max_f64(Vec a, Vec b) {
    WASM_QUARTERS a.q[i] = wasm_f64x2_pmax(b.q[i], a.q[i]);
    return a;
}
WASM_WORD_BITS(v_eq_f64, wasm_f64x2_eq)
WASM_WORD_BITS(v_lt_f64, wasm_f64x2_lt)
WASM_WORD_BITS(v_le_f64, wasm_f64x2_le)
INLINE u32 v_nan_f64(Vec v) {
    return 0xffu ^ v_eq_f64(v, v);
}
WASM_TALLY(v_tally_eq_f64, wasm_f64x2_eq)
WASM_TALLY(v_tally_lt_f64, wasm_f64x2_lt)
WASM_TALLY(v_tally_le_f64, wasm_f64x2_le)
#define WASM_UNORDERED(x, y) wasm_v128_or(wasm_f64x2_ne(x, x), wasm_f64x2_ne(y, y))
WASM_TALLY(v_tally_nan_f64, WASM_UNORDERED)
INLINE Vec v_canonical_f64(Vec v) {
    WASM_QUARTERS v.q[i] = wasm_v128_bitselect(v.q[i], wasm_u64x2_const_splat(CANONICAL_NAN),
                                               wasm_f64x2_eq(v.q[i], v.q[i]));
    return v;
}
// Halves as doubles with the exponent put in by hand: the low one at 2^52, the high one, biased, at 2^84; their exact parts are
// added with one rounding.
INLINE Vec v_from_i64(Vec v) {
    WASM_QUARTERS {
        v128_t high =
            wasm_v128_xor(wasm_u64x2_shr(v.q[i], 32), wasm_u64x2_const_splat(0x4530000080000000u));
        v128_t low = wasm_v128_or(wasm_v128_and(v.q[i], wasm_u64x2_const_splat(0xffffffffu)),
                                  wasm_u64x2_const_splat(0x4330000000000000u));
        v.q[i] =
            wasm_f64x2_add(wasm_f64x2_sub(high, wasm_u64x2_const_splat(0x4530000080100000u)), low);
    }
    return v;
}

INLINE Group g_load(const void *p) {
    return wasm_v128_load(p);
}
INLINE u32 g_eq(Group g, u8 x) {
    return wasm_i8x16_bitmask(wasm_i8x16_eq(g, wasm_u8x16_splat(x)));
}
INLINE u32 g_sign(Group g) {
    return wasm_i8x16_bitmask(g);
}
