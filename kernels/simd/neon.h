// The contract for aarch64 NEON: a Vec is four registers. There is no move-mask, so bits are gathered by adding weights pairwise.
#pragma once

#include <arm_neon.h>

#include "simd.h"

#define VEC_UNROLL 4
#define VEC_SUMS   4

typedef struct {
    uint8x16_t q[4];
} Vec;
typedef uint8x16_t Group;
typedef struct {
    uint8x16x2_t rows; // the bitmap as it comes: rows of eight values
} VecSet;
typedef struct {
    uint8x16x4_t quarter[4];
} VecTable;

#define NEON_QUARTERS for (usize i = 0; i < 4; i++)
#define NEON_EACH(name, operation)                                                                 \
    INLINE Vec name(Vec x, Vec y) {                                                                \
        Vec r;                                                                                     \
        NEON_QUARTERS r.q[i] = operation(x.q[i], y.q[i]);                                          \
        return r;                                                                                  \
    }
#define NEON_EACH_AS(name, to, from, operation)                                                    \
    INLINE Vec name(Vec x, Vec y) {                                                                \
        Vec r;                                                                                     \
        NEON_QUARTERS r.q[i] = from(operation(to(x.q[i]), to(y.q[i])));                            \
        return r;                                                                                  \
    }
#define NEON_S64(v)    vreinterpretq_s64_u8(v)
#define NEON_U64(v)    vreinterpretq_u64_u8(v)
#define NEON_F64(v)    vreinterpretq_f64_u8(v)
#define NEON_OF_S64(v) vreinterpretq_u8_s64(v)
#define NEON_OF_U64(v) vreinterpretq_u8_u64(v)
#define NEON_OF_F64(v) vreinterpretq_u8_f64(v)

INLINE Vec v_load(const void *p) {
    const u8 *bytes = (const u8 *)p;
    Vec v;
    NEON_QUARTERS v.q[i] = vld1q_u8(bytes + 16 * i);
    return v;
}
INLINE void v_store(void *p, Vec v) {
    u8 *bytes = (u8 *)p;
    NEON_QUARTERS vst1q_u8(bytes + 16 * i, v.q[i]);
}
INLINE void v_stream(void *p, Vec v) {
    v_store(p, v);
}
INLINE void v_stream_end(void) {
}
#include "emulate.h"
INLINE Vec v_load_part(const void *p, usize n) {
    const u8 *bytes = (const u8 *)p;
    uint8x16_t zero = vdupq_n_u8(0);
    Vec v = {{zero, zero, zero, zero}};
    if (n < 16) {
        EmulateWords words = emulate_load_words(bytes, n);
        v.q[0] =
            vreinterpretq_u8_u64(vcombine_u64(vcreate_u64(words.low), vcreate_u64(words.high)));
        return v;
    }
    uint8x16_t rest =
        vqtbl1q_u8(vld1q_u8(bytes + n - 16), vld1q_u8(emulate_slide + (16 - n % 16) % 16));
    v.q[0] = vld1q_u8(bytes);
    if (n < 32) {
        v.q[1] = n == 16 ? zero : rest;
        return v;
    }
    v.q[1] = vld1q_u8(bytes + 16);
    if (n < 48) {
        v.q[2] = n == 32 ? zero : rest;
        return v;
    }
    v.q[2] = vld1q_u8(bytes + 32);
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

INLINE Vec neon_splat(uint8x16_t q) {
    Vec v = {{q, q, q, q}};
    return v;
}
INLINE Vec v_zero(void) {
    return neon_splat(vdupq_n_u8(0));
}
NEON_EACH(v_and, vandq_u8)
NEON_EACH(v_or, vorrq_u8)
NEON_EACH(v_xor, veorq_u8)
NEON_EACH(v_andnot, vbicq_u8)
INLINE u32 v_any(Vec v) {
    uint8x16_t all = vorrq_u8(vorrq_u8(v.q[0], v.q[1]), vorrq_u8(v.q[2], v.q[3]));
    return vmaxvq_u32(vreinterpretq_u32_u8(all)) != 0;
}

INLINE Vec v_splat_u8(u8 x) {
    return neon_splat(vdupq_n_u8(x));
}
NEON_EACH(v_add_u8, vaddq_u8)
NEON_EACH(v_sub_u8, vsubq_u8)
NEON_EACH(v_sub_sat_u8, vqsubq_u8)
NEON_EACH(v_min_u8, vminq_u8)
NEON_EACH(v_max_u8, vmaxq_u8)
// Byte masks (0 or 0xff) to one bit each: keep the bit of the lane's place in its eight, then add neighbours three times.
INLINE u64 neon_bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    const uint8x16_t weights = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201u));
    uint8x16_t low = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
    uint8x16_t sums = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)), 0);
}
#define NEON_BYTE_BITS(name, operation)                                                            \
    INLINE u64 name(Vec x, Vec y) {                                                                \
        return neon_bits(operation(x.q[0], y.q[0]), operation(x.q[1], y.q[1]),                     \
                         operation(x.q[2], y.q[2]), operation(x.q[3], y.q[3]));                    \
    }
NEON_BYTE_BITS(v_eq_u8, vceqq_u8)
NEON_BYTE_BITS(v_lt_u8, vcltq_u8)
INLINE u64 v_sign_u8(Vec v) {
    return v_lt_u8(v_splat_u8(127), v);
}
INLINE u32 v_any_sign_u8(Vec v) {
    uint8x16_t most = vorrq_u8(vorrq_u8(v.q[0], v.q[1]), vorrq_u8(v.q[2], v.q[3]));
    return vmaxvq_u8(most) > 127;
}
INLINE u32 v_any_zero_u8(Vec v) {
    uint8x16_t least = vminq_u8(vminq_u8(v.q[0], v.q[1]), vminq_u8(v.q[2], v.q[3]));
    return vminvq_u8(least) == 0;
}
INLINE Vec v_select_lt_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    NEON_QUARTERS r.q[i] = vbslq_u8(vcltq_u8(a.q[i], b.q[i]), x.q[i], y.q[i]);
    return r;
}
INLINE Vec v_select_gt_i8(Vec a, Vec b, Vec x, Vec y) {
    NEON_QUARTERS {
        uint8x16_t larger = vcgtq_s8(vreinterpretq_s8_u8(a.q[i]), vreinterpretq_s8_u8(b.q[i]));
        y.q[i] = vbslq_u8(larger, x.q[i], y.q[i]);
    }
    return y;
}
INLINE Vec v_select_eq_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r;
    NEON_QUARTERS r.q[i] = vbslq_u8(vceqq_u8(a.q[i], b.q[i]), x.q[i], y.q[i]);
    return r;
}
INLINE Vec v_tally_eq_u8(Vec acc, Vec a, Vec b) {
    NEON_QUARTERS acc.q[i] = vsubq_u8(acc.q[i], vceqq_u8(a.q[i], b.q[i]));
    return acc;
}
INLINE Vec v_tally_gt_i8(Vec acc, Vec a, Vec b) {
    NEON_QUARTERS acc.q[i] =
        vsubq_u8(acc.q[i], vcgtq_s8(vreinterpretq_s8_u8(a.q[i]), vreinterpretq_s8_u8(b.q[i])));
    return acc;
}
INLINE u64 v_sum_u8(Vec v) {
    u64 sum = 0;
    NEON_QUARTERS sum += vaddlvq_u8(v.q[i]);
    return sum;
}
INLINE Vec v_low_nibble(Vec v) {
    return v_and(v, v_splat_u8(15));
}
INLINE Vec v_high_nibble(Vec v) {
    NEON_QUARTERS v.q[i] = vshrq_n_u8(v.q[i], 4);
    return v;
}
INLINE Vec v_lookup16(const u8 table[16], Vec v) {
    uint8x16_t entries = vld1q_u8(table);
    NEON_QUARTERS v.q[i] = vqtbl1q_u8(entries, v.q[i]);
    return v;
}
#define NEON_PREV(name, shift)                                                                     \
    INLINE Vec name(Vec v, Vec before) {                                                           \
        Vec r = {{vextq_u8(before.q[3], v.q[0], shift), vextq_u8(v.q[0], v.q[1], shift),           \
                  vextq_u8(v.q[1], v.q[2], shift), vextq_u8(v.q[2], v.q[3], shift)}};              \
        return r;                                                                                  \
    }
NEON_PREV(v_prev1, 15)
NEON_PREV(v_prev2, 14)
NEON_PREV(v_prev3, 13)
INLINE usize v_offsets(u64 bits, u64 base, u64 *out) {
    return emulate_offsets(bits, base, out);
}
INLINE usize v_spans(u64 bits, u64 first, u64 second, u64 *out) {
    return emulate_spans(bits, first, second, out);
}

INLINE VecTable v_table_make(const u8 table[256]) {
    VecTable made;
    NEON_QUARTERS made.quarter[i] = vld1q_u8_x4(table + 64 * i);
    return made;
}
// An index beyond its quarter keeps what is there.
INLINE Vec v_lookup256(const VecTable *table, Vec v) {
    uint8x16_t quarter = vdupq_n_u8(64);
    NEON_QUARTERS {
        uint8x16_t index = v.q[i], r = vqtbl4q_u8(table->quarter[0], index);
        for (usize j = 1; j < 4; j++) {
            index = vsubq_u8(index, quarter);
            r = vqtbx4q_u8(r, table->quarter[j], index);
        }
        v.q[i] = r;
    }
    return v;
}

// Byte b is in the set if bit b & 7 of row b >> 3 is set.
INLINE VecSet v_set_make(const u8 set[32]) {
    VecSet made = {{{vld1q_u8(set), vld1q_u8(set + 16)}}};
    return made;
}
INLINE uint8x16_t neon_set_row(const VecSet *set, uint8x16_t v) {
    return vqtbl2q_u8(set->rows, vshrq_n_u8(v, 3));
}
INLINE uint8x16_t neon_set_bit(uint8x16_t v) {
    const uint8x16_t bit_of = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201u));
    return vqtbl1q_u8(bit_of, vandq_u8(v, vdupq_n_u8(7)));
}
INLINE Vec v_set_hits(const VecSet *set, Vec v) {
    NEON_QUARTERS v.q[i] = vandq_u8(neon_set_row(set, v.q[i]), neon_set_bit(v.q[i]));
    return v;
}
INLINE u64 v_set_bits(const VecSet *set, Vec v) {
    NEON_QUARTERS v.q[i] = vtstq_u8(neon_set_row(set, v.q[i]), neon_set_bit(v.q[i]));
    return neon_bits(v.q[0], v.q[1], v.q[2], v.q[3]);
}

INLINE Vec v_splat_u64(u64 x) {
    return neon_splat(NEON_OF_U64(vdupq_n_u64(x)));
}
INLINE Vec v_iota_u64(void) {
    Vec v;
    NEON_QUARTERS v.q[i] = NEON_OF_U64(vcombine_u64(vcreate_u64(2 * i), vcreate_u64(2 * i + 1)));
    return v;
}
NEON_EACH_AS(v_add_i64, NEON_S64, NEON_OF_S64, vaddq_s64)
NEON_EACH_AS(v_sub_i64, NEON_S64, NEON_OF_S64, vsubq_s64)
// NEON has no product of words: low*low + ((low*high + high*low) << 32) from 32-bit ones.
INLINE uint64x2_t neon_mul_i64(uint64x2_t x, uint64x2_t y) {
    uint32x4_t cross = vmulq_u32(vreinterpretq_u32_u64(x), vrev64q_u32(vreinterpretq_u32_u64(y)));
    uint64x2_t high = vshlq_n_u64(vpaddlq_u32(cross), 32);
    return vmlal_u32(high, vmovn_u64(x), vmovn_u64(y));
}
NEON_EACH_AS(v_mul_i64, NEON_U64, NEON_OF_U64, neon_mul_i64)
INLINE Vec v_min_i64(Vec a, Vec b) {
    NEON_QUARTERS a.q[i] =
        vbslq_u8(NEON_OF_U64(vcgtq_s64(NEON_S64(a.q[i]), NEON_S64(b.q[i]))), b.q[i], a.q[i]);
    return a;
}
INLINE Vec v_max_i64(Vec a, Vec b) {
    NEON_QUARTERS a.q[i] =
        vbslq_u8(NEON_OF_U64(vcgtq_s64(NEON_S64(a.q[i]), NEON_S64(b.q[i]))), a.q[i], b.q[i]);
    return a;
}
INLINE Vec v_shl_u64(Vec v, u32 k) {
    NEON_QUARTERS v.q[i] = NEON_OF_U64(vshlq_u64(NEON_U64(v.q[i]), vdupq_n_s64((i64)k)));
    return v;
}
INLINE Vec v_shr_u64(Vec v, u32 k) {
    NEON_QUARTERS v.q[i] = NEON_OF_U64(vshlq_u64(NEON_U64(v.q[i]), vdupq_n_s64(-(i64)k)));
    return v;
}
INLINE Vec v_sar_i64(Vec v, u32 k) {
    NEON_QUARTERS v.q[i] = NEON_OF_S64(vshlq_s64(NEON_S64(v.q[i]), vdupq_n_s64(-(i64)k)));
    return v;
}
INLINE uint64x2_t neon_mul_u32(uint64x2_t x, uint64x2_t y) {
    return vmull_u32(vmovn_u64(x), vmovn_u64(y));
}
NEON_EACH_AS(v_mul_u32, NEON_U64, NEON_OF_U64, neon_mul_u32)
INLINE uint64x2_t neon_mul_i32(uint64x2_t x, uint64x2_t y) {
    return vreinterpretq_u64_s64(
        vmull_s32(vreinterpret_s32_u32(vmovn_u64(x)), vreinterpret_s32_u32(vmovn_u64(y))));
}
NEON_EACH_AS(v_mul_i32, NEON_U64, NEON_OF_U64, neon_mul_i32)
// Word masks to one bit each: narrow 64 -> 32 -> 16 -> 8 bits, weigh, add across.
INLINE u32 neon_word_bits(uint64x2_t a, uint64x2_t b, uint64x2_t c, uint64x2_t d) {
    uint16x4_t low = vmovn_u32(vcombine_u32(vmovn_u64(a), vmovn_u64(b)));
    uint16x4_t high = vmovn_u32(vcombine_u32(vmovn_u64(c), vmovn_u64(d)));
    uint8x8_t bytes = vmovn_u16(vcombine_u16(low, high));
    return vaddv_u8(vand_u8(bytes, vcreate_u8(0x8040201008040201u)));
}
#define NEON_WORD_BITS(name, as, operation)                                                        \
    INLINE u32 name(Vec x, Vec y) {                                                                \
        return neon_word_bits(                                                                     \
            operation(as(x.q[0]), as(y.q[0])), operation(as(x.q[1]), as(y.q[1])),                  \
            operation(as(x.q[2]), as(y.q[2])), operation(as(x.q[3]), as(y.q[3])));                 \
    }
NEON_WORD_BITS(v_eq_i64, NEON_U64, vceqq_u64)
NEON_WORD_BITS(v_lt_i64, NEON_S64, vcltq_s64)
#define NEON_TALLY(name, as, operation)                                                            \
    INLINE Vec name(Vec acc, Vec x, Vec y) {                                                       \
        NEON_QUARTERS acc.q[i] =                                                                   \
            NEON_OF_U64(vsubq_u64(NEON_U64(acc.q[i]), operation(as(x.q[i]), as(y.q[i]))));         \
        return acc;                                                                                \
    }
NEON_TALLY(v_tally_eq_i64, NEON_U64, vceqq_u64)
NEON_TALLY(v_tally_lt_i64, NEON_S64, vcltq_s64)
INLINE Vec v_select_u64(u32 bits, Vec x, Vec y) {
    NEON_QUARTERS {
        uint64x2_t lanes = vcombine_u64(vcreate_u64(1ull << (2 * i)), vcreate_u64(2ull << (2 * i)));
        uint64x2_t chosen = vtstq_u64(vdupq_n_u64(bits), lanes);
        x.q[i] = vbslq_u8(NEON_OF_U64(chosen), x.q[i], y.q[i]);
    }
    return x;
}
// Two words at a time: a table turns them round where only the second is wanted, and the next pair is stored over what is not.
// (A choice between the two would be a branch that goes wrong every other time.)
INLINE usize v_compress_u64(void *p, Vec v, u32 bits) {
    u64 *out = (u64 *)p;
    NEON_QUARTERS {
        u32 pair = bits >> (2 * i) & 3;
        vst1q_u8((u8 *)out, vqtbl1q_u8(v.q[i], vld1q_u8(emulate_pairs[pair])));
        out += pair - (pair >> 1);
    }
    return (usize)(out - (u64 *)p);
}
INLINE Vec v_reverse_u64(Vec v) {
    Vec r;
    NEON_QUARTERS r.q[i] = vextq_u8(v.q[3 - i], v.q[3 - i], 8);
    return r;
}
INLINE Vec v_swap1_u64(Vec v) {
    NEON_QUARTERS v.q[i] = vextq_u8(v.q[i], v.q[i], 8);
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
    return neon_splat(NEON_OF_F64(vdupq_n_f64(x)));
}
NEON_EACH_AS(v_add_f64, NEON_F64, NEON_OF_F64, vaddq_f64)
NEON_EACH_AS(v_sub_f64, NEON_F64, NEON_OF_F64, vsubq_f64)
NEON_EACH_AS(v_mul_f64, NEON_F64, NEON_OF_F64, vmulq_f64)
INLINE Vec v_min_f64(Vec a, Vec b) {
    NEON_QUARTERS a.q[i] =
        vbslq_u8(NEON_OF_U64(vcltq_f64(NEON_F64(a.q[i]), NEON_F64(b.q[i]))), a.q[i], b.q[i]);
    return a;
}
INLINE Vec v_max_f64(Vec a, Vec b) {
    NEON_QUARTERS a.q[i] =
        vbslq_u8(NEON_OF_U64(vcgtq_f64(NEON_F64(a.q[i]), NEON_F64(b.q[i]))), a.q[i], b.q[i]);
    return a;
}
NEON_WORD_BITS(v_eq_f64, NEON_F64, vceqq_f64)
NEON_WORD_BITS(v_lt_f64, NEON_F64, vcltq_f64)
NEON_WORD_BITS(v_le_f64, NEON_F64, vcleq_f64)
INLINE u32 v_nan_f64(Vec v) {
    return 0xffu ^ v_eq_f64(v, v);
}
NEON_TALLY(v_tally_eq_f64, NEON_F64, vceqq_f64)
NEON_TALLY(v_tally_lt_f64, NEON_F64, vcltq_f64)
NEON_TALLY(v_tally_le_f64, NEON_F64, vcleq_f64)
INLINE uint64x2_t neon_unordered(float64x2_t x, float64x2_t y) {
    return veorq_u64(vandq_u64(vceqq_f64(x, x), vceqq_f64(y, y)), vdupq_n_u64(~0ull));
}
NEON_TALLY(v_tally_nan_f64, NEON_F64, neon_unordered)
INLINE Vec v_canonical_f64(Vec v) {
    uint8x16_t nan = NEON_OF_U64(vdupq_n_u64(CANONICAL_NAN));
    NEON_QUARTERS {
        float64x2_t x = NEON_F64(v.q[i]);
        v.q[i] = vbslq_u8(NEON_OF_U64(vceqq_f64(x, x)), v.q[i], nan);
    }
    return v;
}
INLINE Vec v_from_i64(Vec v) {
    NEON_QUARTERS v.q[i] = NEON_OF_F64(vcvtq_f64_s64(NEON_S64(v.q[i])));
    return v;
}

INLINE Group g_load(const void *p) {
    return vld1q_u8((const u8 *)p);
}
INLINE u32 neon_group_bits(uint8x16_t mask) {
    uint8x16_t weighed = vandq_u8(mask, vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201u)));
    return (u32)vaddv_u8(vget_low_u8(weighed)) | (u32)vaddv_u8(vget_high_u8(weighed)) << 8;
}
INLINE u32 g_eq(Group g, u8 x) {
    return neon_group_bits(vceqq_u8(g, vdupq_n_u8(x)));
}
INLINE u32 g_sign(Group g) {
    return neon_group_bits(vcgeq_u8(g, vdupq_n_u8(128)));
}
