// Substring search, forwards and backwards, linear in the worst case for every needle and haystack.
//
// Four ways, each taken when the one before has cost too much; the last two are in bytes_sieve.h:
//
//   short     at most 64 places: the mask of places where the first and the last byte fit, thinned out by every byte at which a
//             place that was tried turned out to differ.
//   skim      128 places a step (64 in WebAssembly) are compared with two bytes of the needle, later three, the probes. A place that
//             fits them but is no occurrence shows bytes at which it differs, and one of these, rare in the text at hand,
//             becomes a probe instead of the one that fits most often: what fooled the search no longer can.
//   sieve     places are compared with 16 bytes of the needle. No text of two or four letters passes that by chance.
//   two-way   for needles and haystacks that are full of each other's pieces.
//
// Rejected: choosing the probes from the needle alone, by how rare their bytes usually are (it costs as much as searching 1 KiB
// does, and is wrong for every text but the one the table of rarities was made of); sampling the haystack before the
// first step (two searches in three never need it).
//
// Each way works over a range of places, low .. high - 1, where the needle might begin, and narrows it from one end. `back` is
// a constant wherever time is spent: loops are compiled once for each direction. Indices that are "mirrored" count from the end of
// the needle when searching backwards. A haystack that another thread changes can spoil the result, but places come
// from loop bounds and never from what was read, so nothing outside it is touched.
#pragma once

#define NEEDLE_UNROLL (VEC_UNROLL / 2) // two loads for each Vec of places
#define NEEDLE_PROBES 3
#define NEEDLE_LONG   256 // bytes from which comparing the needle is no longer cheap
#define NEEDLE_SPREAD 8   // a byte out of so many of the needle is asked whether it is rare
#define NEEDLE_WINDOW 16  // bytes that the sieve tests
#define NEEDLE_SIFTED                                                                              \
    (VEC_BYTES - (NEEDLE_WINDOW - 1))  // places in a Vec that have all of these bytes in it
#define NEEDLE_SIEVE   (4 * VEC_WORDS) // Vecs that it tests at once
#define NEEDLE_ABSENT  (-1)
#define NEEDLE_GIVE_UP (-2) // this way has cost too much

// What a place that was tried in vain costs, in bytes that could have been skimmed meanwhile; and how much may be wasted, for so many
// bytes passed over, before the next way is cheaper. To compare the needle a few times, and to split it for the two-way search, is
// allowed to cost as much as reading it some times.
#define NEEDLE_TRIED       512
#define NEEDLE_TRIED_SHORT 8 // times that a long needle is compared among at most 64 places
#define NEEDLE_ALLOWED_2(passed, len)    (1024 + (u64)(passed) / 2 + 4 * (u64)(len))
#define NEEDLE_ALLOWED_3(passed, len)    (2048 + (u64)(passed) + 4 * (u64)(len))
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
    for (u32 tried = 0; bits; tried++) {
        u32 place = needle_pick(back, bits);
        if (needle_len == 2)
            return place;
        if (needle_len > NEEDLE_LONG && tried == NEEDLE_TRIED_SHORT)
            return NEEDLE_GIVE_UP;
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
// becomes a probe in place of the one that fits there most often; at once if it is rarer, the second time if it is not. After 64
// bytes that fitted, no byte is known to be rare, and the one that differed becomes the probe.
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
    if (differ && least >= fits[worst] && n->strikes++ == 0)
        return;
    n->strikes = 0;
    if (n->probes < NEEDLE_PROBES)
        n->probe[n->probes] = n->probe[worst]; // the third, when there will be three
    n->probe[worst] = best;
}

// Looks at `blocks` of 64 places from `at` on, some of which fit the probes: the occurrence among them, or -1. A place in vain is
// charged, up to what is allowed, and thins out its block.
static NOINLINE i64 needle_inspect(Needle *n, u32 back, usize at, u32 blocks, u64 allowed) {
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
        for (; bits && n->wasted <= allowed; tried++) {
            u32 place = needle_pick(back, bits);
            same = needle_compare(n, places + place, &differ);
            if (same == n->needle_len)
                return (i64)(start + place);
            bits &= v_eq_u8(v_load(places + same), v_splat_u8(needle[same])) & ~(1ull << place);
            n->wasted += NEEDLE_TRIED + same;
        }
        if (tried)
            needle_move_probe(n, places, same, differ, fits);
        if (n->wasted > allowed)
            return NEEDLE_GIVE_UP;
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
        usize passed = back ? n->origin - high : low - n->origin;
        u64 allowed = count == 2 ? NEEDLE_ALLOWED_2(passed, n->needle_len)
                                 : NEEDLE_ALLOWED_3(passed, n->needle_len);
        i64 found = needle_inspect(n, back, at, blocks, allowed);
        if (found != NEEDLE_ABSENT) {
            n->low = low;
            n->high = high;
            return found;
        }
        if (back)
            high = at;
        else
            low = at + blocks * VEC_BYTES;
    }
    n->low = low;
    n->high = high;
    if (low == high)
        return NEEDLE_ABSENT;
    i64 found = needle_find_short(back, n->hay + low, high - low, n->needle, n->needle_len);
    return found < 0 ? found : found + (i64)low;
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

// A search for a needle of at least two bytes.
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
