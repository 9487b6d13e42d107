// Operations composed of others or of plain C, for the instruction sets that have no better way. Included by the shim headers.
#pragma once

// One position for every set bit. Eight a round without a branch on the count: a 64-bit word rarely has more than 8 hits in
// text, and a round past the last hit writes words the caller has room for anyway (see simd.h).
INLINE usize emulate_offsets(u64 bits, u64 base, u64 *out) {
    usize count = COUNT_ONES(bits);
    for (usize done = 0; done < count; done += 8) {
        for (usize i = 0; i < 8; i++) {
            out[done + i] = base + steady_word((u64)__builtin_ctzll(bits | (1ull << 63)));
            bits &= bits - 1;
        }
    }
    return count;
}

// n of 0..15 bytes as two words, the rest 0, by overlapping loads. Registers only: what goes through memory in pieces and comes
// back as a whole waits for the stores.
typedef struct {
    u64 low, high;
} EmulateWords;
INLINE u64 emulate_load_word(const u8 *p) {
    u64 word;
    __builtin_memcpy(&word, p, sizeof word);
    return word;
}
INLINE EmulateWords emulate_load_words(const u8 *p, usize n) {
    EmulateWords words = {0, 0};
    if (n >= 8) {
        words.low = emulate_load_word(p);
        words.high = emulate_load_word(p + n - 8) >> 8 >> (8 * (15 - n));
    } else if (n >= 4) {
        u32 first, last;
        __builtin_memcpy(&first, p, sizeof first);
        __builtin_memcpy(&last, p + n - 4, sizeof last);
        words.low = first | (u64)last << (8 * (n - 4));
    } else if (n) {
        words.low = p[0] | (u64)p[n >> 1] << (8 * (n >> 1)) | (u64)p[n - 1] << (8 * (n - 1));
    }
    return words;
}
// Lanes that slide the last n of 16 bytes to the front and clear the rest: 16 of these from place 16 - n on.
static const u8 emulate_slide[32] = {
    0,    1,    2,    3,    4,    5,    6,    7,    8,    9,    10,   11,   12,   13,   14,   15,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};

// The same for pairs, four a round.
INLINE usize emulate_spans(u64 bits, u64 first, u64 second, u64 *out) {
    usize count = COUNT_ONES(bits);
    for (usize done = 0; done < count; done += 4) {
        for (usize i = 0; i < 4; i++) {
            u64 at = steady_word((u64)__builtin_ctzll(bits | (1ull << 63)));
            out[2 * (done + i)] = first + at;
            out[2 * (done + i) + 1] = second + at;
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

// Where the bytes of two words come from for each set of them: only the set of the second alone puts it first.
#define EMULATE_FIRST  {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
#define EMULATE_SECOND {8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7}
static const u8 emulate_pairs[4][16] = {EMULATE_FIRST, EMULATE_FIRST, EMULATE_SECOND,
                                        EMULATE_FIRST};
