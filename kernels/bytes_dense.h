// All occurrences of a short needle, where there are many of them: every byte of the haystack is loaded once and compared with every
// byte of the needle, and the masks are shifted so that they meet at the place where an occurrence ends. Bits that a shift
// loses are carried into the next block. 256 bytes without an occurrence end this, and two bytes of the needle are enough to
// skim on to the next. Occurrences are counted, or their offsets written, without ever comparing anything.
//
// The idea is that of Shift-And (Baeza-Yates and Gonnet, "A new approach to text searching", CACM 35 (1992)), turned by a quarter: a word
// holds 64 places of the text for one byte of the needle, not 64 bytes of the needle for one place.
#pragma once

#define DENSE_LONGEST 8

typedef struct {
    u64 carry
        [DENSE_LONGEST]; // for each byte of the needle, places in the next block at which it would end an occurrence
    u64 barred; // places in the next block that overlap the last occurrence
    u64 count;
    u64 cap;
    u64 *out; // 0: only count
} Dense;

// Does the needle begin as it ends, so that occurrences may overlap?
INLINE u32 dense_overlaps(const u8 *needle, const u32 len) {
    u64 word = 0;
    for (u32 i = 0; i < len; i++)
        word |= (u64)needle[i] << (8 * i);
    for (u32 k = 1; k < len; k++)
        if (word >> (8 * k) == (word & ((1ull << (8 * (len - k))) - 1)))
            return 1;
    return 0;
}

// The first occurrence is kept, and after each the first that does not overlap it. `ends` are the last bytes of occurrences.
INLINE u64 dense_apart(Dense *d, u64 ends, const u32 len) {
    u64 kept = 0;
    ends &= ~d->barred;
    while (ends) {
        u64 lowest = ends & (0 - ends);
        kept |= lowest;
        ends &= ~((lowest << len) - lowest);
        ends &= ~(lowest - 1);
    }
    u64 top = kept >> (VEC_BYTES - len);
    d->barred = top ? top - 1 : 0;
    return kept;
}

// Ends of the occurrences among 64 bytes. Bytes that are not `valid` are at the end of the haystack.
INLINE u64 dense_ends(Dense *d, const Vec *byte, Vec v, u64 valid, const u32 len) {
    u64 ends = v_eq_u8(v, byte[len - 1]) & valid;
    for (u32 i = 0; i + 1 < len; i++) {
        u64 equal = v_eq_u8(v, byte[i]);
        ends &= equal << (len - 1 - i) | d->carry[i];
        d->carry[i] = equal >> (VEC_BYTES - (len - 1 - i));
    }
    return ends;
}

// Counts occurrences and writes their offsets; 0 when there are as many as wanted. v_offsets needs room for a whole block.
INLINE u32 dense_take(Dense *d, u64 ends, u64 at, const u32 len, const u32 overlaps) {
    if (overlaps)
        ends = dense_apart(d, ends, len);
    u64 found = COUNT_ONES(ends), room = d->cap - d->count;
    u64 base =
        at - (len - 1); // wraps in the first block, and back when the place of an end is added
    if (d->out && ends) {
        if (room >= VEC_BYTES) {
            v_offsets(ends, base, d->out + d->count);
        } else {
            u64 offsets[VEC_BYTES + 8];
            v_offsets(ends, base, offsets);
            for (u64 i = 0; i < found && i < room; i++)
                d->out[d->count + i] = offsets[i];
        }
    }
    d->count += found < room ? found : room;
    return d->count < d->cap;
}

// Skims from a place on to 256 places of which one may be an occurrence, or to where fewer than 256 are left.
INLINE usize dense_skim(const u8 *hay, usize from, usize places, const Vec *byte, const u32 len) {
    const u8 *ends = hay + len - 1;
    for (; places - from >= 4 * VEC_BYTES; from += 4 * VEC_BYTES) {
        Vec misfit[4];
        for (usize i = 0; i < 4; i++) {
            misfit[i] = v_xor(v_load(hay + from + i * VEC_BYTES), byte[0]);
            if (len > 1)
                misfit[i] =
                    v_or(misfit[i], v_xor(v_load(ends + from + i * VEC_BYTES), byte[len - 1]));
        }
        if (v_any_zero_u8(v_min_u8(v_min_u8(misfit[0], misfit[1]), v_min_u8(misfit[2], misfit[3]))))
            break;
    }
    return from;
}

// Occurrences of a needle of a constant number of bytes, from `at` on, at most cap; their offsets go to out if it is not 0.
INLINE u64 dense_find(const u8 *hay, usize hay_len, const u8 *needle, const u32 len, usize at,
                      u64 *out, u64 cap) {
    Dense d = {.cap = cap, .out = out};
    Vec byte[DENSE_LONGEST];
    for (u32 i = 0; i < len; i++)
        byte[i] = v_splat_u8(needle[i]);
    const u32 overlaps = len > 1 && dense_overlaps(needle, len);
    while (hay_len - at >= 4 * VEC_BYTES) {
        u64 any = 0;
        for (u32 i = 0; i < 4; i++, at += VEC_BYTES) {
            u64 ends = dense_ends(&d, byte, v_load(hay + at), ~0ull, len);
            any |= ends;
            if (!dense_take(&d, ends, at, len, overlaps))
                return d.count;
        }
        if (!any) {
            at = dense_skim(hay, at - (len - 1), hay_len - (len - 1), byte, len);
            for (u32 i = 0; i + 1 < len; i++)
                d.carry[i] = 0;
        }
    }
    for (; hay_len - at >= VEC_BYTES; at += VEC_BYTES)
        if (!dense_take(&d, dense_ends(&d, byte, v_load(hay + at), ~0ull, len), at, len, overlaps))
            return d.count;
    if (at < hay_len) {
        usize rest = hay_len - at;
        dense_take(
            &d, dense_ends(&d, byte, v_load_part(hay + at, rest), ~0ull >> (VEC_BYTES - rest), len),
            at, len, overlaps);
    }
    return d.count;
}
