// Sums, products, extremes, order: a whole array to one answer, the same bits on every target.
//
// Doubles are added in 32 lanes, which are four Vecs; a short end is filled with zeros, and as a
// lane begins at 0.0 it is never -0.0, so adding 0.0 changes nothing.
//
// Integers are added exactly. Small ones (the usual case) are biased to be positive and added as
// words, a chunk at a time; the OR of what was added tells afterwards whether a word can have
// overflowed. At the first chunk where it can, the rest is done in halves of words.
//
// Extremes are searched in chunks: a chunk with nothing better than what is known costs one
// comparison at its end; the index is looked up in the one chunk that holds it.
//
// Rejected: sums in halves only (without the shift, as in AVX2, a third slower); counting carries
// by comparing (slower still); a first step to an aligned address (a third faster in the first
// cache for arrays that are not aligned, nothing beyond it).
#include "array_element.h"

// Elements after which 64-bit accumulators are emptied into wide ones.
#define ARRAY_PIECE (1u << 28)

// Sums of 64-bit words in two accumulators: low, modulo 2^64, and high, of the words shifted right
// by 32. Fewer than 2^32 low halves make less than 2^64, so they can be told from
// low - (high << 32), and the sum is exact.
typedef struct {
    Vec low, high;
} ArraySplit;

INLINE ArraySplit array_split_none(void) {
    ArraySplit none = {v_zero(), v_zero()};
    return none;
}
INLINE void array_split_add_u64(ArraySplit *sum, Vec x) {
    sum->low = v_add_i64(sum->low, x);
    sum->high = v_add_i64(sum->high, v_shr_u64(x, 32));
}
INLINE void array_split_add_i64(ArraySplit *sum, Vec x) {
    sum->low = v_add_i64(sum->low, x);
    sum->high = v_add_i64(sum->high, v_sar_i64(x, 32));
}
// In a piece, halves of both kinds stay far below 2^63 in all lanes together.
INLINE i128 array_split_total(const ArraySplit *sum) {
    i128 high = (i64)array_add_lanes(sum->high);
    u64 low = array_add_lanes(v_sub_i64(sum->low, v_shl_u64(sum->high, 32)));
    return (i128)((u128)high << 32) + low;
}

// Where the chunk that starts at i ends: after whole Vecs only.
INLINE usize array_chunk_end(usize i, usize n, usize chunk) {
    return i + (n - i < chunk ? (n - i) / VEC_WORDS * VEC_WORDS : chunk);
}
// Does a word have a bit above its lowest ones.
INLINE u32 array_exceeds(Vec v, u32 bits) {
    return v_any(v_and(v, v_splat_u64(~0ull << bits)));
}

// Chunk and range fit together: CHUNK elements of at most 2^BITS in size, biased, add up to less
// than 2^64 in each of the 8 lanes.
#define ARRAY_SUM_CHUNK 1024
#define ARRAY_SUM_BITS  56

INLINE void array_sum_step(Vec x, Vec *sum, Vec *seen) {
    *sum = v_add_i64(*sum, x);
    *seen = v_or(*seen, x);
}
// Adds whole Vecs of small integers; returns how many elements it took.
INLINE usize array_sum_small(const i64 *src, usize n, i128 *total) {
    const Vec bias = v_splat_u64(1ull << ARRAY_SUM_BITS);
    ArraySplit split = array_split_none();
    usize i = 0;
    while (n - i >= VEC_WORDS) {
        usize end = array_chunk_end(i, n, ARRAY_SUM_CHUNK);
        Vec sum = v_zero(), seen = v_zero();
        usize j = i;
        for (; end - j >= ARRAY_SUMS; j += ARRAY_SUMS)
            for (usize k = 0; k < ARRAY_SUMS; k += VEC_WORDS)
                array_sum_step(v_add_i64(v_load(src + j + k), bias), &sum, &seen);
        for (; j < end; j += VEC_WORDS)
            array_sum_step(v_add_i64(v_load(src + j), bias), &sum, &seen);
        if (array_exceeds(seen, ARRAY_SUM_BITS + 1))
            break;
        array_split_add_u64(&split, sum);
        i = end;
    }
    *total += array_split_total(&split) - (i128)((u128)i << ARRAY_SUM_BITS);
    return i;
}

// Adds whole Vecs of any integers.
INLINE usize array_sum_any(const i64 *src, usize n, i128 *total) {
    ArraySplit split = array_split_none();
    usize i = 0;
    for (; n - i >= VEC_WORDS; i += VEC_WORDS)
        array_split_add_i64(&split, v_load(src + i));
    *total += array_split_total(&split);
    return i;
}

static void array_sum_i64(const i64 *src, usize n, u64 *wide) {
    i128 total = 0;
    usize i = 0;
    u32 small = 1;
    while (n - i >= VEC_WORDS) {
        usize piece = n - i < ARRAY_PIECE ? n - i : ARRAY_PIECE;
        usize done =
            small ? array_sum_small(src + i, piece, &total) : array_sum_any(src + i, piece, &total);
        small = small && piece - done < VEC_WORDS;
        i += done;
    }
    for (; i < n; i++)
        total += element_i64(src, i);
    u64 words[2] = {(u64)total, (u64)((u128)total >> 64)};
    __builtin_memcpy((u8 *)wide, words, sizeof words);
}

// The 32 lanes of a sum of doubles.
typedef struct {
    Vec v[4];
} ArrayLanes;

#define ARRAY_LANES 32
// Two KiB: as long a stretch may be read four times, a line of every four each time, without losing
// the hardware's prefetching (16 KiB were four times slower beyond the second cache).
#define ARRAY_LANES_CHUNK (8 * ARRAY_LANES)

// What is added: the elements at i of the one array or the products of two. right is a null
// pointer, known at compile time, where there is only one.
INLINE Vec array_term_f64(const f64 *left, const f64 *right, usize i) {
    return right ? v_mul_f64(v_load(left + i), v_load(right + i)) : v_load(left + i);
}
INLINE Vec array_term_part_f64(const f64 *left, const f64 *right, usize i, usize n) {
    Vec x = v_load_part(left + i, n * sizeof(f64));
    return right ? v_mul_f64(x, v_load_part(right + i, n * sizeof(f64))) : x;
}

// Where the registers do not hold all lanes, a chunk is read once for every VEC_SUMS Vecs of them.
INLINE void array_sum_lanes(const f64 *left, const f64 *right, usize n, ArrayLanes *lanes) {
    for (usize start = 0, end; start < n; start = end) {
        end = VEC_SUMS == 4 || n - start < ARRAY_LANES_CHUNK ? n : start + ARRAY_LANES_CHUNK;
        for (usize first = 0; first < 4; first += VEC_SUMS) {
            Vec sum[VEC_SUMS];
            for (usize k = 0; k < VEC_SUMS; k++)
                sum[k] = lanes->v[first + k];
            for (usize i = start + first * VEC_WORDS; i < end; i += ARRAY_LANES)
                for (usize k = 0; k < VEC_SUMS; k++)
                    sum[k] = v_add_f64(sum[k], array_term_f64(left, right, i + k * VEC_WORDS));
            for (usize k = 0; k < VEC_SUMS; k++)
                lanes->v[first + k] = sum[k];
        }
    }
}

INLINE f64 array_sum_terms(const f64 *left, const f64 *right, usize n) {
    ArrayLanes lanes = {{v_zero(), v_zero(), v_zero(), v_zero()}};
    usize rest = n % ARRAY_LANES, whole = n - rest, part = rest % VEC_WORDS;
    array_sum_lanes(left, right, whole, &lanes);
    for (usize k = 0; k < 4; k++)
        if (rest >= (k + 1) * VEC_WORDS) {
            Vec term = array_term_f64(left, right, whole + k * VEC_WORDS);
            lanes.v[k] = v_add_f64(lanes.v[k], term);
        }
    if (part) {
        Vec term = array_term_part_f64(left, right, n - part, part);
        for (usize k = 0; k < 4; k++)
            if (rest / VEC_WORDS == k)
                lanes.v[k] = v_add_f64(lanes.v[k], term);
    }
    f64 lane[VEC_WORDS];
    v_store(lane, v_add_f64(v_add_f64(lanes.v[0], lanes.v[2]), v_add_f64(lanes.v[1], lanes.v[3])));
    f64 even = (lane[0] + lane[4]) + (lane[2] + lane[6]);
    f64 odd = (lane[1] + lane[5]) + (lane[3] + lane[7]);
    return element_canonical(even + odd);
}

static f64 array_sum_f64(const f64 *src, usize n) {
    return array_sum_terms(src, 0, n);
}

static f64 array_dot_f64(const f64 *left, const f64 *right, usize n) {
    return array_sum_terms(left, right, n);
}

// An integer of three words. Adds x * 2^shift; bits above 2^192 fall off, which makes negative
// numbers right as well.
INLINE void array_wide_add(u64 wide[3], u128 x, u32 shift) {
    u64 part[4] = {0, (u64)x, (u64)(x >> 64), 0};
    u32 word = shift / 64, bit = shift % 64;
    u128 sum = 0;
    for (u32 k = word; k < 3; k++) {
        u64 from_below = bit ? part[k - word] >> (64 - bit) : 0;
        sum += (u128)wide[k] + (part[k - word + 1] << bit | from_below);
        wide[k] = (u64)sum;
        sum >>= 64;
    }
}
INLINE void array_wide_add_wide(u64 wide[3], const u64 other[3]) {
    array_wide_add(wide, (u128)other[1] << 64 | other[0], 0);
    array_wide_add(wide, other[2], 128);
}
INLINE void array_wide_negate(u64 wide[3]) {
    for (u32 k = 0; k < 3; k++)
        wide[k] = ~wide[k];
    array_wide_add(wide, 1, 0);
}

#define ARRAY_DOT_CHUNK 512
#define ARRAY_DOT_BITS  28

// Adds products of whole Vecs of integers of at most 2^28 in size; those of a chunk fit a lane.
// Returns how many elements it took.
INLINE usize array_dot_small(const i64 *left, const i64 *right, usize n, i128 *total) {
    const Vec bias = v_splat_u64(1ull << ARRAY_DOT_BITS);
    ArraySplit split = array_split_none();
    usize i = 0;
    while (n - i >= VEC_WORDS) {
        usize end = array_chunk_end(i, n, ARRAY_DOT_CHUNK);
        Vec sum = v_zero(), seen = v_zero();
        for (usize j = i; j < end; j += VEC_WORDS) {
            Vec x = v_load(left + j), y = v_load(right + j);
            seen = v_or(seen, v_or(v_add_i64(x, bias), v_add_i64(y, bias)));
            sum = v_add_i64(sum, v_mul_i32(x, y));
        }
        if (array_exceeds(seen, ARRAY_DOT_BITS + 1))
            break;
        array_split_add_i64(&split, sum);
        i = end;
    }
    *total += array_split_total(&split);
    return i;
}

// Adds products of whole Vecs of any integers. With the top bit flipped, x is X - 2^63 for an
// unsigned X of halves Xh, Xl, and sum xy is
//     2^64 sum XhYh + 2^32 sum (XhYl + XlYh) + sum XlYl - 2^63 sum (X + Y) + 2^126 count
static usize array_dot_any(const i64 *left, const i64 *right, usize n, u64 wide[3]) {
    const Vec flip = v_splat_u64(1ull << 63);
    ArraySplit high = array_split_none(), cross = high, low = high, plain = high;
    usize i = 0;
    for (; n - i >= VEC_WORDS; i += VEC_WORDS) {
        Vec x = v_xor(v_load(left + i), flip), y = v_xor(v_load(right + i), flip);
        Vec xh = v_shr_u64(x, 32), yh = v_shr_u64(y, 32);
        array_split_add_u64(&high, v_mul_u32(xh, yh));
        array_split_add_u64(&cross, v_mul_u32(xh, y));
        array_split_add_u64(&cross, v_mul_u32(x, yh));
        array_split_add_u64(&low, v_mul_u32(x, y));
        plain.low = v_add_i64(plain.low, v_add_i64(x, y));
        plain.high = v_add_i64(plain.high, v_add_i64(xh, yh));
    }
    u64 sum[3] = {0};
    array_wide_add(sum, (u128)array_split_total(&plain), 63);
    array_wide_negate(sum);
    array_wide_add(sum, (u128)array_split_total(&high), 64);
    array_wide_add(sum, (u128)array_split_total(&cross), 32);
    array_wide_add(sum, (u128)array_split_total(&low), 0);
    array_wide_add(sum, i, 126);
    array_wide_add_wide(wide, sum);
    return i;
}

static void array_dot_i64(const i64 *left, const i64 *right, usize n, u64 *wide) {
    u64 sum[3] = {0};
    i128 total = 0;
    usize i = 0;
    u32 small = 1;
    while (n - i >= VEC_WORDS) {
        usize piece = n - i < ARRAY_PIECE ? n - i : ARRAY_PIECE;
        usize done = small ? array_dot_small(left + i, right + i, piece, &total)
                           : array_dot_any(left + i, right + i, piece, sum);
        small = small && piece - done < VEC_WORDS;
        i += done;
    }
    u64 rest[3];
    twin_array_dot_i64(left + i, right + i, n - i, rest);
    array_wide_add_wide(sum, rest);
    array_wide_add(sum, (u128)total, 0);
    array_wide_add(sum, total < 0 ? ~(u128)0 : 0, 128);
    __builtin_memcpy((u8 *)wide, sum, sizeof sum);
}

#define ARRAY_EXTREME_CHUNK 512

// The extremes of both types share one search, by the shim's operations, which keep the second
// argument unless the first is better: nothing equal and no NaN takes a place.
typedef enum { EXTREME_MIN_I64, EXTREME_MAX_I64, EXTREME_MIN_F64, EXTREME_MAX_F64 } ArrayExtreme;

INLINE Vec array_better(ArrayExtreme kind, Vec x, Vec best) {
    switch (kind) {
    case EXTREME_MIN_I64:
        return v_min_i64(x, best);
    case EXTREME_MAX_I64:
        return v_max_i64(x, best);
    case EXTREME_MIN_F64:
        return v_min_f64(x, best);
    default:
        return v_max_f64(x, best);
    }
}
INLINE u32 array_is_better(ArrayExtreme kind, Vec x, Vec best) {
    switch (kind) {
    case EXTREME_MIN_I64:
        return v_lt_i64(x, best);
    case EXTREME_MAX_I64:
        return v_lt_i64(best, x);
    case EXTREME_MIN_F64:
        return v_lt_f64(x, best);
    default:
        return v_lt_f64(best, x);
    }
}

typedef struct {
    usize start, end; // the chunk that holds the first NaN or else the first extreme
    u64 value;        // its bits, but for the sign of a zero
    u32 nan;
} ArrayFound;

INLINE const u64 *array_words(const void *src) {
    return (const u64 *)src;
}

// The best of eight lanes, none of them NaN.
INLINE u64 array_best_lane(ArrayExtreme kind, Vec v) {
    u64 lane[VEC_WORDS];
    v = array_better(kind, v_reverse_u64(v), v);
    v_store(lane, v);
    for (usize half = VEC_WORDS / 4; half; half /= 2)
        for (usize k = 0; k < half; k++) {
            i64 a = (i64)lane[k + half], b = (i64)lane[k];
            f64 x, y;
            __builtin_memcpy(&x, &lane[k + half], sizeof x);
            __builtin_memcpy(&y, &lane[k], sizeof y);
            u32 better = kind == EXTREME_MIN_I64   ? a < b
                         : kind == EXTREME_MAX_I64 ? a > b
                         : kind == EXTREME_MIN_F64 ? x < y
                                                   : x > y;
            lane[k] = better ? lane[k + half] : lane[k];
        }
    return lane[0];
}

INLINE ArrayFound array_extreme(ArrayExtreme kind, const u64 *src, usize n) {
    ASSERT(n >= VEC_WORDS);
    u32 may_be_nan = kind == EXTREME_MIN_F64 || kind == EXTREME_MAX_F64;
    usize count = may_be_nan ? VEC_SUMS : VEC_UNROLL; // of Vecs a round; nans is an accumulator too
    ArrayFound found = {0, 0, 0, 0};
    __builtin_memcpy(&found.value, (const u8 *)src, sizeof found.value);
    Vec best = v_splat_u64(found.value);
    usize end;
    for (usize start = 0; start < n; start = end) {
        end = n - start < ARRAY_EXTREME_CHUNK ? n : start + ARRAY_EXTREME_CHUNK;
        Vec top = best, nans = v_zero();
        usize i = start;
        for (; end - i >= count * VEC_WORDS; i += count * VEC_WORDS) {
            Vec x[VEC_UNROLL];
            for (usize k = 0; k < count; k++)
                x[k] = v_load(src + i + k * VEC_WORDS);
            for (usize k = 0; may_be_nan && k < count; k += 2)
                nans = v_tally_nan_f64(nans, x[k], x[(k + 1) % count]);
            // In pairs, so that only one comparison waits for the round before.
            for (usize half = count / 2; half; half /= 2)
                for (usize k = 0; k < half; k++)
                    x[k] = array_better(kind, x[k + half], x[k]);
            top = array_better(kind, x[0], top);
        }
        while (i < end) { // the last Vec may reach back over elements that were seen
            usize at = end - i < VEC_WORDS ? end - VEC_WORDS : i;
            Vec x = v_load(src + at);
            top = array_better(kind, x, top);
            if (may_be_nan)
                nans = v_tally_nan_f64(nans, x, x);
            i = at + VEC_WORDS;
        }
        found.nan = may_be_nan && v_any(nans);
        if (found.nan || array_is_better(kind, top, best) || start == 0) {
            found.start = start;
            found.end = end;
            if (found.nan)
                break;
            found.value = array_best_lane(kind, top);
            best = v_splat_u64(found.value);
        }
    }
    return found;
}

// Index of what was found, looked up in its chunk. Another thread may have changed it since: then
// any index of the chunk is as good.
INLINE usize array_place(ArrayFound found, i64 index) {
    return found.start + (index < 0 ? 0 : (usize)index);
}
static NOINLINE usize array_place_nan(const f64 *src, ArrayFound found) {
    usize i = found.start;
    while (i + 1 < found.end && element_f64(src, i) == element_f64(src, i))
        i++;
    return i;
}

static i64 array_min_i64(const i64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_min_i64(src, n)
                         : (i64)array_extreme(EXTREME_MIN_I64, array_words(src), n).value;
}

static i64 array_max_i64(const i64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_max_i64(src, n)
                         : (i64)array_extreme(EXTREME_MAX_I64, array_words(src), n).value;
}

INLINE i64 array_arg_i64(ArrayExtreme kind, const i64 *src, usize n) {
    ArrayFound found = array_extreme(kind, array_words(src), n);
    usize n_chunk = found.end - found.start;
    return (i64)array_place(found, array_index_i64(src + found.start, n_chunk, (i64)found.value));
}

static i64 array_argmin_i64(const i64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_argmin_i64(src, n) : array_arg_i64(EXTREME_MIN_I64, src, n);
}

static i64 array_argmax_i64(const i64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_argmax_i64(src, n) : array_arg_i64(EXTREME_MAX_I64, src, n);
}

INLINE usize array_place_f64(const f64 *src, ArrayFound found) {
    if (found.nan)
        return array_place_nan(src, found);
    f64 value;
    __builtin_memcpy(&value, &found.value, sizeof value);
    return array_place(found, array_index_f64(src + found.start, found.end - found.start, value));
}
INLINE i64 array_arg_f64(ArrayExtreme kind, const f64 *src, usize n) {
    return (i64)array_place_f64(src, array_extreme(kind, array_words(src), n));
}
// Only of a NaN and of a zero the value does not tell the bits.
INLINE f64 array_extreme_f64(ArrayExtreme kind, const f64 *src, usize n) {
    ArrayFound found = array_extreme(kind, array_words(src), n);
    if (found.nan || found.value << 1 == 0)
        return element_f64(src, array_place_f64(src, found));
    f64 value;
    __builtin_memcpy(&value, &found.value, sizeof value);
    return value;
}

static f64 array_min_f64(const f64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_min_f64(src, n) : array_extreme_f64(EXTREME_MIN_F64, src, n);
}

static f64 array_max_f64(const f64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_max_f64(src, n) : array_extreme_f64(EXTREME_MAX_F64, src, n);
}

static i64 array_argmin_f64(const f64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_argmin_f64(src, n) : array_arg_f64(EXTREME_MIN_F64, src, n);
}

static i64 array_argmax_f64(const f64 *src, usize n) {
    return n < VEC_WORDS ? twin_array_argmax_f64(src, n) : array_arg_f64(EXTREME_MAX_F64, src, n);
}

// In both, every element but the first is compared with the one before it, by a second load one
// place earlier.
static u32 array_is_sorted_i64(const i64 *src, usize n) {
    if (n <= VEC_WORDS)
        return twin_array_is_sorted_i64(src, n);
    usize i = 1;
    for (; n - i >= ARRAY_SUMS; i += ARRAY_SUMS) {
        Vec falls = v_zero();
        for (usize k = i; k < i + ARRAY_SUMS; k += VEC_WORDS)
            falls = v_tally_lt_i64(falls, v_load(src + k), v_load(src + k - 1));
        if (v_any(falls))
            return 0;
    }
    for (; n - i >= VEC_WORDS; i += VEC_WORDS)
        if (v_lt_i64(v_load(src + i), v_load(src + i - 1)))
            return 0;
    return v_lt_i64(v_load(src + n - VEC_WORDS), v_load(src + n - VEC_WORDS - 1)) == 0;
}

// In order is a pair that is <=, or whose second is NaN; never both, so each lane must count one
// for each pair.
INLINE Vec array_tally_order(Vec acc, Vec before, Vec x) {
    return v_tally_nan_f64(v_tally_le_f64(acc, before, x), x, x);
}
static u32 array_is_sorted_f64(const f64 *src, usize n) {
    if (n <= VEC_WORDS)
        return twin_array_is_sorted_f64(src, n);
    usize i = 1;
    for (; n - i >= ARRAY_SUMS; i += ARRAY_SUMS) {
        Vec pairs = v_zero();
        for (usize k = i; k < i + ARRAY_SUMS; k += VEC_WORDS)
            pairs = array_tally_order(pairs, v_load(src + k - 1), v_load(src + k));
        if (v_any(v_xor(pairs, v_splat_u64(VEC_SUMS))))
            return 0;
    }
    while (i < n) {
        usize at = n - i < VEC_WORDS ? n - VEC_WORDS : i;
        Vec pairs = array_tally_order(v_zero(), v_load(src + at - 1), v_load(src + at));
        if (v_any(v_xor(pairs, v_splat_u64(1))))
            return 0;
        i = at + VEC_WORDS;
    }
    return 1;
}
