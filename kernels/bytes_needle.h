// Substring search, forwards and backwards, linear in the worst case for every needle and haystack.
//
// Three ways, each taken when the one before has cost too much:
//
//   short     at most 64 places: the mask of places where the first and the last byte fit, thinned out by every byte at which a
//             place that was tried turned out to differ.
//   skim      256 places a step, compared with two bytes of the needle (later four). A place that fits them but is no occurrence
//             names the byte at which it differs, and after two such places that byte becomes a probe: what fooled the search
//             no longer can. Choosing probes from the needle alone, by how rare their bytes usually are, was rejected: it costs
//             as much as searching 4 KiB does, and is wrong for every text but the one the table of rarities was made of.
//   two-way   when even that wastes time (needles and haystacks that are full of each other's pieces): the search of Crochemore and
//             Perrin, "Two-way string-matching", Journal of the ACM 38 (1991), with its comparisons done by Vec and a filter of the
//             first bytes after the critical position in front, so that a place that is tried skips more than those bytes.
//
// Each way works over a range of places, low .. high - 1, where the needle might begin, and narrows it from one end. `back` is
// always a constant: the functions are compiled once for each direction, and indices that are "mirrored" count from the end of
// the needle when searching backwards.
#pragma once

#define NEEDLE_STEP   (4 * VEC_BYTES)
#define NEEDLE_PROBES 4
#define NEEDLE_CRITICAL                                                                            \
    16 // bytes after the critical position that the two-way search tests before it compares
#define NEEDLE_ABSENT  (-1)
#define NEEDLE_GIVE_UP (-2)

// What a place that was tried in vain costs, in bytes that could have been skimmed meanwhile; and how much may be wasted, for so many
// bytes skimmed, before four probes are cheaper than two and the two-way search is cheaper than four.
#define NEEDLE_TRIED                   192
#define NEEDLE_ALLOWED_2(skimmed)      (1024 + (skimmed))
#define NEEDLE_ALLOWED_4(skimmed, len) (4096 + 4 * (u64)(skimmed) + 16 * (u64)(len))

typedef struct {
    const u8 *hay;
    const u8 *needle;
    usize needle_len;           // at least 2
    usize low, high;            // places not ruled out yet
    usize probe[NEEDLE_PROBES]; // offsets into the needle; the first two are the last to have moved
    u32 probes;                 // how many are in use: 2 or 4; more stands for the two-way search
    u32 strikes;                // places tried in vain since a probe moved
    u32 turn;                   // the probe to move next, of two
    usize origin;               // where skimming with this number of probes began
    u64 wasted;                 // and the bytes that its places tried in vain have cost since
    // Of the two-way search, all mirrored: the critical position, the shift after a mismatch before it, whether that is the period
    // of the needle; how much of the needle is known to match at one place, and that place; the bytes of its filter.
    usize critical, period;
    u32 periodic;
    usize known, known_at;
    const u8 *from[NEEDLE_PROBES + NEEDLE_CRITICAL];
    Vec byte[NEEDLE_PROBES + NEEDLE_CRITICAL];
} Needle;

INLINE u32 needle_pick(u32 back, u64 bits) {
    return back ? 63 - COUNT_LEADING(bits) : COUNT_TRAILING(bits);
}
INLINE u64 needle_first_bits(usize n) { // n of 1..64
    return ~0ull >> (64 - n);
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

// Zero where the bytes of the first `count` probes fit.
INLINE Vec needle_misfit(const u8 *const *from, const Vec *byte, usize at, u32 count) {
    Vec misfit = v_xor(v_load(from[0] + at), byte[0]);
    for (u32 i = 1; i < count; i++)
        misfit = v_or(misfit, v_xor(v_load(from[i] + at), byte[i]));
    return misfit;
}

// Looks at `blocks` of 64 places from `at` on, some of which fit the probes: the occurrence among them, or -1. Each place in vain
// is charged, thins out its block, and every second one moves a probe.
static NOINLINE i64 needle_inspect(Needle *n, u32 back, usize at, u32 blocks) {
    const u8 *hay = n->hay, *needle = n->needle;
    for (u32 block = 0; block < blocks; block++) {
        const u8 *places = hay + at + VEC_BYTES * (back ? blocks - 1 - block : block);
        u64 bits = ~0ull;
        for (u32 i = 0; i < n->probes; i++)
            bits &= v_eq_u8(v_load(places + n->probe[i]), v_splat_u8(needle[n->probe[i]]));
        while (bits) {
            u32 place = needle_pick(back, bits);
            usize same = bytes_common_prefix(places + place, needle, n->needle_len);
            if (same == n->needle_len)
                return places + place - hay;
            bits &= v_eq_u8(v_load(places + same), v_splat_u8(needle[same])) & ~(1ull << place);
            n->wasted += NEEDLE_TRIED + same;
            if (++n->strikes >= 2) {
                n->strikes = 0;
                n->turn ^= 1;
                n->probe[2 + n->turn] = n->probe[n->turn];
                n->probe[n->turn] = same;
            }
        }
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
            blocks = 4;
            while (high - low >= NEEDLE_STEP) {
                at = back ? high - NEEDLE_STEP : low;
                Vec a = needle_misfit(from, byte, at, count);
                Vec b = needle_misfit(from, byte, at + VEC_BYTES, count);
                Vec c = needle_misfit(from, byte, at + 2 * VEC_BYTES, count);
                Vec d = needle_misfit(from, byte, at + 3 * VEC_BYTES, count);
                hit = v_any_zero_u8(v_min_u8(v_min_u8(a, b), v_min_u8(c, d)));
                if (hit)
                    break;
                high -= back ? NEEDLE_STEP : 0;
                low += back ? 0 : NEEDLE_STEP;
            }
        }
        if (!hit) {
            blocks = 1;
            while (high - low >= VEC_BYTES) {
                at = back ? high - VEC_BYTES : low;
                hit = v_any_zero_u8(needle_misfit(from, byte, at, count));
                if (hit)
                    break;
                high -= back ? VEC_BYTES : 0;
                low += back ? 0 : VEC_BYTES;
            }
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
        usize skimmed = back ? n->origin - high : low - n->origin;
        u64 allowed =
            count == 2 ? NEEDLE_ALLOWED_2(skimmed) : NEEDLE_ALLOWED_4(skimmed, n->needle_len);
        if (n->wasted > allowed) {
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

// The start and the period of the greatest suffix of the mirrored needle, in the order of bytes or in its reverse.
INLINE usize needle_greatest_suffix(const u8 *needle, usize len, const u32 back, u32 reversed,
                                    usize *period) {
    usize start = 0, other = 1, same = 0, p = 1;
    while (other + same < len) {
        u8 a = needle[back ? len - 1 - other - same : other + same];
        u8 b = needle[back ? len - 1 - start - same : start + same];
        if (a == b) {
            if (++same == p) {
                other += p;
                same = 0;
            }
        } else if ((a < b) != reversed) {
            other += same + 1;
            same = 0;
            p = other - start;
        } else {
            start = other++;
            same = 0;
            p = 1;
        }
    }
    *period = p;
    return start;
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
    for (usize i = 0; i < NEEDLE_PROBES + NEEDLE_CRITICAL; i++) {
        usize mirrored = i < NEEDLE_PROBES ? 0 : start + (i - NEEDLE_PROBES) % (len - start);
        usize offset = i < NEEDLE_PROBES ? n->probe[i] : back ? len - 1 - mirrored : mirrored;
        n->from[i] = n->hay + offset;
        n->byte[i] = v_splat_u8(n->needle[offset]);
    }
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

// How many bytes of the mirrored needle match at a place, counted from `begin` to `end`.
INLINE usize needle_matched(const Needle *n, const u32 back, usize place, usize begin, usize end) {
    usize offset = back ? n->needle_len - end : begin;
    const u8 *left = n->hay + place + offset, *right = n->needle + offset;
    return back ? bytes_common_suffix(left, right, end - begin)
                : bytes_common_prefix(left, right, end - begin);
}

// Tries one place that fits the filter: 0 if it is an occurrence, else how far the needle may be shifted.
INLINE usize needle_try(Needle *n, const u32 back, usize place) {
    usize len = n->needle_len;
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

static NOINLINE i64 needle_two_way(Needle *n, const u32 back) {
    while (n->low < n->high) {
        // A block at the end of the range; if the range is shorter, the block reaches over its other end.
        usize low = n->low, high = n->high;
        u32 whole = high - low >= VEC_BYTES;
        usize at = back == whole ? high - VEC_BYTES : low;
        u64 bits = 0;
        Vec misfit = needle_misfit(n->from, n->byte, at, NEEDLE_PROBES + NEEDLE_CRITICAL / 4);
        if (v_any_zero_u8(misfit)) {
            misfit = v_or(misfit, needle_misfit(n->from + NEEDLE_PROBES, n->byte + NEEDLE_PROBES,
                                                at, NEEDLE_CRITICAL));
            bits = v_eq_u8(misfit, v_zero());
        }
        if (whole) {
            n->low = back ? low : at + VEC_BYTES;
            n->high = back ? at : high;
        } else {
            bits &=
                back ? needle_first_bits(high - low) : ~needle_first_bits(VEC_BYTES - (high - low));
            n->low = n->high;
        }
        while (bits) {
            usize place = at + needle_pick(back, bits);
            usize shift = needle_try(n, back, place);
            if (shift == 0)
                return (i64)place;
            usize inside = back ? place - at : at + VEC_BYTES - 1 - place;
            if (shift <= inside) {
                bits &= back ? needle_first_bits(inside - shift + 1)
                             : ~0ull << (VEC_BYTES - 1 - inside + shift);
            } else {
                usize beyond = shift - inside - 1, left = n->high - n->low;
                beyond = beyond < left ? beyond : left;
                n->low += back ? 0 : beyond;
                n->high -= back ? beyond : 0;
                bits = 0;
            }
        }
    }
    return NEEDLE_ABSENT;
}

static NOINLINE i64 needle_skim_2(Needle *n) {
    return needle_skim(n, 0, 2);
}
static NOINLINE i64 needle_skim_4(Needle *n) {
    return needle_skim(n, 0, 4);
}
static NOINLINE i64 needle_skim_back_2(Needle *n) {
    return needle_skim(n, 1, 2);
}
static NOINLINE i64 needle_skim_back_4(Needle *n) {
    return needle_skim(n, 1, 4);
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
    n->probe[3] = needle_len / 4;
    n->probes = 2;
    n->strikes = 0;
    n->turn = 0;
    n->origin = back ? n->high : 0;
    n->wasted = 0;
}

// The next occurrence in the range, or -1. To go on after one, the caller takes it out of the range.
INLINE i64 needle_next(Needle *n, const u32 back) {
    if (n->probes == 2) {
        i64 found = back ? needle_skim_back_2(n) : needle_skim_2(n);
        if (found != NEEDLE_GIVE_UP)
            return found;
        n->probes = 4;
        n->origin = back ? n->high : n->low;
        n->wasted = 0;
    }
    if (n->probes == 4) {
        i64 found = back ? needle_skim_back_4(n) : needle_skim_4(n);
        if (found != NEEDLE_GIVE_UP)
            return found;
        n->probes = NEEDLE_PROBES + NEEDLE_CRITICAL;
        needle_factorize(n, back);
    }
    return back ? needle_two_way(n, 1) : needle_two_way(n, 0);
}
