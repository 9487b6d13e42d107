// Sorting networks over the shim: up to 1024 signed words in registers and a buffer on the stack, without a branch on the data.
//
// 64 words are eight Vecs, seen as a matrix of 8 rows and 8 columns. Batcher's odd-even merge sort puts every column in order at
// once, comparing whole Vecs; then columns are merged in pairs, fours and eights by bitonic merges, the matrix being read
// column after column; a transposition at the end puts columns into rows. Comparing rows needs no exchange of lanes, so this
// takes two thirds of the instructions of a network that reads the words in order. Blocks of 64 are merged bitonically.
// Sources: K. E. Batcher, Sorting networks and their applications (1968); the matrix as in M. Blacher, J. Giesen, P. Sanders,
// J. Wassenberg, Vectorized and performance-portable quicksort (2022). Rejected: 16 rows at once (a sixth faster for 128 words on
// AVX-512, slower in WebAssembly for want of registers, twice the code).
#pragma once

#include "base.h"

#define NETWORK_WORDS  1024 // the most that network_sort takes
#define NETWORK_LEVELS 3
#define NETWORK_ROWS   (1u << NETWORK_LEVELS)
#define NETWORK_BLOCK  (NETWORK_ROWS * VEC_WORDS)

// The smaller words to a, the larger ones to b.
INLINE void network_order(Vec *a, Vec *b) {
    Vec low = v_min_i64(*a, *b);
    *b = v_max_i64(*a, *b);
    *a = low;
}
// Lane i is exchanged with lane i ^ distance.
INLINE Vec network_swap(Vec v, u32 distance) {
    if (distance & 1)
        v = v_swap1_u64(v);
    if (distance & 2)
        v = v_swap2_u64(v);
    if (distance & 4)
        v = v_swap4_u64(v);
    return v;
}
// Order between lanes i and i ^ distance of one Vec; the larger word goes to the lanes whose bit is set in upper.
INLINE void network_order_lanes(Vec *v, u32 distance, u32 upper) {
    Vec other = network_swap(*v, distance);
    *v = v_select_u64(upper, v_max_i64(*v, other), v_min_i64(*v, other));
}

// Two rows that mirror each other, at the first step of a merge of columns: lane i of one meets lane i ^ distance of the other.
INLINE void network_mirror(Vec *a, Vec *b, u32 distance, u32 upper) {
    Vec other = network_swap(*b, distance), low = v_min_i64(*a, other), high = v_max_i64(*a, other);
    *a = v_select_u64(upper, high, low);
    *b = network_swap(v_select_u64(upper, low, high), distance);
}
INLINE void network_mirror_rows(Vec *v, u32 distance, u32 upper) {
    UNROLL_FOR (i, NETWORK_ROWS / 2)
        network_mirror(v + i, v + NETWORK_ROWS - 1 - i, distance, upper);
}
INLINE void network_order_columns(Vec *v, u32 distance, u32 upper) {
    UNROLL_FOR (i, NETWORK_ROWS)
        network_order_lanes(v + i, distance, upper);
}

// Every column, a bitonic sequence, into order.
INLINE void network_clean_rows(Vec *v) {
    UNROLL_FOR (level, NETWORK_LEVELS) {
        u32 distance = NETWORK_ROWS / 2 >> level;
        UNROLL_FOR (i, NETWORK_ROWS)
            if (!(i & distance))
                network_order(v + i, v + i + distance);
    }
}
// Every column, in any sequence, into order: 19 comparisons.
INLINE void network_sort_rows(Vec *v) {
    UNROLL_FOR (level, NETWORK_LEVELS) {
        u32 run = 1u << level;
        UNROLL_FOR (i, NETWORK_ROWS)
            if (!(i & run))
                network_order(v + i, v + i + run);
        UNROLL_FOR (step, level) {
            u32 distance = run / 2 >> step;
            UNROLL_FOR (i, NETWORK_ROWS)
                if ((i & distance) && i % (2 * run) + distance < 2 * run)
                    network_order(v + i, v + i + distance);
        }
    }
}

// Of two rows whose numbers differ in one bit, the lanes that differ from their row in that bit change places.
INLINE void network_exchange(Vec *a, Vec *b, u32 distance, u32 upper) {
    Vec low = v_select_u64(upper, network_swap(*b, distance), *a);
    *b = v_select_u64(upper, *b, network_swap(*a, distance));
    *a = low;
}
INLINE void network_transpose(Vec *v) {
    UNROLL_FOR (i, NETWORK_ROWS)
        if (!(i & 4))
            network_exchange(v + i, v + i + 4, 4, 0xf0);
    UNROLL_FOR (i, NETWORK_ROWS)
        if (!(i & 2))
            network_exchange(v + i, v + i + 2, 2, 0xcc);
    UNROLL_FOR (i, NETWORK_ROWS)
        if (!(i & 1))
            network_exchange(v + i, v + i + 1, 1, 0xaa);
}

static NOINLINE void network_sort_64(i64 *block) {
    Vec v[NETWORK_ROWS];
    UNROLL_FOR (i, NETWORK_ROWS)
        v[i] = v_load(block + VEC_WORDS * i);
    network_sort_rows(v);
    network_mirror_rows(v, 1, 0xaa); // columns in pairs
    network_clean_rows(v);
    network_mirror_rows(v, 3, 0xcc); // in fours
    network_order_columns(v, 1, 0xaa);
    network_clean_rows(v);
    network_mirror_rows(v, 7, 0xf0); // all eight
    network_order_columns(v, 2, 0xcc);
    network_order_columns(v, 1, 0xaa);
    network_clean_rows(v);
    network_transpose(v);
    UNROLL_FOR (i, NETWORK_ROWS)
        v_store(block + VEC_WORDS * i, v[i]);
}

// A Vec that is a bitonic sequence into order.
INLINE Vec network_clean_lanes(Vec v) {
    network_order_lanes(&v, 4, 0xf0);
    network_order_lanes(&v, 2, 0xcc);
    network_order_lanes(&v, 1, 0xaa);
    return v;
}
INLINE Vec network_sort_lanes(Vec v) {
    network_order_lanes(&v, 1, 0xaa);
    network_order_lanes(&v, 3, 0xcc);
    network_order_lanes(&v, 1, 0xaa);
    network_order_lanes(&v, 7, 0xf0);
    network_order_lanes(&v, 2, 0xcc);
    network_order_lanes(&v, 1, 0xaa);
    return v;
}
static NOINLINE void network_sort_16(i64 *block) {
    Vec a = network_sort_lanes(v_load(block));
    Vec b = v_reverse_u64(network_sort_lanes(v_load(block + VEC_WORDS)));
    network_order(&a, &b);
    v_store(block, network_clean_lanes(a));
    v_store(block + VEC_WORDS, network_clean_lanes(b));
}

// The two halves of `rows` Vecs, each in order, merged: the mirrored comparison leaves two bitonic halves, none of whose words
// belong into the other, and so on down to single Vecs.
static NOINLINE void network_merge(i64 *block, u32 rows) {
    for (u32 i = 0; i < rows / 2; i++) {
        i64 *low = block + VEC_WORDS * i, *high = block + VEC_WORDS * (rows - 1 - i);
        Vec a = v_load(low), b = v_reverse_u64(v_load(high));
        network_order(&a, &b);
        v_store(low, a);
        v_store(high, v_reverse_u64(b));
    }
    for (u32 distance = rows / 4; distance >= NETWORK_ROWS; distance /= 2)
        for (u32 start = 0; start < rows; start += 2 * distance)
            for (u32 i = start; i < start + distance; i++) {
                i64 *low = block + VEC_WORDS * i, *high = low + VEC_WORDS * distance;
                Vec a = v_load(low), b = v_load(high);
                network_order(&a, &b);
                v_store(low, a);
                v_store(high, b);
            }
    for (u32 start = 0; start < rows; start += NETWORK_ROWS) {
        i64 *part = block + VEC_WORDS * start;
        Vec v[NETWORK_ROWS];
        UNROLL_FOR (i, NETWORK_ROWS)
            v[i] = v_load(part + VEC_WORDS * i);
        network_clean_rows(v);
        UNROLL_FOR (i, NETWORK_ROWS)
            v_store(part + VEC_WORDS * i, network_clean_lanes(v[i]));
    }
}

// n <= NETWORK_WORDS words of `from` in ascending order to `to`, which may be the same; any alignment.
static void network_sort(const i64 *from, i64 *to, usize n) {
    i64 block[NETWORK_WORDS] __attribute__((aligned(VEC_BYTES)));
    const Vec largest = v_splat_u64(INT64_MAX);
    usize rows = n <= 2 * VEC_WORDS ? 2 : NETWORK_ROWS;
    while (rows * VEC_WORDS < n)
        rows *= 2;
    usize whole = n / VEC_WORDS, rest = n % VEC_WORDS;
    for (usize i = 0; i < whole; i++)
        v_store(block + VEC_WORDS * i, v_load((const u8 *)from + VEC_BYTES * i));
    for (usize i = whole; i < rows; i++)
        v_store(block + VEC_WORDS * i, largest);
    if (rest) {
        Vec last = v_load_part((const u8 *)from + VEC_BYTES * whole, rest * sizeof(i64));
        v_store(block + VEC_WORDS * whole, v_select_u64((1u << rest) - 1, last, largest));
    }
    if (rows == 2) {
        network_sort_16(block);
    } else {
        for (usize i = 0; i < rows * VEC_WORDS; i += NETWORK_BLOCK)
            network_sort_64(block + i);
        for (u32 merged = 2 * NETWORK_ROWS; merged <= rows; merged *= 2)
            for (u32 start = 0; start < rows; start += merged)
                network_merge(block + VEC_WORDS * start, merged);
    }
    for (usize i = 0; i < whole; i++)
        v_store((u8 *)to + VEC_BYTES * i, v_load(block + VEC_WORDS * i));
    if (rest)
        v_store_part((u8 *)to + VEC_BYTES * whole, v_load(block + VEC_WORDS * whole),
                     rest * sizeof(i64));
}
