// Sorting and the order of sorting of 8-byte numbers: most significant digit first, by counting, down to pieces that a sorting
// network takes whole.
//
// A pass spreads the words over at most 256 places of the other of two arrays, by the top bits of their distance from the
// smallest of them, so a narrow range far from zero costs no pass. Every pass narrows the range of a piece by its digit: time is
// at most linear in n times the bits of a word, whatever the data, and there is no pivot to choose wrongly. A piece that is in
// order already, as all of presorted data is, is only read. Floats become words in the same order and back; what words cannot
// say (0.0 and -0.0 are equal and keep their sequence, NaNs stand last in theirs) is handled before and after. For an argsort
// each word carries its index in its low bits, which also makes it stable; elements that differ only in bits that the index
// displaced are sorted again among themselves.
// Sources: P. M. McIlroy, K. Bostic, M. D. McIlroy, Engineering radix sort (1993). Rejected: quicksort over v_compress_u64 (a
// pass halves where this one divides by up to 256, and only AVX-512 has the instruction), least significant digit first (eight
// passes through memory for words that differ everywhere).
//
// Another thread may write to the data meanwhile: then the result is nonsense, but every place that was computed from data is
// checked before it is written to.
#include "array_element.h"
#include "sort_network.h"

#define SORT_DIGIT_BITS 8
#define SORT_DIGITS     (1u << SORT_DIGIT_BITS)
#define SORT_NETWORK    256 // so many words are left to a network without a look at them
#define SORT_PIECE_BITS 2   // a pass aims at pieces of 4 to 7 words

// ---- words ----

// Up to eight of n words, from number i on; lanes beyond them are 0.
INLINE Vec array_sort_load(const i64 *words, usize i, usize n) {
    const u8 *at = (const u8 *)words + i * sizeof(i64);
    return LIKELY(n - i >= VEC_WORDS) ? v_load(at) : v_load_part(at, (n - i) * sizeof(i64));
}
INLINE void array_sort_store(i64 *words, usize i, usize n, Vec v) {
    u8 *at = (u8 *)words + i * sizeof(i64);
    if (LIKELY(n - i >= VEC_WORDS))
        v_store(at, v);
    else
        v_store_part(at, v, (n - i) * sizeof(i64));
}
// The lanes that array_sort_load filled.
INLINE u32 array_sort_lanes(usize i, usize n) {
    return n - i >= VEC_WORDS ? 0xff : (1u << (n - i)) - 1;
}

// The key of an element: any two keys are in the order of their elements, and equal if those are. An integer is its own. A
// float's is its magnitude with its sign, so that both zeros have one key and round numbers end in zeros; all NaNs have one, the
// largest.
INLINE Vec array_sort_key(Vec bits, u32 is_float) {
    if (is_float) {
        Vec sign = v_sar_i64(v_canonical_f64(bits), 63);
        bits = v_sub_i64(v_xor(v_canonical_f64(bits), v_shr_u64(sign, 1)), sign);
    }
    return bits;
}

INLINE u32 array_sort_is_sorted(const i64 *src, usize n, u32 is_float) {
    for (usize i = 1; i < n; i += VEC_WORDS) {
        Vec v = array_sort_key(array_sort_load(src, i, n), is_float);
        Vec before = array_sort_key(array_sort_load(src, i - 1, n - 1), is_float);
        if (v_lt_i64(v, before) & array_sort_lanes(i, n))
            return 0;
    }
    return 1;
}

// Smallest and largest of n >= 1 keys, and a word whose lowest set bit is the lowest in which any two of them differ.
INLINE u64 array_sort_range(const i64 *src, usize n, u32 is_float, i64 *low, i64 *high) {
    Vec first = array_sort_key(v_splat_u64((u64)element_i64(src, 0)), is_float);
    Vec smallest = first, largest = first, differ = v_zero();
    for (usize i = 0; i < n; i += VEC_WORDS) {
        Vec v = v_select_u64(array_sort_lanes(i, n),
                             array_sort_key(array_sort_load(src, i, n), is_float), first);
        smallest = v_min_i64(smallest, v);
        largest = v_max_i64(largest, v);
        differ = v_or(differ, v_xor(v, first));
    }
    i64 lane[3][VEC_WORDS];
    v_store(lane[0], smallest);
    v_store(lane[1], largest);
    v_store(lane[2], differ);
    *low = lane[0][0];
    *high = lane[1][0];
    u64 bits = (u64)lane[2][0];
    for (usize i = 1; i < VEC_WORDS; i++) {
        *low = lane[0][i] < *low ? lane[0][i] : *low;
        *high = lane[1][i] > *high ? lane[1][i] : *high;
        bits |= (u64)lane[2][i];
    }
    return bits;
}

// Bits of the distance from low to high.
INLINE u32 array_sort_width(i64 low, i64 high) {
    return low == high ? 0 : 64 - COUNT_LEADING((u64)high - (u64)low);
}

// One pass: the digit of a word is `bits` bits of its distance from the smallest word, from bit `shift` on.
typedef struct {
    i64 low;
    u32 shift, bits;
} SortPass;

INLINE usize array_sort_digit(SortPass pass, i64 word) {
    return (usize)(((u64)word - (u64)pass.low) >> pass.shift) & (((usize)1 << pass.bits) - 1);
}

// How many words have each digit. Four tables, because equal digits in a row would wait for each other's increment.
static void array_sort_count(SortPass pass, const i64 *words, usize n, usize *count) {
    usize table[4][SORT_DIGITS], digits = (usize)1 << pass.bits;
    for (usize j = 0; j < 4; j++)
        __builtin_memset(table[j], 0, digits * sizeof(usize));
    usize i = 0;
    for (; i + 4 <= n; i += 4)
        UNROLL_FOR (j, 4)
            table[j][array_sort_digit(pass, element_i64(words, i + j))]++;
    for (; i < n; i++)
        table[0][array_sort_digit(pass, element_i64(words, i))]++;
    for (usize digit = 0; digit < digits; digit++)
        count[digit] = table[0][digit] + table[1][digit] + table[2][digit] + table[3][digit];
}

// Every word to the next place of its digit, in their sequence.
static void array_sort_spread(SortPass pass, const i64 *from, i64 *to, usize n, usize *place) {
    for (usize i = 0; i < n; i++) {
        i64 word = element_i64(from, i);
        usize at = place[array_sort_digit(pass, word)]++;
        if (LIKELY(at < n))
            element_put_i64(to, at, word);
    }
}

// Words of which the digit is all: their counts say it.
static void array_sort_fill(SortPass pass, i64 *to, const usize *count) {
    usize i = 0;
    for (usize digit = 0; digit >> pass.bits == 0; digit++)
        for (usize end = i + count[digit]; i < end; i++)
            element_put_i64(to, i, (i64)((u64)pass.low + digit));
}

// Does one digit hold more than half of the words? Then this pass would leave most of its work to the next ones.
static u32 array_sort_is_lopsided(SortPass pass, const usize *count, usize n) {
    usize most = 0;
    for (usize digit = 0; digit >> pass.bits == 0; digit++)
        most = count[digit] > most ? count[digit] : most;
    return most > n / 2;
}

// n words in ascending order; the result stands in `other` if to_other, else in `words`.
static void array_sort_words(i64 *words, i64 *other, usize n, u32 to_other) {
    i64 *result = to_other ? other : words;
    if (n <= SORT_NETWORK) {
        network_sort(words, result, n);
        return;
    }
    if (array_sort_is_sorted(words, n, 0)) {
        if (to_other)
            __builtin_memcpy(other, words, n * sizeof(i64));
        return;
    }
    i64 low, high;
    array_sort_range(words, n, 0, &low, &high);
    u32 width = array_sort_width(low, high), bits = 63 - COUNT_LEADING(n) - SORT_PIECE_BITS;
    usize place[SORT_DIGITS];
    if (width <= SORT_DIGIT_BITS) {
        SortPass only = {low, 0, width};
        array_sort_count(only, words, n, place);
        array_sort_fill(only, result, place);
        return;
    }
    bits = bits < SORT_DIGIT_BITS ? bits : SORT_DIGIT_BITS;
    SortPass pass = {low, width - bits, bits};
    array_sort_count(pass, words, n, place);
    if (n <= NETWORK_WORDS && array_sort_is_lopsided(pass, place, n)) {
        network_sort(words, result, n);
        return;
    }
    usize start = 0, digits = (usize)1 << bits;
    for (usize digit = 0; digit < digits; digit++) {
        usize count = place[digit];
        place[digit] = start;
        start += count;
    }
    array_sort_spread(pass, words, other, n, place);
    // Each digit's words are a piece; small neighbours are sorted as one, up to what a network takes at its best.
    usize from = 0;
    start = 0;
    for (usize digit = 0; digit < digits; digit++) {
        usize end = place[digit] < n ? place[digit] : n;
        if (end - from > NETWORK_BLOCK && start > from) {
            array_sort_words(other + from, words + from, start - from, !to_other);
            from = start;
        }
        start = end > start ? end : start;
    }
    array_sort_words(other + from, words + from, n - from, !to_other);
}

// ---- values ----

// Bits of a float as a word: the same order, -0.0 just below 0.0, NaNs beyond both infinities; the map is its own inverse.
INLINE Vec array_sort_float_word(Vec bits) {
    return v_xor(bits, v_shr_u64(v_sar_i64(bits, 63), 1));
}
#define SORT_INFINITY 0x7ff0000000000000

// Maps n elements in place; tells whether there was a NaN or a -0.0 among them.
static u32 array_sort_map_floats(i64 *data, usize n) {
    const Vec minus_zero = v_splat_u64((u64)INT64_MIN);
    u32 special = 0;
    for (usize i = 0; i < n; i += VEC_WORDS) {
        Vec v = array_sort_load(data, i, n);
        special |= v_nan_f64(v) | v_eq_i64(v, minus_zero);
        array_sort_store(data, i, n, array_sort_float_word(v));
    }
    return special;
}

// Takes what words cannot order out of the mapped data: NaNs go behind the numbers (by way of `spare`, n words), zeros become
// equal and leave their signs, one bit for each in their sequence, in `signs`. Returns how many numbers there are.
static usize array_sort_part_specials(i64 *data, usize n, u64 *spare, u64 *signs) {
    usize numbers = 0, nans = 0, zeros = 0;
    for (usize i = 0; i < n; i++) {
        i64 word = element_i64(data, i);
        if (word > SORT_INFINITY || word < ~SORT_INFINITY) {
            spare[nans++] = (u64)word;
            continue;
        }
        if (word == 0 || word == -1) {
            u64 earlier = zeros % 64 ? signs[zeros / 64] : 0;
            signs[zeros / 64] = earlier | (u64)(word & 1) << zeros % 64;
            zeros++;
            word = 0;
        }
        element_put_i64(data, numbers++, word);
    }
    for (usize i = 0; i < nans; i++)
        element_put_i64(data, numbers + i, (i64)spare[i]);
    return numbers;
}
// Gives the zeros among sorted words their signs back.
static void array_sort_sign_zeros(i64 *data, usize n, const u64 *signs) {
    usize first = 0, end = n;
    while (first < end) {
        usize middle = first + (end - first) / 2;
        if (element_i64(data, middle) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    for (usize i = 0; first + i < n && element_i64(data, first + i) == 0; i++)
        element_put_i64(data, first + i, -(i64)(signs[i / 64] >> i % 64 & 1));
}

static u64 array_sort_scratch(u64 n) {
    return (n + n / 64 + 1) * sizeof(u64); // the other array, and the signs of zeros
}
static void array_sort_i64(i64 *data, usize n, u64 *scratch) {
    array_sort_words(data, (i64 *)scratch, n, 0);
}
static void array_sort_f64(f64 *data, usize n, u64 *scratch) {
    i64 *words = (i64 *)data;
    if (UNLIKELY(array_sort_map_floats(words, n))) {
        usize numbers = array_sort_part_specials(words, n, scratch, scratch + n);
        array_sort_words(words, (i64 *)scratch, numbers, 0);
        array_sort_sign_zeros(words, numbers, scratch + n);
    } else {
        array_sort_words(words, (i64 *)scratch, n, 0);
    }
    array_sort_map_floats(words, n);
}

// ---- indices ----

// How a word carries a key and its index: the lowest index_bits are the index; above them stands the distance of the key from
// low, without its lowest bits: `same` of them are the same in all keys, and then `lost` have no room.
typedef struct {
    const i64 *src;
    i64 low;
    u32 index_bits, same, lost;
} SortPack;

// A pack for distances of `width` bits, `same` of which need not be carried.
INLINE SortPack array_sort_pack_of(const i64 *src, i64 low, u32 index_bits, u32 width, u32 same) {
    u32 bits = width - same + index_bits;
    SortPack pack = {src, low, index_bits, same, bits > 64 ? bits - 64 : 0};
    return pack;
}
// The top bit is turned, because distances have no sign and words are compared with one.
INLINE Vec array_sort_packed(SortPack pack, Vec distance, Vec index) {
    Vec kept = v_shr_u64(distance, pack.same + pack.lost);
    return v_xor(v_or(v_shl_u64(kept, pack.index_bits), index), v_splat_u64((u64)INT64_MIN));
}
INLINE void array_sort_pack_all(SortPack pack, i64 *words, usize n, u32 is_float) {
    const Vec low = v_splat_u64((u64)pack.low);
    for (usize i = 0; i < n; i += VEC_WORDS) {
        Vec distance = v_sub_i64(array_sort_key(array_sort_load(pack.src, i, n), is_float), low);
        Vec index = v_add_i64(v_splat_u64(i), v_iota_u64());
        array_sort_store(words, i, n, array_sort_packed(pack, distance, index));
    }
}

// The indices of up to eight words from number i on.
INLINE Vec array_sort_indices(SortPack pack, const i64 *words, usize i, usize n) {
    return v_and(array_sort_load(words, i, n), v_splat_u64((1ull << pack.index_bits) - 1));
}
// The distances of their keys; lanes beyond n are those of element 0.
INLINE Vec array_sort_distances(SortPack pack, Vec indices, u32 is_float) {
    u64 index[VEC_WORDS];
    i64 element[VEC_WORDS];
    v_store(index, indices);
    for (usize j = 0; j < VEC_WORDS; j++)
        element[j] = element_i64(pack.src, (usize)index[j]);
    return v_sub_i64(array_sort_key(v_load(element), is_float), v_splat_u64((u64)pack.low));
}

// Of the words from number i on, those that carry the same part of a key as the one before.
INLINE u32 array_sort_ties(SortPack pack, const i64 *words, usize i, usize n) {
    Vec differ = v_xor(array_sort_load(words, i, n), array_sort_load(words, i - 1, n - 1));
    return v_eq_i64(v_shr_u64(differ, pack.index_bits), v_zero()) & array_sort_lanes(i, n);
}

// Runs of sorted words that tie only because bits were lost, sorted by those. One round, or two beyond 2^32 elements: a round
// has room for 64 - index_bits bits.
static NOINLINE void array_sort_untie(SortPack pack, i64 *words, i64 *other, usize n,
                                      u32 is_float) {
    SortPack finer =
        array_sort_pack_of(pack.src, pack.low, pack.index_bits, pack.same + pack.lost, pack.same);
    const Vec lost = v_splat_u64((1ull << (pack.same + pack.lost)) - 1);
    for (usize i = 1; i < n;) {
        u32 ties = array_sort_ties(pack, words, i, n);
        if (!ties) {
            i += VEC_WORDS;
            continue;
        }
        usize start = i + COUNT_TRAILING(ties) - 1, end = start + 2;
        while (end < n && array_sort_ties(pack, words, end, end + 1))
            end++;
        for (usize j = start; j < end; j += VEC_WORDS) {
            Vec indices = array_sort_indices(pack, words, j, end);
            Vec distance = v_and(array_sort_distances(pack, indices, is_float), lost);
            array_sort_store(words, j, end, array_sort_packed(finer, distance, indices));
        }
        array_sort_words(words + start, other + start, end - start, 0);
        if (finer.lost)
            array_sort_untie(finer, words + start, other + start, end - start, is_float);
        i = end + 1;
    }
}

// Whether every element is smaller than the one before it: the order is then the reverse.
INLINE u32 array_sort_is_falling(const i64 *src, usize n, u32 is_float) {
    for (usize i = 1; i < n; i += VEC_WORDS) {
        Vec here = array_sort_key(array_sort_load(src, i, n), is_float);
        Vec before = array_sort_key(array_sort_load(src, i - 1, n - 1), is_float);
        u32 lanes = array_sort_lanes(i, n);
        if ((v_lt_i64(here, before) & lanes) != lanes)
            return 0;
    }
    return 1;
}

static u64 array_argsort_scratch(u64 n) {
    return n * sizeof(u64);
}
INLINE void array_sort_order(const i64 *src, usize n, i64 *dst, i64 *other, u32 is_float) {
    if (array_sort_is_sorted(src, n, is_float)) {
        for (usize i = 0; i < n; i += VEC_WORDS)
            array_sort_store(dst, i, n, v_add_i64(v_splat_u64(i), v_iota_u64()));
        return;
    }
    if (array_sort_is_falling(src, n, is_float)) {
        for (usize i = 0; i < n; i += VEC_WORDS)
            array_sort_store(dst, i, n, v_sub_i64(v_splat_u64(n - 1 - i), v_iota_u64()));
        return;
    }
    i64 low, high;
    u64 differ = array_sort_range(src, n, is_float, &low, &high);
    // All elements are equal only if another thread has just made them so.
    u32 same = differ ? COUNT_TRAILING(differ) : 0;
    SortPack pack =
        array_sort_pack_of(src, low, 64 - COUNT_LEADING(n - 1), array_sort_width(low, high), same);
    array_sort_pack_all(pack, dst, n, is_float);
    array_sort_words(dst, other, n, 0);
    if (pack.lost)
        array_sort_untie(pack, dst, other, n, is_float);
    for (usize i = 0; i < n; i += VEC_WORDS)
        array_sort_store(dst, i, n, array_sort_indices(pack, dst, i, n));
}
static void array_argsort_i64(const i64 *src, usize n, i64 *dst, u64 *scratch) {
    array_sort_order(src, n, dst, (i64 *)scratch, 0);
}
static void array_argsort_f64(const f64 *src, usize n, i64 *dst, u64 *scratch) {
    array_sort_order((const i64 *)src, n, dst, (i64 *)scratch, 1);
}
