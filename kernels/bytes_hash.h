// The parts of the keyed hash that its kernel and its twin share: constants, keys of short inputs,
// the end. See bytes_hash.c.
#pragma once

#include "base.h"

// Odd constants: the golden ratio, and the multipliers of Stafford's variant 13 of the MurmurHash3
// finaliser.
#define HASH_STEP  0x9e3779b97f4a7c15u
#define HASH_MUL_1 0xbf58476d1ce4e5b9u
#define HASH_MUL_2 0x94d049bb133111ebu

#define HASH_SHORT_MAX   256 // up to so many bytes: a chain of 16-byte steps; above: stripes
#define HASH_STRIPE      64  // bytes: 8 lanes of a word
#define HASH_BLOCK       16  // stripes that have a key of their own
#define HASH_KEY_FINAL   17  // key stripes 17 and 18 are added before the lanes are joined
#define HASH_KEY_BETWEEN 19  // key stripes 19 and 20 multiply between blocks
#define HASH_KEY_STRIPES 21

INLINE u64 hash_load64(const u8 *p) {
    u64 word;
    __builtin_memcpy(&word, p, sizeof word);
    return word;
}
INLINE u64 hash_load32(const u8 *p) {
    u32 word;
    __builtin_memcpy(&word, p, sizeof word);
    return word;
}

// A bijection of words in which every bit of the argument reaches every bit of the result.
INLINE u64 hash_mix(u64 x) {
    x = (x ^ x >> 30) * HASH_MUL_1;
    x = (x ^ x >> 27) * HASH_MUL_2;
    return x ^ x >> 31;
}

// Key number i of the short inputs.
INLINE u64 hash_key(u64 seed, u64 i) {
    u64 x = seed + (i + 1) * HASH_STEP;
    x = (x ^ x >> 32) * HASH_MUL_1;
    return x ^ x >> 29;
}

// The last step of every length. The length is added to the high word: as sums of products with
// secret summands differ by a given amount with a probability of 2^-63 at most, inputs of different
// length do not meet either.
INLINE u64 hash_finish(u128 sum, usize len, u64 seed) {
    u64 low = (u64)sum + hash_key(seed, 2), high = (u64)(sum >> 64) + hash_key(seed, 3) + len;
    u128 product = (u128)low * high;
    return (u64)product ^ (u64)(product >> 64);
}
