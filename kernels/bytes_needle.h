// Substring search, forwards and backwards, linear in the worst case for every needle and haystack.
//
// Three ways, each taken when the one before has cost too much:
//
//   short     at most 64 places: the mask of places where the first and the last byte fit, thinned out by every byte at which a
//             place that was tried turned out to differ.
//   skim      128 places a step (64 in WebAssembly), compared with two bytes of the needle (later three). Places that fit them but are no occurrence
//             name the bytes at which they differ, and after two such places one of those bytes becomes a probe in place of the
//             probe that fits most often: what fooled the search no longer can. Choosing probes from the needle alone, by how
//             rare their bytes usually are, was rejected: it costs as much as searching 4 KiB does, and is wrong for every
//             text but the one the table of rarities was made of.
//   two-way   when even that wastes time (needles and haystacks that are full of each other's pieces): the search of Crochemore and
//             Perrin, "Two-way string-matching", Journal of the ACM 38 (1991), with its comparisons done by Vec, and with a filter in
//             front that tests 16 bytes about the critical position at once, so that a place that is tried skips more than those.
//
// Each way works over a range of places, low .. high - 1, where the needle might begin, and narrows it from one end. `back` is
// always a constant: the functions are compiled once for each direction, and indices that are "mirrored" count from the end of
// the needle when searching backwards.
#pragma once

#define NEEDLE_UNROLL (VEC_UNROLL / 2) // two loads for each Vec of places
#define NEEDLE_PROBES 3
#define NEEDLE_SPREAD 8  // a byte out of so many of the needle is asked whether it is rare
#define NEEDLE_WINDOW 16 // bytes that the filter of the two-way search tests
#define NEEDLE_SIFTED                                                                              \
    (VEC_BYTES - (NEEDLE_WINDOW - 1))  // places in a Vec that have all of these bytes in it
#define NEEDLE_SIEVE   (4 * VEC_WORDS) // Vecs that it tests at once
#define NEEDLE_ABSENT  (-1)
#define NEEDLE_GIVE_UP (-2)

// What a place that was tried in vain costs, in bytes that could have been skimmed meanwhile; and how much may be wasted, for so many
// bytes passed over, before the next way is cheaper. To prepare the last costs time for every byte of the needle.
#define NEEDLE_TRIED                     512
#define NEEDLE_ALLOWED_2(passed)         (1024 + (u64)(passed) / 2)
#define NEEDLE_ALLOWED_3(passed)         (2048 + (u64)(passed))
#define NEEDLE_ALLOWED_SIFT(passed, len) (4096 + 2 * (u64)(passed) + 64 * (u64)(len))

typedef struct {
    const u8 *hay;
    const u8 *needle;
    usize needle_len;           // at least 2
    usize low, high;            // places not ruled out yet
    usize probe[NEEDLE_PROBES]; // offsets into the needle
    u32 probes;                 // how many are in use: 2 or 3; 0 stands for the sieve
    u32 strikes;                // times that no probe moved since the last that did
    usize origin;               // where this way of searching began
    u64 wasted;                 // and the bytes that its places tried in vain have cost since
    // The sieve: where its window stands in the needle, how wide it is, the different bytes in it, and for each of its bytes which of
    // them it is. The places it let through among those from sifted to sifted_end.
    usize window, width;
    u32 kinds;
    u8 kind[NEEDLE_WINDOW];
    Vec byte[NEEDLE_WINDOW];
    usize sifted, sifted_end;
    u64 fit[NEEDLE_SIEVE];
    // The two-way search, mirrored: the critical position, the shift after a mismatch before it, whether that is the period of the
    // needle; how much of the needle is known to match at one place, and that place.
    u32 factorized, periodic;
    usize critical, period;
    usize known, known_at;
} Needle;

INLINE u32 needle_pick(u32 back, u64 bits) {
    return back ? 63 - COUNT_LEADING(bits) : COUNT_TRAILING(bits);
}
INLINE u64 needle_first_bits(usize n) { // n of 1..64
    return ~0ull >> (VEC_BYTES - n);
}

// At most 64 places: the offset of the first (last) occurrence, or -1.
INLINE i64 needle_find_short(u32 back, const u8 *hay, usize places, const u8 *needle,
                             usize needle_len) {
    usize last = needle_len - 1;
    u64 bits = v_eq_u8(v_load_part(hay, places), v_splat_u8(needle[0])) &
               v_eq_u8(v_load_part(hay + last, places), v_splat_u8(needle[last])) &
               needle_first_bits(places);
    while (bits) {
        u32 place = needle_pick(back, bits);
        if (needle_len == 2)
            return place;
        usize same = bytes_common_prefix(hay + place, needle, needle_len);
        if (same == needle_len)
            return place;
        bits &=
            v_eq_u8(v_load_part(hay + same, places), v_splat_u8(needle[same])) & ~(1ull << place);
    }
    return NEEDLE_ABSENT;
}

// The last byte that differs from the first one; the last byte if all are equal.
INLINE usize needle_last_other(const u8 *needle, usize needle_len) {
    Vec first = v_splat_u8(needle[0]);
    usize end = needle_len;
    for (; end > VEC_BYTES; end -= VEC_BYTES) {
        u64 other = ~v_eq_u8(v_load(needle + end - VEC_BYTES), first);
        if (other)
            return end - 1 - COUNT_LEADING(other);
    }
    u64 other = ~v_eq_u8(v_load_part(needle, end), first) & needle_first_bits(end);
    return other ? 63 - COUNT_LEADING(other) : needle_len - 1;
}

// Zero where the bytes of the probes fit.
INLINE Vec needle_misfit(const u8 *const *from, const Vec *byte, usize at, const u32 count) {
    Vec misfit = v_or(v_xor(v_load(from[0] + at), byte[0]), v_xor(v_load(from[1] + at), byte[1]));
    return count == 2 ? misfit : v_or(misfit, v_xor(v_load(from[2] + at), byte[2]));
}

// Passes over blocks of a constant number of Vecs, from one end of the range, until one has a place that fits (its address goes to
// at) or the range is shorter than a block. What was passed is taken out of the range.
INLINE u32 needle_pass(const u8 *const *from, const Vec *byte, const u32 count, const u32 back,
                       const u32 blocks, usize *low, usize *high, usize *at) {
    const usize step = blocks * VEC_BYTES;
    usize rest = *high - *low, here = back ? *high - step : *low;
    u32 hit = 0;
    while (rest >= step) {
        const u8 *p[NEEDLE_PROBES] = {steady(from[0] + here), steady(from[1] + here),
                                      count == 2 ? 0 : steady(from[2] + here)};
        Vec least = needle_misfit(p, byte, 0, count);
        for (usize i = 1; i < blocks; i++)
            least = v_min_u8(least, needle_misfit(p, byte, i * VEC_BYTES, count));
        hit = v_any_zero_u8(least);
        if (hit)
            break;
        here += back ? 0 - step : step;
        rest -= step;
    }
    *at = here;
    *low = back ? *low : *high - rest;
    *high = back ? *low + rest : *high;
    return hit;
}

// Where the needle first differs from the places at p, or its length. The bytes that differ among the first 64 go to differ.
INLINE usize needle_compare(const Needle *n, const u8 *p, u64 *differ) {
    usize first = n->needle_len < VEC_BYTES ? n->needle_len : VEC_BYTES;
    *differ = ~v_eq_u8(v_load_part(p, first), v_load_part(n->needle, first));
    if (*differ)
        return COUNT_TRAILING(*differ);
    return first + bytes_common_prefix(p + first, n->needle + first, n->needle_len - first);
}

// A place was tried in vain, and these bytes of the needle differed there. Of some of them, the one that is rarest in the text at hand
// becomes a probe in place of the one that fits there most often; at once if it is rarer, the second time if it is not.
static void needle_move_probe(Needle *n, const u8 *text, usize same, u64 differ, const u32 *fits) {
    u32 worst = 0;
    for (u32 i = 1; i < n->probes; i++)
        worst = fits[i] > fits[worst] ? i : worst;
    u32 least = VEC_BYTES + 1;
    usize best = same;
    Vec sample = v_load(text);
    for (u32 i = 0; i < VEC_BYTES && differ >> i; i += NEEDLE_SPREAD) {
        usize offset = i + COUNT_TRAILING(differ >> i);
        u32 count = COUNT_ONES(v_eq_u8(sample, v_splat_u8(n->needle[offset])));
        if (count < least) {
            least = count;
            best = offset;
        }
    }
    if (least >= fits[worst] && n->strikes++ == 0)
        return;
    n->strikes = 0;
    if (n->probes < NEEDLE_PROBES)
        n->probe[n->probes] = n->probe[worst]; // the third, when there will be three
    n->probe[worst] = best;
}

// Looks at `blocks` of 64 places from `at` on, some of which fit the probes: the occurrence among them, or -1. A place in vain is
// charged and thins out its block.
static NOINLINE i64 needle_inspect(Needle *n, u32 back, usize at, u32 blocks) {
    const u8 *hay = n->hay, *needle = n->needle;
    for (u32 block = 0; block < blocks; block++) {
        usize start = at + VEC_BYTES * (back ? blocks - 1 - block : block);
        const u8 *places = hay + start;
        u64 bits = ~0ull;
        u32 fits[NEEDLE_PROBES];
        for (u32 i = 0; i < n->probes; i++) {
            u64 fit = v_eq_u8(v_load(places + n->probe[i]), v_splat_u8(needle[n->probe[i]]));
            fits[i] = COUNT_ONES(fit);
            bits &= fit;
        }
        u64 differ = 0;
        usize same = 0;
        u32 tried = 0;
        for (; bits; tried++) {
            u32 place = needle_pick(back, bits);
            same = needle_compare(n, places + place, &differ);
            if (same == n->needle_len)
                return (i64)(start + place);
            bits &= v_eq_u8(v_load(places + same), v_splat_u8(needle[same])) & ~(1ull << place);
            n->wasted += NEEDLE_TRIED + same;
        }
        if (tried)
            needle_move_probe(n, places, same, differ, fits);
    }
    return NEEDLE_ABSENT;
}

// Skims with a constant number of probes until the range holds fewer than 64 places or an occurrence is found; or gives up.
INLINE i64 needle_skim(Needle *n, const u32 back, const u32 count) {
    usize low = n->low, high = n->high;
    while (high - low >= VEC_BYTES) {
        const u8 *from[NEEDLE_PROBES];
        Vec byte[NEEDLE_PROBES];
        for (u32 i = 0; i < count; i++) {
            from[i] = n->hay + n->probe[i];
            byte[i] = v_splat_u8(n->needle[n->probe[i]]);
        }
        // 64 places wherever they stand, and then blocks for which the first probe is aligned.
        u32 blocks = 1;
        usize at = back ? high - VEC_BYTES : low;
        u32 hit = v_any_zero_u8(needle_misfit(from, byte, at, count));
        if (!hit) {
            usize off = (usize)(from[0] + (back ? high - 1 : low)) & (VEC_BYTES - 1);
            high -= back ? off + 1 : 0;
            low += back ? 0 : VEC_BYTES - off;
            blocks = NEEDLE_UNROLL;
            hit = needle_pass(from, byte, count, back, NEEDLE_UNROLL, &low, &high, &at);
        }
        if (!hit) {
            blocks = 1;
            hit = needle_pass(from, byte, count, back, 1, &low, &high, &at);
        }
        if (!hit)
            break;
        i64 found = needle_inspect(n, back, at, blocks);
        if (found >= 0)
            return found;
        if (back)
            high = at;
        else
            low = at + blocks * VEC_BYTES;
        usize passed = back ? n->origin - high : low - n->origin;
        if (n->wasted > (count == 2 ? NEEDLE_ALLOWED_2(passed) : NEEDLE_ALLOWED_3(passed))) {
            n->low = low;
            n->high = high;
            return NEEDLE_GIVE_UP;
        }
    }
    if (low == high)
        return NEEDLE_ABSENT;
    i64 found = needle_find_short(back, n->hay + low, high - low, n->needle, n->needle_len);
    return found < 0 ? found : found + (i64)low;
}

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
    for (u32 block = 0; block < blocks; block += VEC_WORDS) {
        Vec v[VEC_WORDS];
        for (u32 i = 0; i < VEC_WORDS; i++) {
            usize at = (block + i) * NEEDLE_SIFTED, rest = at < len ? len - at : 0;
            v[i] = rest < VEC_BYTES ? v_load_part(window + at, rest) : v_load(window + at);
        }
        for (u32 i = 0; i < n->kinds; i++)
            for (u32 j = 0; j < VEC_WORDS; j++)
                equal[i][block + j] = v_eq_u8(v[j], n->byte[i]);
        v_store(&equal[NEEDLE_WINDOW][block], v_splat_u8(0xff));
    }
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
static NOINLINE i64 needle_skim_2(Needle *n) {
    return needle_skim(n, 0, 2);
}
static NOINLINE i64 needle_skim_3(Needle *n) {
    return needle_skim(n, 0, 3);
}
static NOINLINE i64 needle_skim_back_2(Needle *n) {
    return needle_skim(n, 1, 2);
}
static NOINLINE i64 needle_skim_back_3(Needle *n) {
    return needle_skim(n, 1, 3);
}

// A search over more than 64 places, for a needle of at least two bytes.
INLINE void needle_start(Needle *n, const u32 back, const u8 *hay, usize hay_len, const u8 *needle,
                         usize needle_len) {
    n->hay = hay;
    n->needle = needle;
    n->needle_len = needle_len;
    n->low = 0;
    n->high = hay_len - needle_len + 1;
    n->probe[0] = 0;
    n->probe[1] = needle_last_other(needle, needle_len);
    n->probe[2] = needle_len / 2;
    n->probes = 2;
    n->strikes = 0;
    n->origin = back ? n->high : 0;
    n->wasted = 0;
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
        needle_set_window(n, back);
    }
    return back ? needle_sieve_back(n) : needle_sieve_forward(n);
}
