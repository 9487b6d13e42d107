// All occurrences of a short needle, where there are many of them: every place is compared with every byte of the needle, 63 places
// at a time, so that what is left is exact and can be counted without looking at it again. 252 bytes without an occurrence end this,
// and two bytes of the needle are enough to skim on to the next.
//
// Two things can bring the bytes of a place into one lane: another load, which mostly crosses a cache line, or a shift of the mask
// of a comparison. Both are dear, and on different units, so half of the bytes go each way: loads two bytes apart serve the bytes at
// even and at odd offsets of the needle, and the mask of the odd ones is shifted by one.
#pragma once

#define DENSE_LONGEST 8

typedef struct {
    u64 barred; // places from the next block on that overlap the last occurrence
    u64 count;
    u64 cap;
    u64 *out; // 0: only count
} Dense;

// Does the needle begin as it ends, so that occurrences may overlap?
INLINE u32 dense_overlaps(const u8 *needle, const u32 len) {
    u64 word = 0;
    for (u32 i = 0; i < len; i++)
        word |= (u64)needle[i] << (8 * i);
    u32 overlaps = 0;
    for (u32 k = 1; k < len; k++)
        overlaps |= word >> (8 * k) == (word & ((1ull << (8 * (len - k))) - 1));
    return overlaps;
}

// The first occurrence of a block of so many places is kept, and after each the first that does not overlap it.
INLINE u64 dense_apart(Dense *d, u64 starts, const u32 len, u32 places) {
    u64 later = 0;
    for (u32 k = 1; k < len; k++)
        later |= starts << k;
    u64 kept = starts;
    if (UNLIKELY(starts & (later | d->barred))) {
        kept = 0;
        starts &= ~d->barred;
        while (starts) {
            u64 lowest = starts & (0 - starts);
            kept |= lowest;
            starts &= ~((lowest << len) - lowest);
        }
    }
    u64 top = kept >> (places - len);
    d->barred = top ? top - 1 : 0;
    return kept;
}

// Places among 64 bytes at which an occurrence starts; the last len - 1 are not told.
INLINE u64 dense_starts(const Vec *byte, Vec v, const u32 len) {
    u64 starts = v_eq_u8(v, byte[len - 1]) >> (len - 1);
    for (u32 i = 0; i + 1 < len; i++)
        starts &= v_eq_u8(v, byte[i]) >> i;
    return starts;
}

// Counts occurrences and writes their offsets, as many as there is room for. v_offsets needs room for a whole block.
INLINE void dense_take(Dense *d, u64 starts, u64 at) {
    u64 found = COUNT_ONES(starts), room = d->cap - d->count;
    found = found < room ? found : room;
    if (d->out) {
        u64 offsets[VEC_BYTES];
        v_offsets(starts, at, offsets);
        for (u64 i = 0; i < found; i++)
            d->out[d->count + i] = offsets[i];
    }
    d->count += found;
}

// Zero where the first and the last byte of the needle fit.
INLINE Vec dense_misfit(const u8 *p, const Vec *byte, const u32 len) {
    Vec misfit = v_xor(v_load(p), byte[0]);
    return len == 1 ? misfit : v_or(misfit, v_xor(v_load(p + len - 1), byte[len - 1]));
}

// Skims from a place on to 256 places of which one may be an occurrence, or to where fewer than 256 are left.
INLINE usize dense_skim(const u8 *hay, usize from, usize places, const Vec *byte, const u32 len) {
    for (; places - from >= NEEDLE_UNROLL * VEC_BYTES; from += NEEDLE_UNROLL * VEC_BYTES) {
        const u8 *p = steady(hay + from);
        Vec least = dense_misfit(p, byte, len);
        for (usize i = 1; i < NEEDLE_UNROLL; i++)
            least = v_min_u8(least, dense_misfit(p + i * VEC_BYTES, byte, len));
        if (v_any_zero_u8(least))
            break;
    }
    return from;
}

// 63 places (64 for a needle of one byte) from p on at which an occurrence starts.
INLINE u64 dense_starts_wide(const Vec *byte, const u8 *p, const u32 len) {
    p = steady(p);
    Vec v = v_load(p);
    if (len == 1)
        return v_eq_u8(v, byte[0]);
    Vec even = v_xor(v, byte[0]), odd = v_xor(v, byte[1]);
    for (u32 i = 2; i < len; i += 2) {
        v = v_load(p + i);
        even = v_or(even, v_xor(v, byte[i]));
        if (i + 1 < len)
            odd = v_or(odd, v_xor(v, byte[i + 1]));
    }
    return v_eq_u8(even, v_zero()) & v_eq_u8(odd, v_zero()) >> 1;
}

// Occurrences of a needle of a constant number of bytes, from `at` on, at most cap; their offsets go to out if it is not 0.
INLINE u64 dense_find(const u8 *hay, usize hay_len, const u8 *needle, const u32 len, usize at,
                      u64 *out, u64 cap) {
    Dense d = {.cap = cap, .out = out};
    Vec byte[DENSE_LONGEST];
    for (u32 i = 0; i < len; i++)
        byte[i] = v_splat_u8(needle[i]);
    const u32 overlaps = dense_overlaps(needle, len);
    const u32 width = len == 1 ? VEC_BYTES : VEC_BYTES - 1;
    const u32 reach = 3 * width + (len - 1) / 2 * 2 + VEC_BYTES; // bytes that four blocks read
    while (hay_len - at >= reach && d.cap - d.count >= 4 * VEC_BYTES) {
        u64 starts[4], any = 0;
        for (u32 i = 0; i < 4; i++) {
            starts[i] = dense_starts_wide(byte, hay + at + i * width, len);
            any |= starts[i];
        }
        if (!any) {
            at = dense_skim(hay, at + 4 * width, hay_len - (len - 1), byte, len);
            d.barred = 0;
            continue;
        }
        for (u32 i = 0; i < 4; i++, at += width) {
            if (overlaps)
                starts[i] = dense_apart(&d, starts[i], len, width);
            d.count += d.out ? v_offsets(starts[i], at, d.out + d.count) : COUNT_ONES(starts[i]);
        }
    }
    while (hay_len - at >= len && d.count < d.cap) {
        usize rest = hay_len - at < VEC_BYTES ? hay_len - at : VEC_BYTES;
        usize places = rest - (len - 1);
        Vec v = rest < VEC_BYTES ? v_load_part(hay + at, rest) : v_load(hay + at);
        u64 starts = dense_starts(byte, v, len) & (~0ull >> (VEC_BYTES - places));
        if (overlaps)
            starts = dense_apart(&d, starts, len, VEC_BYTES - (len - 1));
        dense_take(&d, starts, at);
        at += places;
    }
    return d.count;
}
