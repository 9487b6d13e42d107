// The contract for AVX-512 (F BW DQ VL CD, VBMI, VBMI2: Ice Lake, Zen 4 and later): a Vec is one register, bits are mask registers.
//
// Chip facts this file is shaped by (measured on Zen 4): vpcompress to memory is microcoded, to a register it is not; a masked
// load whose register reaches into an unmapped page costs 150 ns even if those lanes are off, so parts load backwards there.
#pragma once

#include <immintrin.h>

#include "simd.h"

#define VEC_UNROLL 4
#define VEC_SUMS   4

typedef __m512i Vec;
typedef __m128i Group;
typedef struct {
    __m512i
        rows; // the bitmap twice: a row of eight values a byte, so that bit 5 of a place does not matter
} VecSet;
typedef struct {
    __m512i quarter[4];
} VecTable;

#define AVX512_PAGE_BYTES 4096u

INLINE Vec v_load(const void *p) {
    return _mm512_loadu_si512(p);
}
INLINE void v_store(void *p, Vec v) {
    _mm512_storeu_si512(p, v);
}
INLINE void v_stream(void *p, Vec v) {
    _mm512_stream_si512((__m512i *)p, v);
}
INLINE void v_stream_end(void) {
    _mm_sfence();
}
INLINE __mmask64 avx512_first(usize n) {
    return _bzhi_u64(~0ull, (u32)n);
}
INLINE __m512i avx512_iota_u8(void) {
    return _mm512_set_epi64(0x3f3e3d3c3b3a3938, 0x3736353433323130, 0x2f2e2d2c2b2a2928,
                            0x2726252423222120, 0x1f1e1d1c1b1a1918, 0x1716151413121110,
                            0x0f0e0d0c0b0a0908, 0x0706050403020100);
}
// The register would reach into the next page: load it so that it ends with the last byte, which is on this one.
static NOINLINE Vec avx512_load_part_back(const void *p, usize n) {
    __mmask64 keep = ~0ull << (VEC_BYTES - n);
    __m512i v = _mm512_maskz_loadu_epi8(keep, (const u8 *)p + n - VEC_BYTES);
    __m512i from = _mm512_add_epi8(avx512_iota_u8(), _mm512_set1_epi8((char)(VEC_BYTES - n)));
    return _mm512_maskz_permutexvar_epi8(avx512_first(n), from, v);
}
INLINE Vec v_load_part(const void *p, usize n) {
    if (UNLIKELY(((usize)p & (AVX512_PAGE_BYTES - 1)) > AVX512_PAGE_BYTES - VEC_BYTES &&
                 n - 1 < VEC_BYTES - 1 &&
                 (((usize)p + n - 1) & (AVX512_PAGE_BYTES - 1)) >=
                     ((usize)p & (AVX512_PAGE_BYTES - 1))))
        return avx512_load_part_back(p, n);
    return _mm512_maskz_loadu_epi8(avx512_first(n), p);
}
INLINE void v_store_part(void *p, Vec v, usize n) {
    _mm512_mask_storeu_epi8(p, avx512_first(n), v);
}
INLINE void v_copy(void *to, const void *from, usize n) {
    v_store(to, v_load_part(from, n));
}

INLINE Vec v_zero(void) {
    return _mm512_setzero_si512();
}
INLINE Vec v_and(Vec a, Vec b) {
    return _mm512_and_si512(a, b);
}
INLINE Vec v_or(Vec a, Vec b) {
    return _mm512_or_si512(a, b);
}
INLINE Vec v_xor(Vec a, Vec b) {
    return _mm512_xor_si512(a, b);
}
INLINE Vec v_andnot(Vec a, Vec b) {
    return _mm512_andnot_si512(b, a);
}
INLINE u32 v_any(Vec v) {
    return _mm512_test_epi64_mask(v, v) != 0;
}

INLINE Vec v_splat_u8(u8 x) {
    return _mm512_set1_epi8((char)x);
}
INLINE Vec v_add_u8(Vec a, Vec b) {
    return _mm512_add_epi8(a, b);
}
INLINE Vec v_sub_u8(Vec a, Vec b) {
    return _mm512_sub_epi8(a, b);
}
INLINE Vec v_sub_sat_u8(Vec a, Vec b) {
    return _mm512_subs_epu8(a, b);
}
INLINE Vec v_min_u8(Vec a, Vec b) {
    return _mm512_min_epu8(a, b);
}
INLINE Vec v_max_u8(Vec a, Vec b) {
    return _mm512_max_epu8(a, b);
}
INLINE u64 v_eq_u8(Vec a, Vec b) {
    return _mm512_cmpeq_epi8_mask(a, b);
}
INLINE u64 v_lt_u8(Vec a, Vec b) {
    return _mm512_cmplt_epu8_mask(a, b);
}
INLINE u64 v_sign_u8(Vec v) {
    return _mm512_movepi8_mask(v);
}
INLINE u32 v_any_sign_u8(Vec v) {
    return _mm512_test_epi64_mask(v, _mm512_set1_epi8((char)0x80)) != 0;
}
INLINE u32 v_any_zero_u8(Vec v) {
    return _mm512_testn_epi8_mask(v, v) != 0;
}
INLINE Vec v_select_lt_u8(Vec a, Vec b, Vec x, Vec y) {
    return _mm512_mask_mov_epi8(y, _mm512_cmplt_epu8_mask(a, b), x);
}
INLINE Vec v_select_gt_i8(Vec a, Vec b, Vec x, Vec y) {
    return _mm512_mask_mov_epi8(y, _mm512_cmpgt_epi8_mask(a, b), x);
}
INLINE Vec v_select_eq_u8(Vec a, Vec b, Vec x, Vec y) {
    return _mm512_mask_mov_epi8(y, _mm512_cmpeq_epi8_mask(a, b), x);
}
INLINE Vec v_tally_eq_u8(Vec acc, Vec a, Vec b) {
    return _mm512_mask_sub_epi8(acc, _mm512_cmpeq_epi8_mask(a, b), acc, _mm512_set1_epi8(-1));
}
INLINE Vec v_tally_gt_i8(Vec acc, Vec a, Vec b) {
    return _mm512_mask_sub_epi8(acc, _mm512_cmpgt_epi8_mask(a, b), acc, _mm512_set1_epi8(-1));
}
INLINE u64 v_sum_u8(Vec v) {
    return (u64)_mm512_reduce_add_epi64(_mm512_sad_epu8(v, _mm512_setzero_si512()));
}
INLINE Vec v_low_nibble(Vec v) {
    return _mm512_and_si512(v, _mm512_set1_epi8(15));
}
INLINE Vec v_high_nibble(Vec v) {
    return _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(15));
}
INLINE Vec v_lookup16(const u8 table[16], Vec v) {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)table)), v);
}
// The 128-bit lane before each lane, then a byte shift over the pair.
INLINE __m512i avx512_lane_before(Vec v, Vec before) {
    return _mm512_alignr_epi64(v, before, 6);
}
INLINE Vec v_prev1(Vec v, Vec before) {
    return _mm512_alignr_epi8(v, avx512_lane_before(v, before), 15);
}
INLINE Vec v_prev2(Vec v, Vec before) {
    return _mm512_alignr_epi8(v, avx512_lane_before(v, before), 14);
}
INLINE Vec v_prev3(Vec v, Vec before) {
    return _mm512_alignr_epi8(v, avx512_lane_before(v, before), 13);
}
// Places are widened by vpermb, which picks any byte of a register; the mask keeps the lowest byte of each word.
INLINE __m512i avx512_widen(__m512i from, __m512i places) {
    return _mm512_maskz_permutexvar_epi8(0x0101010101010101, from, places);
}
// Three stores at once where one is not enough: a branch that depends on how many hits a block of text has is missed more often
// than a store is wasted.
INLINE void avx512_eight_offsets(__m512i start, __m512i places, u64 from, u64 *out) {
    __m512i lanes =
        _mm512_add_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0), _mm512_set1_epi64((i64)from));
    _mm512_storeu_si512(out + from, _mm512_add_epi64(start, avx512_widen(lanes, places)));
}
INLINE usize v_offsets(u64 bits, u64 base, u64 *out) {
    usize count = COUNT_ONES(bits);
    __m512i places = _mm512_maskz_compress_epi8(bits, avx512_iota_u8());
    __m512i start = _mm512_set1_epi64((i64)base);
    avx512_eight_offsets(start, places, 0, out);
    if (count > 8) {
        avx512_eight_offsets(start, places, 8, out);
        avx512_eight_offsets(start, places, 16, out);
        for (usize from = 24; from < count; from += 8)
            avx512_eight_offsets(start, places, from, out);
    }
    return count;
}
INLINE void avx512_four_spans(__m512i start, __m512i places, u64 from, u64 *out) {
    __m512i lanes =
        _mm512_add_epi64(_mm512_set_epi64(3, 3, 2, 2, 1, 1, 0, 0), _mm512_set1_epi64((i64)from));
    _mm512_storeu_si512(out + 2 * from, _mm512_add_epi64(start, avx512_widen(lanes, places)));
}
INLINE usize v_spans(u64 bits, u64 first, u64 second, u64 *out) {
    usize count = COUNT_ONES(bits);
    __m512i places = _mm512_maskz_compress_epi8(bits, avx512_iota_u8());
    __m512i apart = _mm512_maskz_set1_epi64(0xaa, (i64)(second - first));
    __m512i start = _mm512_add_epi64(_mm512_set1_epi64((i64)first), apart);
    avx512_four_spans(start, places, 0, out);
    if (count > 4) {
        avx512_four_spans(start, places, 4, out);
        avx512_four_spans(start, places, 8, out);
        for (usize from = 12; from < count; from += 4)
            avx512_four_spans(start, places, from, out);
    }
    return count;
}

INLINE VecTable v_table_make(const u8 table[256]) {
    VecTable made = {{v_load(table), v_load(table + 64), v_load(table + 128), v_load(table + 192)}};
    return made;
}
INLINE Vec v_lookup256(const VecTable *table, Vec v) {
    __m512i low = _mm512_permutex2var_epi8(table->quarter[0], v, table->quarter[1]);
    __m512i high = _mm512_permutex2var_epi8(table->quarter[2], v, table->quarter[3]);
    return _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(v), high);
}

// Byte b is in the set if bit b & 7 of row b >> 3 is set. vpermb looks at six bits of a place only, so that what the shift of
// 16-bit lanes brings in from the neighbour above, and the upper bits of b itself, need no masking.
INLINE VecSet v_set_make(const u8 set[32]) {
    VecSet made = {_mm512_broadcast_i64x4(_mm256_loadu_si256((const __m256i *)set))};
    return made;
}
INLINE __m512i avx512_set_row(const VecSet *set, Vec v) {
    return _mm512_permutexvar_epi8(_mm512_srli_epi16(v, 3), set->rows);
}
INLINE __m512i avx512_set_bit(Vec v) {
    return _mm512_permutexvar_epi8(v, _mm512_set1_epi64((i64)0x8040201008040201));
}
INLINE Vec v_set_hits(const VecSet *set, Vec v) {
    return _mm512_and_si512(avx512_set_row(set, v), avx512_set_bit(v));
}
INLINE u64 v_set_bits(const VecSet *set, Vec v) {
    return _mm512_test_epi8_mask(avx512_set_row(set, v), avx512_set_bit(v));
}

INLINE Vec v_splat_u64(u64 x) {
    return _mm512_set1_epi64((i64)x);
}
INLINE Vec v_iota_u64(void) {
    return _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
}
INLINE Vec v_add_i64(Vec a, Vec b) {
    return _mm512_add_epi64(a, b);
}
INLINE Vec v_sub_i64(Vec a, Vec b) {
    return _mm512_sub_epi64(a, b);
}
INLINE Vec v_mul_i64(Vec a, Vec b) {
    return _mm512_mullo_epi64(a, b);
}
INLINE Vec v_min_i64(Vec a, Vec b) {
    return _mm512_min_epi64(a, b);
}
INLINE Vec v_max_i64(Vec a, Vec b) {
    return _mm512_max_epi64(a, b);
}
INLINE Vec v_shl_u64(Vec v, u32 k) {
    return _mm512_sll_epi64(v, _mm_cvtsi32_si128((i32)k));
}
INLINE Vec v_shr_u64(Vec v, u32 k) {
    return _mm512_srl_epi64(v, _mm_cvtsi32_si128((i32)k));
}
INLINE Vec v_sar_i64(Vec v, u32 k) {
    return _mm512_sra_epi64(v, _mm_cvtsi32_si128((i32)k));
}
INLINE Vec v_mul_u32(Vec a, Vec b) {
    return _mm512_mul_epu32(a, b);
}
INLINE Vec v_mul_i32(Vec a, Vec b) {
    return _mm512_mul_epi32(a, b);
}
INLINE u32 v_eq_i64(Vec a, Vec b) {
    return _mm512_cmpeq_epi64_mask(a, b);
}
INLINE u32 v_lt_i64(Vec a, Vec b) {
    return _mm512_cmplt_epi64_mask(a, b);
}
INLINE Vec avx512_tally(Vec acc, __mmask8 where) {
    return _mm512_mask_sub_epi64(acc, where, acc, _mm512_set1_epi64(-1));
}
INLINE Vec v_tally_eq_i64(Vec acc, Vec a, Vec b) {
    return avx512_tally(acc, _mm512_cmpeq_epi64_mask(a, b));
}
INLINE Vec v_tally_lt_i64(Vec acc, Vec a, Vec b) {
    return avx512_tally(acc, _mm512_cmplt_epi64_mask(a, b));
}
INLINE Vec v_select_u64(u32 bits, Vec x, Vec y) {
    return _mm512_mask_mov_epi64(y, (__mmask8)bits, x);
}
INLINE usize v_compress_u64(void *p, Vec v, u32 bits) {
    _mm512_storeu_si512(p, _mm512_maskz_compress_epi64((__mmask8)bits, v));
    return COUNT_ONES(bits);
}
INLINE Vec v_reverse_u64(Vec v) {
    return _mm512_permutexvar_epi64(_mm512_set_epi64(0, 1, 2, 3, 4, 5, 6, 7), v);
}
INLINE Vec v_swap1_u64(Vec v) {
    return _mm512_permutex_epi64(v, 0xb1);
}
INLINE Vec v_swap2_u64(Vec v) {
    return _mm512_permutex_epi64(v, 0x4e);
}
INLINE Vec v_swap4_u64(Vec v) {
    return _mm512_shuffle_i64x2(v, v, 0x4e);
}

#define AVX512_F64(v) _mm512_castsi512_pd(v)
#define AVX512_INT(v) _mm512_castpd_si512(v)
INLINE Vec v_splat_f64(f64 x) {
    return AVX512_INT(_mm512_set1_pd(x));
}
INLINE Vec v_add_f64(Vec a, Vec b) {
    return AVX512_INT(_mm512_add_pd(AVX512_F64(a), AVX512_F64(b)));
}
INLINE Vec v_sub_f64(Vec a, Vec b) {
    return AVX512_INT(_mm512_sub_pd(AVX512_F64(a), AVX512_F64(b)));
}
INLINE Vec v_mul_f64(Vec a, Vec b) {
    return AVX512_INT(_mm512_mul_pd(AVX512_F64(a), AVX512_F64(b)));
}
INLINE Vec v_min_f64(Vec a, Vec b) {
    return AVX512_INT(_mm512_min_pd(AVX512_F64(a), AVX512_F64(b)));
}
INLINE Vec v_max_f64(Vec a, Vec b) {
    return AVX512_INT(_mm512_max_pd(AVX512_F64(a), AVX512_F64(b)));
}
INLINE u32 v_eq_f64(Vec a, Vec b) {
    return _mm512_cmp_pd_mask(AVX512_F64(a), AVX512_F64(b), _CMP_EQ_OQ);
}
INLINE u32 v_lt_f64(Vec a, Vec b) {
    return _mm512_cmp_pd_mask(AVX512_F64(a), AVX512_F64(b), _CMP_LT_OQ);
}
INLINE u32 v_le_f64(Vec a, Vec b) {
    return _mm512_cmp_pd_mask(AVX512_F64(a), AVX512_F64(b), _CMP_LE_OQ);
}
INLINE u32 v_nan_f64(Vec v) {
    return _mm512_cmp_pd_mask(AVX512_F64(v), AVX512_F64(v), _CMP_UNORD_Q);
}
#define AVX512_TALLY_F64(name, predicate)                                                          \
    INLINE Vec name(Vec acc, Vec a, Vec b) {                                                       \
        return avx512_tally(acc, _mm512_cmp_pd_mask(AVX512_F64(a), AVX512_F64(b), predicate));     \
    }
AVX512_TALLY_F64(v_tally_eq_f64, _CMP_EQ_OQ)
AVX512_TALLY_F64(v_tally_lt_f64, _CMP_LT_OQ)
AVX512_TALLY_F64(v_tally_le_f64, _CMP_LE_OQ)
AVX512_TALLY_F64(v_tally_nan_f64, _CMP_UNORD_Q)
INLINE Vec v_canonical_f64(Vec v) {
    return _mm512_mask_mov_epi64(v, (__mmask8)v_nan_f64(v), _mm512_set1_epi64((i64)CANONICAL_NAN));
}
INLINE Vec v_from_i64(Vec v) {
    return AVX512_INT(_mm512_cvtepi64_pd(v));
}

INLINE Group g_load(const void *p) {
    return _mm_loadu_si128((const __m128i *)p);
}
INLINE u32 g_eq(Group g, u8 x) {
    return (u32)_mm_movemask_epi8(_mm_cmpeq_epi8(g, _mm_set1_epi8((char)x)));
}
INLINE u32 g_sign(Group g) {
    return (u32)_mm_movemask_epi8(g);
}
