// Substring search where probes waste time (see bytes_needle.h): a sieve of 16 bytes, and two ways behind it.
//
// The two-way search is that of Crochemore and Perrin, "Two-way string-matching", Journal of the ACM 38 (1991): the needle is split at
// a critical position; the right part is compared first, from the split on, and a mismatch in it shifts the needle by as many
// bytes as matched and one; a mismatch in the left part shifts it by the period. Every byte is compared at most twice. Here the
// comparisons are done by Vec, and the sieve, whose window then stands at the critical position, lets only such places
// through that a mismatch shifts by more than the window. Before the needle is split, places that the sieve lets through are simply
// compared: for most needles that ever come here that is enough, and splitting costs time for every byte of the needle.
#pragma once

#include "bytes_needle.h"

static usize bytes_common_suffix(const u8 *left, const u8 *right, usize len) {
    usize end = len;
    for (; end > VEC_BYTES; end -= VEC_BYTES) {
        u64 differ = ~v_eq_u8(v_load(left + end - VEC_BYTES), v_load(right + end - VEC_BYTES));
        if (differ)
            return len - end + COUNT_LEADING(differ);
    }
    u64 differ = ~v_eq_u8(v_load_part(left, end), v_load_part(right, end));
    return differ ? len - 1 - (63 - COUNT_LEADING(differ)) : len;
}

// The start and the period of the greatest suffix of the mirrored needle, in the order of bytes or in its reverse. `other` is the
// suffix that is compared with the greatest so far; while they are equal, the greatest repeats itself with period p.
static usize needle_greatest_suffix(const u8 *needle, usize len, const u32 back, u32 reversed,
                                    usize *period) {
    usize start = 0, other = 1, p = 1;
    while (other < len) {
        usize same = back ? bytes_common_suffix(needle, needle + p, len - other)
                          : bytes_common_prefix(needle + other, needle + start, len - other);
        if (other + same >= len)
            break;
        u8 a = needle[back ? len - 1 - other - same : other + same];
        u8 b = needle[back ? len - 1 - start - same : start + same];
        if ((a < b) != reversed) {
            other += same + 1;
            p = other - start;
        } else {
            start = other + same / p * p;
            other = start + 1;
            p = 1;
        }
    }
    *period = p;
    return start;
}

// The window of the sieve: 16 bytes, or all, from the critical position on or ending with the mirrored needle.
static void needle_set_window(Needle *n, const u32 back) {
    usize len = n->needle_len;
    usize width = len < NEEDLE_WINDOW ? len : NEEDLE_WINDOW;
    usize mirrored = n->critical < len - width ? n->critical : len - width;
    n->window = back ? len - width - mirrored : mirrored;
    n->width = width;
    n->kinds = 0;
    for (usize i = 0; i < NEEDLE_WINDOW; i++) {
        n->kind[i] = NEEDLE_WINDOW; // beyond the needle: every byte fits
        if (i >= width)
            continue;
        u8 byte = n->needle[n->window + i];
        usize j = 0;
        while (j < i && n->needle[n->window + j] != byte)
            j++;
        if (j == i)
            n->byte[n->kinds++] = v_splat_u8(byte);
        n->kind[i] = j == i ? (u8)(n->kinds - 1) : n->kind[j];
    }
}

// The mirrored needle splits at its critical position so that a shift which keeps the left part from matching is never lost: the
// later start of the two greatest suffixes.
static NOINLINE void needle_factorize(Needle *n, const u32 back) {
    usize len = n->needle_len, period, period_reversed;
    usize start = needle_greatest_suffix(n->needle, len, back, 0, &period);
    usize start_reversed = needle_greatest_suffix(n->needle, len, back, 1, &period_reversed);
    if (start_reversed >= start) {
        start = start_reversed;
        period = period_reversed;
    }
    const u8 *head = n->needle + (back ? len - start : 0);
    const u8 *again = n->needle + (back ? len - start - period : period);
    n->periodic = bytes_equal(head, again, start);
    usize longer = start > len - start ? start : len - start;
    n->period = n->periodic ? period : longer + 1;
    n->critical = start;
    n->known = 0;
    n->factorized = 1;
    needle_set_window(n, back);
}

// How many bytes of the mirrored needle match at a place, counted from `begin` to `end`.
INLINE usize needle_matched(const Needle *n, const u32 back, usize place, usize begin, usize end) {
    usize offset = back ? n->needle_len - end : begin;
    const u8 *left = n->hay + place + offset, *right = n->needle + offset;
    return back ? bytes_common_suffix(left, right, end - begin)
                : bytes_common_prefix(left, right, end - begin);
}

// Tries one place that the sieve let through: 0 if it is an occurrence, else how far the needle may be shifted.
INLINE usize needle_try(Needle *n, const u32 back, usize place) {
    usize len = n->needle_len;
    if (!n->factorized) {
        usize same = needle_matched(n, back, place, 0, len);
        if (same == len)
            return 0;
        usize passed = back ? n->origin - place : place - n->origin;
        n->wasted += NEEDLE_TRIED + same;
        if (n->wasted <= NEEDLE_ALLOWED_SIFT(passed, len))
            return 1;
        needle_factorize(n, back);
    }
    usize known = n->known_at == place ? n->known : 0;
    usize begin = known > n->critical ? known : n->critical;
    usize end = begin + needle_matched(n, back, place, begin, len);
    n->known = 0;
    if (end < len)
        return end - n->critical + 1;
    if (known >= n->critical ||
        needle_matched(n, back, place, known, n->critical) == n->critical - known)
        return 0;
    if (n->periodic) {
        n->known = len - n->period;
        n->known_at = back ? place - n->period : place + n->period;
    }
    return n->period;
}

// Tests the window at so many places from n->sifted on; is there one that fits? Each Vec gives a word for each different byte of
// the window, its places bit by bit, and then eight words are worked on as one Vec: shifted, they meet where the window starts.
// All the words are written before the first are read back as a Vec, because that waits for the last of them to reach the cache.
INLINE u32 needle_sift(Needle *n, usize places) {
    const u8 *window = n->hay + n->window + n->sifted;
    usize len = places + n->width - 1;
    u32 blocks = (u32)((places + NEEDLE_SIFTED - 1) / NEEDLE_SIFTED);
    u64 equal[NEEDLE_WINDOW + 1][NEEDLE_SIEVE] __attribute__((aligned(VEC_BYTES)));
    for (u32 block = 0; block < blocks; block++) {
        const u8 *p = steady(window + block * NEEDLE_SIFTED);
        usize rest = len - block * NEEDLE_SIFTED;
        Vec v = rest < VEC_BYTES ? v_load_part(p, rest) : v_load(p);
        for (u32 i = 0; i < n->kinds; i++)
            equal[i][block] = v_eq_u8(v, n->byte[i]);
    }
    for (; blocks % VEC_WORDS; blocks++)
        for (u32 i = 0; i < n->kinds; i++)
            equal[i][blocks] = 0;
    for (u32 block = 0; block < blocks; block += VEC_WORDS)
        v_store(&equal[NEEDLE_WINDOW][block], v_splat_u8(0xff));
    Vec any = v_zero();
    for (u32 block = 0; block < blocks; block += VEC_WORDS) {
        Vec fit = v_load(&equal[n->kind[0]][block]);
        for (u32 i = 1; i < NEEDLE_WINDOW; i++)
            fit = v_and(fit, v_shr_u64(v_load(&equal[n->kind[i]][block]), i));
        v_store(&n->fit[block], fit);
        any = v_or(any, fit);
    }
    return v_any(any);
}

// Which of the places from base on are still in the range.
INLINE u64 needle_inside(const Needle *n, usize base) {
    u64 bits = needle_first_bits(NEEDLE_SIFTED);
    if (n->low > base)
        bits = n->low - base < VEC_BYTES ? bits & ~0ull << (n->low - base) : 0;
    if (n->high <= base)
        return 0;
    return n->high - base < VEC_BYTES ? bits & needle_first_bits(n->high - base) : bits;
}

// Goes through the range by the sieve; when it lets through too much, two ways.
INLINE i64 needle_sieve(Needle *n, const u32 back) {
    const usize sieve = NEEDLE_SIEVE * NEEDLE_SIFTED;
    while (n->low < n->high) {
        usize places = n->high - n->low < sieve ? n->high - n->low : sieve;
        u32 any = 1;
        if (back || n->low >= n->sifted_end) {
            n->sifted = back ? n->high - places : n->low;
            n->sifted_end = n->sifted + places;
            any = places == sieve ? needle_sift(n, sieve) : needle_sift(n, places);
        }
        for (u32 i = 0; any && i < NEEDLE_SIEVE; i++) {
            u32 block = back ? NEEDLE_SIEVE - 1 - i : i;
            usize base = n->sifted + block * NEEDLE_SIFTED;
            u64 bits = n->fit[block] & needle_inside(n, base);
            while (bits) {
                usize place = base + needle_pick(back, bits);
                usize shift = needle_try(n, back, place);
                if (shift == 0)
                    return (i64)place;
                if (back)
                    n->high = shift > place - n->low ? n->low : place - shift + 1;
                else
                    n->low = shift > n->high - place ? n->high : place + shift;
                bits &= needle_inside(n, base);
            }
        }
        if (back)
            n->high = n->sifted < n->low ? n->low : n->sifted < n->high ? n->sifted : n->high;
        else
            n->low = n->sifted_end > n->low ? n->sifted_end : n->low;
    }
    return NEEDLE_ABSENT;
}

static NOINLINE i64 needle_sieve_forward(Needle *n) {
    return needle_sieve(n, 0);
}
static NOINLINE i64 needle_sieve_back(Needle *n) {
    return needle_sieve(n, 1);
}

INLINE void needle_change(Needle *n, const u32 back, u32 probes) {
    n->probes = probes;
    n->origin = back ? n->high : n->low;
    n->wasted = 0;
}

// The next occurrence in the range, or -1. To go on after one, the caller takes it out of the range.
INLINE i64 needle_next(Needle *n, const u32 back) {
    if (n->probes == 2) {
        i64 found = back ? needle_skim_back_2(n) : needle_skim_2(n);
        if (found != NEEDLE_GIVE_UP)
            return found;
        needle_change(n, back, 3);
    }
    if (n->probes == 3) {
        i64 found = back ? needle_skim_back_3(n) : needle_skim_3(n);
        if (found != NEEDLE_GIVE_UP)
            return found;
        needle_change(n, back, 0);
        n->factorized = 0;
        n->critical = 0;
        n->sifted_end = 0;
        for (u32 i = 0; i < NEEDLE_SIEVE; i++)
            n->fit[i] = 0;
        needle_set_window(n, back);
    }
    return back ? needle_sieve_back(n) : needle_sieve_forward(n);
}
