// The contract for AVX2 (x86-64-v3): a Vec is two registers. Never compile this with AVX-512 enabled: the compiler then turns
// the comparisons into mask registers, at a third of the speed.
#pragma once

#include <immintrin.h>

#include "simd.h"

#define VEC_UNROLL 4
#define VEC_SUMS   4

typedef struct {
    __m256i a, b;
} Vec;
typedef __m128i Group;
typedef struct {
    __m256i low,
        high; // the bitmap as it comes: rows of eight values, those of 0..127 and those of 128..255
} VecSet;
typedef struct {
    __m256i row[16]; // of 16 entries, each twice
} VecTable;

#define AVX2_EACH(name, operation)                                                                 \
    INLINE Vec name(Vec x, Vec y) {                                                                \
        Vec r = {operation(x.a, y.a), operation(x.b, y.b)};                                        \
        return r;                                                                                  \
    }
#define AVX2_EACH_F64(name, operation)                                                             \
    INLINE Vec name(Vec x, Vec y) {                                                                \
        Vec r = {                                                                                  \
            _mm256_castpd_si256(operation(_mm256_castsi256_pd(x.a), _mm256_castsi256_pd(y.a))),    \
            _mm256_castpd_si256(operation(_mm256_castsi256_pd(x.b), _mm256_castsi256_pd(y.b)))};   \
        return r;                                                                                  \
    }

INLINE Vec v_load(const void *p) {
    Vec v = {_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)p + 1)};
    return v;
}
INLINE void v_store(void *p, Vec v) {
    _mm256_storeu_si256((__m256i *)p, v.a);
    _mm256_storeu_si256((__m256i *)p + 1, v.b);
}
INLINE void v_stream(void *p, Vec v) {
    _mm256_stream_si256((__m256i *)p, v.a);
    _mm256_stream_si256((__m256i *)p + 1, v.b);
}
INLINE void v_stream_end(void) {
    _mm_sfence();
}
#include "emulate.h"
// The last `rest` of the 16 bytes that end at `end`, at the front of a half.
INLINE __m128i avx2_load_rest(const u8 *end, usize rest) {
    __m128i last = _mm_loadu_si128((const __m128i *)(end - 16));
    return _mm_shuffle_epi8(last, _mm_loadu_si128((const __m128i *)(emulate_slide + 16 - rest)));
}
INLINE Vec v_load_part(const void *p, usize n) {
    const u8 *bytes = (const u8 *)p;
    Vec v = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    if (n < 16) {
        EmulateWords words = emulate_load_words(bytes, n);
        v.a = _mm256_zextsi128_si256(_mm_set_epi64x((i64)words.high, (i64)words.low));
    } else if (n <= 32) {
        v.a = _mm256_set_m128i(avx2_load_rest(bytes + n, n - 16),
                               _mm_loadu_si128((const __m128i *)p));
    } else {
        v.a = _mm256_loadu_si256((const __m256i *)p);
        if (n <= 48)
            v.b = _mm256_zextsi128_si256(avx2_load_rest(bytes + n, n - 32));
        else
            v.b = _mm256_set_m128i(avx2_load_rest(bytes + n, n - 48),
                                   _mm_loadu_si128((const __m128i *)p + 2));
    }
    return v;
}
INLINE void v_store_part(void *p, Vec v, usize n) {
    u8 bytes[VEC_BYTES] __attribute__((aligned(VEC_BYTES)));
    v_store(bytes, v);
    emulate_copy_part((u8 *)p, bytes, n);
}
INLINE void v_copy(void *to, const void *from, usize n) {
    emulate_copy_part((u8 *)to, (const u8 *)from, n);
}

INLINE Vec v_zero(void) {
    Vec v = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    return v;
}
AVX2_EACH(v_and, _mm256_and_si256)
AVX2_EACH(v_or, _mm256_or_si256)
AVX2_EACH(v_xor, _mm256_xor_si256)
#define AVX2_ANDNOT(x, y) _mm256_andnot_si256(y, x)
AVX2_EACH(v_andnot, AVX2_ANDNOT)
INLINE u32 v_any(Vec v) {
    __m256i all = _mm256_or_si256(v.a, v.b);
    return !_mm256_testz_si256(all, all);
}

INLINE Vec v_splat_u8(u8 x) {
    Vec v = {_mm256_set1_epi8((char)x), _mm256_set1_epi8((char)x)};
    return v;
}
AVX2_EACH(v_add_u8, _mm256_add_epi8)
AVX2_EACH(v_sub_u8, _mm256_sub_epi8)
AVX2_EACH(v_sub_sat_u8, _mm256_subs_epu8)
AVX2_EACH(v_min_u8, _mm256_min_epu8)
AVX2_EACH(v_max_u8, _mm256_max_epu8)
INLINE u64 avx2_bits(__m256i a, __m256i b) {
    return (u32)_mm256_movemask_epi8(a) | (u64)(u32)_mm256_movemask_epi8(b) << 32;
}
// x >= y as a byte mask, unsigned: the larger of the two is x.
INLINE __m256i avx2_ge_u8(__m256i x, __m256i y) {
    return _mm256_cmpeq_epi8(_mm256_max_epu8(x, y), x);
}
INLINE u64 v_eq_u8(Vec x, Vec y) {
    return avx2_bits(_mm256_cmpeq_epi8(x.a, y.a), _mm256_cmpeq_epi8(x.b, y.b));
}
INLINE u64 v_lt_u8(Vec x, Vec y) {
    return ~avx2_bits(avx2_ge_u8(x.a, y.a), avx2_ge_u8(x.b, y.b));
}
INLINE u64 v_sign_u8(Vec v) {
    return avx2_bits(v.a, v.b);
}
INLINE u32 v_any_sign_u8(Vec v) {
    return _mm256_movemask_epi8(_mm256_or_si256(v.a, v.b)) != 0;
}
INLINE u32 v_any_zero_u8(Vec v) {
    __m256i least = _mm256_min_epu8(v.a, v.b);
    return _mm256_movemask_epi8(_mm256_cmpeq_epi8(least, _mm256_setzero_si256())) != 0;
}
INLINE Vec v_select_lt_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r = {_mm256_blendv_epi8(x.a, y.a, avx2_ge_u8(a.a, b.a)),
             _mm256_blendv_epi8(x.b, y.b, avx2_ge_u8(a.b, b.b))};
    return r;
}
INLINE Vec v_select_gt_i8(Vec a, Vec b, Vec x, Vec y) {
    Vec r = {_mm256_blendv_epi8(y.a, x.a, _mm256_cmpgt_epi8(a.a, b.a)),
             _mm256_blendv_epi8(y.b, x.b, _mm256_cmpgt_epi8(a.b, b.b))};
    return r;
}
INLINE Vec v_select_eq_u8(Vec a, Vec b, Vec x, Vec y) {
    Vec r = {_mm256_blendv_epi8(y.a, x.a, _mm256_cmpeq_epi8(a.a, b.a)),
             _mm256_blendv_epi8(y.b, x.b, _mm256_cmpeq_epi8(a.b, b.b))};
    return r;
}
INLINE Vec v_tally_eq_u8(Vec acc, Vec x, Vec y) {
    Vec r = {_mm256_sub_epi8(acc.a, _mm256_cmpeq_epi8(x.a, y.a)),
             _mm256_sub_epi8(acc.b, _mm256_cmpeq_epi8(x.b, y.b))};
    return r;
}
INLINE Vec v_tally_gt_i8(Vec acc, Vec x, Vec y) {
    Vec r = {_mm256_sub_epi8(acc.a, _mm256_cmpgt_epi8(x.a, y.a)),
             _mm256_sub_epi8(acc.b, _mm256_cmpgt_epi8(x.b, y.b))};
    return r;
}
INLINE u64 v_sum_u8(Vec v) {
    __m256i zero = _mm256_setzero_si256();
    __m256i four = _mm256_add_epi64(_mm256_sad_epu8(v.a, zero), _mm256_sad_epu8(v.b, zero));
    __m128i two = _mm_add_epi64(_mm256_castsi256_si128(four), _mm256_extracti128_si256(four, 1));
    return (u64)_mm_cvtsi128_si64(two) + (u64)_mm_extract_epi64(two, 1);
}
INLINE Vec v_low_nibble(Vec v) {
    return v_and(v, v_splat_u8(15));
}
INLINE Vec v_high_nibble(Vec v) {
    Vec shifted = {_mm256_srli_epi16(v.a, 4), _mm256_srli_epi16(v.b, 4)};
    return v_and(shifted, v_splat_u8(15));
}
INLINE Vec v_lookup16(const u8 table[16], Vec v) {
    __m256i both = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
    Vec r = {_mm256_shuffle_epi8(both, v.a), _mm256_shuffle_epi8(both, v.b)};
    return r;
}
// The 16 bytes before each 128-bit lane, then a byte shift over the pair.
#define AVX2_PREV(name, shift)                                                                     \
    INLINE Vec name(Vec v, Vec before) {                                                           \
        __m256i before_a = _mm256_permute2x128_si256(before.b, v.a, 0x21);                         \
        __m256i before_b = _mm256_permute2x128_si256(v.a, v.b, 0x21);                              \
        Vec r = {_mm256_alignr_epi8(v.a, before_a, shift),                                         \
                 _mm256_alignr_epi8(v.b, before_b, shift)};                                        \
        return r;                                                                                  \
    }
AVX2_PREV(v_prev1, 15)
AVX2_PREV(v_prev2, 14)
AVX2_PREV(v_prev3, 13)
INLINE usize v_offsets(u64 bits, u64 base, u64 *out) {
    return emulate_offsets(bits, base, out);
}
INLINE usize v_spans(u64 bits, u64 first, u64 second, u64 *out) {
    return emulate_spans(bits, first, second, out);
}

INLINE VecTable v_table_make(const u8 table[256]) {
    VecTable made;
    for (usize i = 0; i < 16; i++)
        made.row[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table + i));
    return made;
}
// The low nibble picks from every row; then rows are halved by one bit of the high nibble after the other, which a shift
// brings to where blendv looks. Rows 8 to 15 are for bytes that are not ASCII.
INLINE __m256i avx2_lookup_rows(const __m256i *row, __m256i nibble, __m256i v) {
    __m256i bit4 = _mm256_slli_epi16(v, 3), bit5 = _mm256_slli_epi16(v, 2),
            bit6 = _mm256_slli_epi16(v, 1);
    __m256i pair[4];
    for (usize i = 0; i < 4; i++)
        pair[i] = _mm256_blendv_epi8(_mm256_shuffle_epi8(row[2 * i], nibble),
                                     _mm256_shuffle_epi8(row[2 * i + 1], nibble), bit4);
    return _mm256_blendv_epi8(_mm256_blendv_epi8(pair[0], pair[1], bit5),
                              _mm256_blendv_epi8(pair[2], pair[3], bit5), bit6);
}
INLINE __m256i avx2_lookup256(const VecTable *table, __m256i v) {
    __m256i nibble = _mm256_and_si256(v, _mm256_set1_epi8(15));
    __m256i ascii = avx2_lookup_rows(table->row, nibble, v);
    if (!_mm256_movemask_epi8(v))
        return ascii;
    return _mm256_blendv_epi8(ascii, avx2_lookup_rows(table->row + 8, nibble, v), v);
}
INLINE Vec v_lookup256(const VecTable *table, Vec v) {
    Vec r = {avx2_lookup256(table, v.a), avx2_lookup256(table, v.b)};
    return r;
}

// Byte b is in the set if bit b & 7 of row b >> 3 is set. A row is looked up in one of two tables of 16, chosen by the top bit.
INLINE VecSet v_set_make(const u8 set[32]) {
    VecSet made = {_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set)),
                   _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set + 1))};
    return made;
}
INLINE __m256i avx2_set_bit(__m256i v) {
    const __m256i bit_of = _mm256_set1_epi64x((i64)0x8040201008040201);
    return _mm256_shuffle_epi8(bit_of, _mm256_and_si256(v, _mm256_set1_epi8(7)));
}
INLINE __m256i avx2_set_row(const VecSet *set, __m256i v) {
    __m256i row = _mm256_and_si256(_mm256_srli_epi16(v, 3), _mm256_set1_epi8(15));
    return _mm256_blendv_epi8(_mm256_shuffle_epi8(set->low, row),
                              _mm256_shuffle_epi8(set->high, row), v);
}
INLINE Vec v_set_hits(const VecSet *set, Vec v) {
    Vec r = {_mm256_and_si256(avx2_set_row(set, v.a), avx2_set_bit(v.a)),
             _mm256_and_si256(avx2_set_row(set, v.b), avx2_set_bit(v.b))};
    return r;
}
INLINE u64 v_set_bits(const VecSet *set, Vec v) {
    Vec hits = v_set_hits(set, v);
    __m256i zero = _mm256_setzero_si256();
    return ~avx2_bits(_mm256_cmpeq_epi8(hits.a, zero), _mm256_cmpeq_epi8(hits.b, zero));
}

INLINE Vec v_splat_u64(u64 x) {
    Vec v = {_mm256_set1_epi64x((i64)x), _mm256_set1_epi64x((i64)x)};
    return v;
}
INLINE Vec v_iota_u64(void) {
    Vec v = {_mm256_set_epi64x(3, 2, 1, 0), _mm256_set_epi64x(7, 6, 5, 4)};
    return v;
}
AVX2_EACH(v_add_i64, _mm256_add_epi64)
AVX2_EACH(v_sub_i64, _mm256_sub_epi64)
// Low 64 bits of the product from 32-bit pieces: low*low + ((low*high + high*low) << 32).
INLINE __m256i avx2_mul_i64(__m256i x, __m256i y) {
    __m256i cross = _mm256_mullo_epi32(x, _mm256_shuffle_epi32(y, 0xb1));
    __m256i sum = _mm256_add_epi32(cross, _mm256_srli_epi64(cross, 32));
    return _mm256_add_epi64(_mm256_mul_epu32(x, y), _mm256_slli_epi64(sum, 32));
}
AVX2_EACH(v_mul_i64, avx2_mul_i64)
INLINE __m256i avx2_min_i64(__m256i x, __m256i y) {
    return _mm256_blendv_epi8(x, y, _mm256_cmpgt_epi64(x, y));
}
INLINE __m256i avx2_max_i64(__m256i x, __m256i y) {
    return _mm256_blendv_epi8(y, x, _mm256_cmpgt_epi64(x, y));
}
AVX2_EACH(v_min_i64, avx2_min_i64)
AVX2_EACH(v_max_i64, avx2_max_i64)
INLINE Vec v_shl_u64(Vec v, u32 k) {
    __m128i by = _mm_cvtsi32_si128((i32)k);
    Vec r = {_mm256_sll_epi64(v.a, by), _mm256_sll_epi64(v.b, by)};
    return r;
}
INLINE Vec v_shr_u64(Vec v, u32 k) {
    __m128i by = _mm_cvtsi32_si128((i32)k);
    Vec r = {_mm256_srl_epi64(v.a, by), _mm256_srl_epi64(v.b, by)};
    return r;
}
// AVX2 has no arithmetic shift of words: shift logically, then subtract the sign back in.
INLINE Vec v_sar_i64(Vec v, u32 k) {
    Vec sign = v_splat_u64(0x8000000000000000u >> k);
    return v_sub_i64(v_xor(v_shr_u64(v, k), sign), sign);
}
AVX2_EACH(v_mul_u32, _mm256_mul_epu32)
AVX2_EACH(v_mul_i32, _mm256_mul_epi32)
INLINE u32 avx2_word_bits(__m256i a, __m256i b) {
    return (u32)_mm256_movemask_pd(_mm256_castsi256_pd(a)) |
           (u32)_mm256_movemask_pd(_mm256_castsi256_pd(b)) << 4;
}
INLINE u32 v_eq_i64(Vec x, Vec y) {
    return avx2_word_bits(_mm256_cmpeq_epi64(x.a, y.a), _mm256_cmpeq_epi64(x.b, y.b));
}
INLINE u32 v_lt_i64(Vec x, Vec y) {
    return avx2_word_bits(_mm256_cmpgt_epi64(y.a, x.a), _mm256_cmpgt_epi64(y.b, x.b));
}
INLINE Vec v_tally_eq_i64(Vec acc, Vec x, Vec y) {
    Vec r = {_mm256_sub_epi64(acc.a, _mm256_cmpeq_epi64(x.a, y.a)),
             _mm256_sub_epi64(acc.b, _mm256_cmpeq_epi64(x.b, y.b))};
    return r;
}
INLINE Vec v_tally_lt_i64(Vec acc, Vec x, Vec y) {
    Vec r = {_mm256_sub_epi64(acc.a, _mm256_cmpgt_epi64(y.a, x.a)),
             _mm256_sub_epi64(acc.b, _mm256_cmpgt_epi64(y.b, x.b))};
    return r;
}
INLINE __m256i avx2_word_mask(u32 bits, __m256i lanes) {
    return _mm256_cmpeq_epi64(_mm256_and_si256(_mm256_set1_epi64x((i64)bits), lanes), lanes);
}
INLINE Vec v_select_u64(u32 bits, Vec x, Vec y) {
    Vec r = {
        _mm256_blendv_epi8(y.a, x.a, avx2_word_mask(bits, _mm256_set_epi64x(8, 4, 2, 1))),
        _mm256_blendv_epi8(y.b, x.b, avx2_word_mask(bits, _mm256_set_epi64x(128, 64, 32, 16)))};
    return r;
}
// For every set of four words the 32-bit lanes that move them to the front, a nibble each, lane 0 lowest.
static const u32 avx2_compress_lanes[16] = {
    0x76543210, 0x76543210, 0x76541032, 0x76543210, 0x76321054, 0x76325410, 0x76105432, 0x76543210,
    0x54321076, 0x54327610, 0x54107632, 0x54763210, 0x32107654, 0x32765410, 0x10765432, 0x76543210,
};
INLINE __m256i avx2_compress(__m256i v, u32 bits) {
    __m256i lanes = _mm256_srlv_epi32(_mm256_set1_epi32((i32)avx2_compress_lanes[bits]),
                                      _mm256_set_epi32(28, 24, 20, 16, 12, 8, 4, 0));
    return _mm256_permutevar8x32_epi32(v, lanes);
}
INLINE usize v_compress_u64(void *p, Vec v, u32 bits) {
    u32 low = bits & 15, high = bits >> 4;
    _mm256_storeu_si256((__m256i *)p, avx2_compress(v.a, low));
    _mm256_storeu_si256((__m256i *)((u64 *)p + COUNT_ONES(low)), avx2_compress(v.b, high));
    return COUNT_ONES(bits);
}
INLINE Vec v_reverse_u64(Vec v) {
    Vec r = {_mm256_permute4x64_epi64(v.b, 0x1b), _mm256_permute4x64_epi64(v.a, 0x1b)};
    return r;
}
INLINE Vec v_swap1_u64(Vec v) {
    Vec r = {_mm256_shuffle_epi32(v.a, 0x4e), _mm256_shuffle_epi32(v.b, 0x4e)};
    return r;
}
INLINE Vec v_swap2_u64(Vec v) {
    Vec r = {_mm256_permute4x64_epi64(v.a, 0x4e), _mm256_permute4x64_epi64(v.b, 0x4e)};
    return r;
}
INLINE Vec v_swap4_u64(Vec v) {
    Vec r = {v.b, v.a};
    return r;
}

INLINE Vec v_splat_f64(f64 x) {
    Vec v = {_mm256_castpd_si256(_mm256_set1_pd(x)), _mm256_castpd_si256(_mm256_set1_pd(x))};
    return v;
}
AVX2_EACH_F64(v_add_f64, _mm256_add_pd)
AVX2_EACH_F64(v_sub_f64, _mm256_sub_pd)
AVX2_EACH_F64(v_mul_f64, _mm256_mul_pd)
AVX2_EACH_F64(v_min_f64, _mm256_min_pd)
AVX2_EACH_F64(v_max_f64, _mm256_max_pd)
#define AVX2_COMPARE_F64(name, predicate)                                                          \
    INLINE u32 name(Vec x, Vec y) {                                                                \
        return (u32)_mm256_movemask_pd(                                                            \
                   _mm256_cmp_pd(_mm256_castsi256_pd(x.a), _mm256_castsi256_pd(y.a), predicate)) | \
               (u32)_mm256_movemask_pd(                                                            \
                   _mm256_cmp_pd(_mm256_castsi256_pd(x.b), _mm256_castsi256_pd(y.b), predicate))   \
                   << 4;                                                                           \
    }
AVX2_COMPARE_F64(v_eq_f64, _CMP_EQ_OQ)
AVX2_COMPARE_F64(v_lt_f64, _CMP_LT_OQ)
AVX2_COMPARE_F64(v_le_f64, _CMP_LE_OQ)
AVX2_COMPARE_F64(avx2_unordered, _CMP_UNORD_Q)
INLINE u32 v_nan_f64(Vec v) {
    return avx2_unordered(v, v);
}
#define AVX2_TALLY_F64(name, predicate)                                                            \
    INLINE Vec name(Vec acc, Vec x, Vec y) {                                                       \
        __m256d low =                                                                              \
            _mm256_cmp_pd(_mm256_castsi256_pd(x.a), _mm256_castsi256_pd(y.a), predicate);          \
        __m256d high =                                                                             \
            _mm256_cmp_pd(_mm256_castsi256_pd(x.b), _mm256_castsi256_pd(y.b), predicate);          \
        Vec r = {_mm256_sub_epi64(acc.a, _mm256_castpd_si256(low)),                                \
                 _mm256_sub_epi64(acc.b, _mm256_castpd_si256(high))};                              \
        return r;                                                                                  \
    }
AVX2_TALLY_F64(v_tally_eq_f64, _CMP_EQ_OQ)
AVX2_TALLY_F64(v_tally_lt_f64, _CMP_LT_OQ)
AVX2_TALLY_F64(v_tally_le_f64, _CMP_LE_OQ)
AVX2_TALLY_F64(v_tally_nan_f64, _CMP_UNORD_Q)
INLINE __m256i avx2_canonical(__m256i v) {
    __m256d x = _mm256_castsi256_pd(v);
    __m256d nan = _mm256_castsi256_pd(_mm256_set1_epi64x((i64)CANONICAL_NAN));
    return _mm256_castpd_si256(_mm256_blendv_pd(x, nan, _mm256_cmp_pd(x, x, _CMP_UNORD_Q)));
}
INLINE Vec v_canonical_f64(Vec v) {
    Vec r = {avx2_canonical(v.a), avx2_canonical(v.b)};
    return r;
}
// Halves as doubles with the exponent put in by hand: the low one at 2^52, the high one, biased, at 2^84; their exact parts are
// added with one rounding.
INLINE __m256i avx2_from_i64(__m256i v) {
    __m256i high =
        _mm256_xor_si256(_mm256_srli_epi64(v, 32), _mm256_set1_epi64x(0x4530000080000000));
    __m256i low = _mm256_blend_epi16(v, _mm256_set1_epi64x(0x4330000000000000), 0xcc);
    __m256d bias = _mm256_castsi256_pd(_mm256_set1_epi64x(0x4530000080100000));
    __m256d high_part = _mm256_sub_pd(_mm256_castsi256_pd(high), bias);
    return _mm256_castpd_si256(_mm256_add_pd(high_part, _mm256_castsi256_pd(low)));
}
INLINE Vec v_from_i64(Vec v) {
    Vec r = {avx2_from_i64(v.a), avx2_from_i64(v.b)};
    return r;
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
