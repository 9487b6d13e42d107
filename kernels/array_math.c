// Maps of a whole array by a scalar, conversion, reversal.
//
// An integer map must report the first result that does not fit and may write over its source, so a
// round is checked before it is stored; what did not pass, and what is shorter than a Vec, is left
// to the twin, which finds the index. The last Vec overlaps the one before and is loaded first: in
// place, its words are gone when the loop is through.
//
// Rejected: testing every Vec by itself (the branch costs more than the arithmetic); products of
// 128 bits (the scalar is known, so the elements whose product fits are an interval).
#include "array_element.h"

// Elements of one round of a loop, and of one where each Vec has an accumulator.
#define ARRAY_ROUND (VEC_UNROLL * VEC_WORDS)
#define ARRAY_SUMS  (VEC_SUMS * VEC_WORDS)

// From here on an output is larger than the caches, and is written past them.
#define ARRAY_STREAM_BYTES (32ull << 20)

INLINE u32 array_any_negative(Vec v) {
    return v_any(v_and(v, v_splat_u64(1ull << 63)));
}

// Writing past the caches needs an aligned destination; in place the lines are in the cache anyway.
INLINE u32 array_streams(const void *src, usize n, const void *dst) {
    return (u64)n * sizeof(i64) >= ARRAY_STREAM_BYTES && src != dst &&
           (usize)dst % sizeof(i64) == 0;
}
// Elements before the first 64-byte boundary of a destination aligned to 8.
INLINE usize array_head(const void *dst) {
    return (0 - (usize)dst) % VEC_BYTES / sizeof(i64);
}
INLINE void array_put(u32 stream, void *dst, Vec v) {
    if (stream)
        v_stream(dst, v);
    else
        v_store(dst, v);
}

// UP and DOWN add a scalar of known sign, so that overflow shows in one sign; MUL is for scalars of
// at least 2 in size.
typedef enum { MAP_UP, MAP_DOWN, MAP_ZERO, MAP_NEGATE, MAP_DOUBLE, MAP_MUL } ArrayMap;

typedef struct {
    Vec value;
    Vec low, high; // MAP_MUL: the elements that may be multiplied, at most 2^62 in size
} ArrayMapBy;

// One Vec; the sign of a word of *bad is set if its result does not fit.
INLINE Vec array_map_step(ArrayMap map, const ArrayMapBy *by, Vec x, Vec *bad) {
    Vec result = v_zero();
    switch (map) {
    case MAP_UP: // only from positive to negative
        result = v_add_i64(x, by->value);
        *bad = v_or(*bad, v_andnot(result, x));
        break;
    case MAP_DOWN:
        result = v_add_i64(x, by->value);
        *bad = v_or(*bad, v_andnot(x, result));
        break;
    case MAP_ZERO:
        break;
    case MAP_NEGATE: // only the least integer, which stays as it is
        result = v_sub_i64(v_zero(), x);
        *bad = v_or(*bad, v_and(x, result));
        break;
    case MAP_DOUBLE:
        result = v_add_i64(x, x);
        *bad = v_or(*bad, v_xor(x, result));
        break;
    case MAP_MUL: // a difference that wraps is one of an element outside, and is negative
        result = v_mul_i64(x, by->value);
        *bad = v_or(*bad, v_or(v_sub_i64(by->high, x), v_sub_i64(x, by->low)));
        break;
    }
    return result;
}

// Returns how many elements are mapped and stored; what follows is for the twin.
INLINE usize array_map_i64(ArrayMap map, const i64 *src, usize n, ArrayMapBy by, i64 *dst) {
    if (n < VEC_WORDS)
        return 0;
    Vec bad = v_zero();
    Vec last = array_map_step(map, &by, v_load(src + n - VEC_WORDS), &bad);
    u32 last_bad = array_any_negative(bad);
    u32 stream = array_streams(src, n, dst);
    usize i = 0;
    if (stream) {
        bad = v_zero();
        Vec first = array_map_step(map, &by, v_load(src), &bad);
        if (array_any_negative(bad))
            return 0;
        v_store(dst, first);
        i = array_head(dst);
    }
    for (; n - i >= ARRAY_ROUND; i += ARRAY_ROUND) {
        Vec result[VEC_UNROLL];
        bad = v_zero();
        for (usize k = 0; k < VEC_UNROLL; k++)
            result[k] = array_map_step(map, &by, v_load(src + i + k * VEC_WORDS), &bad);
        if (UNLIKELY(array_any_negative(bad)))
            break;
        for (usize k = 0; k < VEC_UNROLL; k++)
            array_put(stream, dst + i + k * VEC_WORDS, result[k]);
    }
    if (stream)
        v_stream_end();
    for (; n - i >= VEC_WORDS; i += VEC_WORDS) {
        bad = v_zero();
        Vec result = array_map_step(map, &by, v_load(src + i), &bad);
        if (array_any_negative(bad))
            return i;
        v_store(dst + i, result);
    }
    if (last_bad)
        return i;
    v_store(dst + n - VEC_WORDS, last);
    return n;
}

// What the twin says of the elements from done on, as an index of the whole.
INLINE i64 array_map_end(usize done, i64 index) {
    return index < 0 ? -1 : (i64)done + index;
}

static i64 array_add_i64(const i64 *src, usize n, i64 value, i64 *dst) {
    ArrayMapBy by = {v_splat_u64((u64)value), v_zero(), v_zero()};
    usize done = value >= 0 ? array_map_i64(MAP_UP, src, n, by, dst)
                            : array_map_i64(MAP_DOWN, src, n, by, dst);
    return array_map_end(done, twin_array_add_i64(src + done, n - done, value, dst + done));
}

static i64 array_sub_i64(const i64 *src, usize n, i64 value, i64 *dst) {
    ArrayMapBy by = {v_splat_u64(0 - (u64)value), v_zero(), v_zero()};
    usize done = value > 0 ? array_map_i64(MAP_DOWN, src, n, by, dst)
                           : array_map_i64(MAP_UP, src, n, by, dst);
    return array_map_end(done, twin_array_sub_i64(src + done, n - done, value, dst + done));
}

static i64 array_mul_i64(const i64 *src, usize n, i64 value, i64 *dst) {
    ArrayMapBy by = {v_splat_u64((u64)value), v_zero(), v_zero()};
    usize done;
    if (value == 2) {
        done = array_map_i64(MAP_DOUBLE, src, n, by, dst);
    } else if (value == 1) {
        by.value = v_zero();
        done = array_map_i64(MAP_UP, src, n, by, dst);
    } else if (value == 0) {
        done = array_map_i64(MAP_ZERO, src, n, by, dst);
    } else if (value == -1) {
        done = array_map_i64(MAP_NEGATE, src, n, by, dst);
    } else { // division rounds towards 0, which is into the interval on both sides
        by.low = v_splat_u64((u64)((value > 0 ? INT64_MIN : INT64_MAX) / value));
        by.high = v_splat_u64((u64)((value > 0 ? INT64_MAX : INT64_MIN) / value));
        done = array_map_i64(MAP_MUL, src, n, by, dst);
    }
    return array_map_end(done, twin_array_mul_i64(src + done, n - done, value, dst + done));
}

// The same for doubles, where nothing can fail; step makes a Vec of results of one of elements.
#define ARRAY_MAP_F64(name, step)                                                                  \
    INLINE void name(const void *source, usize n, Vec value, f64 *dst) {                           \
        const f64 *src = (const f64 *)source;                                                      \
        Vec last = step(v_load(src + n - VEC_WORDS), value);                                       \
        u32 stream = array_streams(src, n, dst);                                                   \
        usize i = 0;                                                                               \
        if (stream) {                                                                              \
            v_store(dst, step(v_load(src), value));                                                \
            i = array_head(dst);                                                                   \
        }                                                                                          \
        for (; n - i >= ARRAY_ROUND; i += ARRAY_ROUND)                                             \
            for (usize k = 0; k < ARRAY_ROUND; k += VEC_WORDS)                                     \
                array_put(stream, dst + i + k, step(v_load(src + i + k), value));                  \
        if (stream)                                                                                \
            v_stream_end();                                                                        \
        for (; n - i >= VEC_WORDS; i += VEC_WORDS)                                                 \
            v_store(dst + i, step(v_load(src + i), value));                                        \
        v_store(dst + n - VEC_WORDS, last);                                                        \
    }
#define ARRAY_ADD_STEP(x, value)  v_canonical_f64(v_add_f64(x, value))
#define ARRAY_SUB_STEP(x, value)  v_canonical_f64(v_sub_f64(x, value))
#define ARRAY_MUL_STEP(x, value)  v_canonical_f64(v_mul_f64(x, value))
#define ARRAY_FROM_STEP(x, value) ((void)(value), v_from_i64(x))
ARRAY_MAP_F64(array_map_add_f64, ARRAY_ADD_STEP)
ARRAY_MAP_F64(array_map_sub_f64, ARRAY_SUB_STEP)
ARRAY_MAP_F64(array_map_mul_f64, ARRAY_MUL_STEP)
ARRAY_MAP_F64(array_map_from_i64, ARRAY_FROM_STEP)

static void array_add_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    if (n < VEC_WORDS)
        twin_array_add_f64(src, n, value, dst);
    else
        array_map_add_f64(src, n, v_splat_f64(value), dst);
}

static void array_sub_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    if (n < VEC_WORDS)
        twin_array_sub_f64(src, n, value, dst);
    else
        array_map_sub_f64(src, n, v_splat_f64(value), dst);
}

static void array_mul_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    if (n < VEC_WORDS)
        twin_array_mul_f64(src, n, value, dst);
    else
        array_map_mul_f64(src, n, v_splat_f64(value), dst);
}

static void array_from_i64(const i64 *src, usize n, f64 *dst) {
    if (n < VEC_WORDS)
        twin_array_from_i64(src, n, dst);
    else
        array_map_from_i64(src, n, v_zero(), dst);
}

// Out of place and past the caches: one way through, since half-filled lines at two ends would be
// written twice.
static void array_reverse_stream(const i64 *src, usize n, i64 *dst) {
    v_store(dst, v_reverse_u64(v_load(src + n - VEC_WORDS)));
    usize i = array_head(dst);
    for (; n - i >= ARRAY_ROUND; i += ARRAY_ROUND)
        for (usize k = 0; k < ARRAY_ROUND; k += VEC_WORDS)
            v_stream(dst + i + k, v_reverse_u64(v_load(src + n - i - k - VEC_WORDS)));
    v_stream_end();
    for (; n - i >= VEC_WORDS; i += VEC_WORDS)
        v_store(dst + i, v_reverse_u64(v_load(src + n - i - VEC_WORDS)));
    v_store(dst + n - VEC_WORDS, v_reverse_u64(v_load(src)));
}

// From both ends to the middle; both sides are read before either is written, so dst may be src.
static void array_reverse(const i64 *src, usize n, i64 *dst) {
    if (array_streams(src, n, dst)) {
        array_reverse_stream(src, n, dst);
        return;
    }
    usize i = 0, end = n; // src[i .. end) is left, and goes to the same places of dst
    for (; end - i >= 4 * VEC_WORDS; i += 2 * VEC_WORDS, end -= 2 * VEC_WORDS) {
        Vec first0 = v_load(src + i), first1 = v_load(src + i + VEC_WORDS);
        Vec last0 = v_load(src + end - VEC_WORDS), last1 = v_load(src + end - 2 * VEC_WORDS);
        v_store(dst + i, v_reverse_u64(last0));
        v_store(dst + i + VEC_WORDS, v_reverse_u64(last1));
        v_store(dst + end - VEC_WORDS, v_reverse_u64(first0));
        v_store(dst + end - 2 * VEC_WORDS, v_reverse_u64(first1));
    }
    for (; end - i >= VEC_WORDS; i += VEC_WORDS, end -= VEC_WORDS) {
        Vec first = v_load(src + i), last = v_load(src + end - VEC_WORDS);
        v_store(dst + i, v_reverse_u64(last));
        v_store(dst + end - VEC_WORDS, v_reverse_u64(first));
        if (end - i < 2 * VEC_WORDS) // the two overlapped: nothing is left
            return;
    }
    twin_array_reverse(src + i, end - i, dst + i);
}
