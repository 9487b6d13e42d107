// Operations composed of others or of plain C, for the instruction sets that have no better way. Included by the shim headers.
#pragma once

// One position for every set bit. Eight a round without a branch on the count: a 64-bit word rarely has more than 8 hits in
// text, and a round past the last hit writes words the caller has room for anyway (see simd.h).
INLINE usize emulate_offsets(u64 bits, u64 base, u64 *out) {
    usize count = COUNT_ONES(bits);
    for (usize done = 0; done < count; done += 8) {
        for (usize i = 0; i < 8; i++) {
            out[done + i] = base + (u64)__builtin_ctzll(bits | (1ull << 63));
            bits &= bits - 1;
        }
    }
    return count;
}

// n of 0..64 bytes to or from a 64-byte buffer by overlapping moves of fixed size: no byte outside is touched.
INLINE void emulate_copy_part(u8 *to, const u8 *from, usize n) {
    if (n >= 32) {
        __builtin_memcpy(to, from, 32);
        __builtin_memcpy(to + n - 32, from + n - 32, 32);
    } else if (n >= 16) {
        __builtin_memcpy(to, from, 16);
        __builtin_memcpy(to + n - 16, from + n - 16, 16);
    } else if (n >= 8) {
        __builtin_memcpy(to, from, 8);
        __builtin_memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        __builtin_memcpy(to, from, 4);
        __builtin_memcpy(to + n - 4, from + n - 4, 4);
    } else if (n) {
        to[0] = from[0];
        to[n >> 1] = from[n >> 1];
        to[n - 1] = from[n - 1];
    }
}
