// All occurrences of a short needle, where there are many of them: every place is compared with every byte of the needle, 63 places
// at a time, so that what is left is exact and can be counted without looking at it again. 252 bytes without an occurrence end this,
// and two bytes of the needle are enough to skim on to the next.
//
// Two things can bring the bytes of a place into one lane: another load, which mostly crosses a cache line, or a shift of the mask
// of a comparison. Both are dear, and on different units, so half of the bytes go each way: loads two bytes apart serve the bytes at
// even and at odd offsets of the needle, and the mask of the odd ones is shifted by one.
#pragma once

#define DENSE_LONGEST 8

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

// The first occurrence of a block of so many places is kept, and after each the first that does not overlap it. `barred` are the places
// that overlap the last occurrence of the block before, and then of this one.
INLINE u64 dense_apart(u64 starts, const u32 len, const u32 places, u64 *barred) {
    u64 later = starts << 1; // and then 2, 3 .. len - 1, twice as many each time
    for (u32 k = 1; k < len - 1; k *= 2)
        later |= later << (2 * k < len ? k : len - 1 - k);
    u64 kept = starts;
    if (UNLIKELY(starts & (later | *barred))) {
        kept = 0;
        starts &= ~*barred;
        while (starts) {
            u64 lowest = starts & (0 - starts);
            kept |= lowest;
            starts &= ~((lowest << len) - lowest);
        }
    }
    u64 top = kept >> (places - len);
    *barred = top ? top - 1 : 0;
    return kept;
}

// Places among 64 bytes at which an occurrence starts; the last len - 1 are not told.
INLINE u64 dense_starts(const Vec *byte, Vec v, const u32 len) {
    u64 starts = v_eq_u8(v, byte[len - 1]) >> (len - 1);
    for (u32 i = 0; i + 1 < len; i++)
        starts &= v_eq_u8(v, byte[i]) >> i;
    return starts;
}

// Writes the offsets of the occurrences in some blocks of so many places each, as many as there is room for: v_offsets alone may need
// room for a whole block. Only where room is short, and so not inline, which would put it into the core for each length of needle.
static NOINLINE u64 dense_write(const u64 *starts, u32 blocks, u64 at, u32 width, u64 *out,
                                u64 room) {
    u64 count = 0;
    for (u32 block = 0; block < blocks; block++, at += width) {
        if (room - count >= VEC_BYTES) {
            count += v_offsets(starts[block], at, out + count);
            continue;
        }
        u64 offsets[VEC_BYTES], found = v_offsets(starts[block], at, offsets);
        for (u64 i = 0; i < found && count < room; i++)
            out[count++] = offsets[i];
    }
    return count;
}

// The last byte of the needle that differs from its first one, else the last byte.
INLINE u32 dense_other(const u8 *needle, const u32 len) {
    u32 other = len - 1;
    while (other > 0 && needle[other] == needle[0])
        other--;
    return other ? other : len - 1;
}

// Skims from a place on to a step of places of which one may be an occurrence, or to where fewer are left.
INLINE usize dense_skim(const u8 *hay, usize from, usize places, const u8 *needle, const u32 len) {
    const usize step = NEEDLE_UNROLL * VEC_BYTES;
    const u32 other = dense_other(needle, len);
    const Vec first = v_splat_u8(needle[0]), second = v_splat_u8(needle[other]);
    for (; places - from >= step; from += step) {
        const u8 *p = steady(hay + from), *q = steady(hay + from + other);
        Vec least = v_splat_u8(0xff);
        for (usize i = 0; i < step; i += VEC_BYTES) {
            Vec misfit = v_xor(v_load(p + i), first);
            least = v_min_u8(least, len == 1 ? misfit : v_or(misfit, v_xor(v_load(q + i), second)));
        }
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
    Vec byte[DENSE_LONGEST];
    for (u32 i = 0; i < len; i++)
        byte[i] = v_splat_u8(needle[i]);
    const u32 overlaps = dense_overlaps(needle, len);
    const u32 width = len == 1 ? VEC_BYTES : VEC_BYTES - 1;
    const u32 reach = 3 * width + (len - 1) / 2 * 2 + VEC_BYTES; // bytes that four blocks read
    u64 count = 0, barred = 0;
    while (hay_len - at >= reach) {
        const u8 *p = hay + at;
        u64 a = dense_starts_wide(byte, p, len), b = dense_starts_wide(byte, p + width, len);
        u64 c = dense_starts_wide(byte, p + 2 * width, len),
            d = dense_starts_wide(byte, p + 3 * width, len);
        if (!(a | b | c | d)) {
            at = dense_skim(hay, at + 4 * width, hay_len - (len - 1), needle, len);
            barred = 0;
            continue;
        }
        if (overlaps) {
            a = dense_apart(a, len, width, &barred);
            b = dense_apart(b, len, width, &barred);
            c = dense_apart(c, len, width, &barred);
            d = dense_apart(d, len, width, &barred);
        }
        if (!out) {
            count += COUNT_ONES(a) + COUNT_ONES(b) + COUNT_ONES(c) + COUNT_ONES(d);
        } else if (cap - count >= 4 * VEC_BYTES) {
            count += v_offsets(a, at, out + count);
            count += v_offsets(b, at + width, out + count);
            count += v_offsets(c, at + 2 * width, out + count);
            count += v_offsets(d, at + 3 * width, out + count);
        } else {
            u64 starts[4] = {a, b, c, d};
            count += dense_write(starts, 4, at, width, out + count, cap - count);
        }
        if (count >= cap)
            return cap;
        at += 4 * width;
    }
    while (hay_len - at >= len && count < cap) {
        usize rest = hay_len - at < VEC_BYTES ? hay_len - at : VEC_BYTES;
        usize places = rest - (len - 1);
        Vec v = rest < VEC_BYTES ? v_load_part(hay + at, rest) : v_load(hay + at);
        u64 starts = dense_starts(byte, v, len) & (~0ull >> (VEC_BYTES - places));
        if (overlaps)
            starts = dense_apart(starts, len, VEC_BYTES - (len - 1), &barred);
        count +=
            out ? dense_write(&starts, 1, at, 0, out + count, cap - count) : COUNT_ONES(starts);
        at += places;
    }
    return count < cap ? count : cap;
}
