// The plain reference of bytes_hash.c: the same arithmetic, word by word.
#include "../bytes_hash.h"

// The two words that stand for 0 to 16 bytes; together with the length they tell all of them.
static void twin_hash_words(const u8 *src, usize len, u64 *a, u64 *b) {
    *a = 0;
    *b = 0;
    if (len >= 8) {
        *a = hash_load64(src);
        *b = hash_load64(src + len - 8);
    } else if (len >= 4) {
        *a = hash_load32(src);
        *b = hash_load32(src + len - 4);
    } else if (len) {
        *a = (u64)src[0] | (u64)src[len / 2] << 8;
        *b = src[len - 1];
    }
}

static u128 twin_hash_short(const u8 *src, usize len, u64 seed) {
    u64 key0 = hash_key(seed, 0), key1 = hash_key(seed, 1), x = key0, y = key1, a, b;
    usize at = 0;
    for (; len - at > 16; at += 16) {
        u128 product = (u128)(hash_load64(src + at) + x) * (hash_load64(src + at + 8) + y);
        x = key0 + (u64)(product >> 64);
        y = key1 + (u64)product;
    }
    if (len > 16)
        at = len - 16; // the last 16 bytes, even if some of them have been seen
    twin_hash_words(src + at, len - at, &a, &b);
    return (u128)(a + x) * (b + y);
}

// Word `lane` of key stripe `stripe`.
static u64 twin_hash_stripe_key(u64 base, u64 multiplier, u64 stripe, u64 lane) {
    u64 x = base + (8 * stripe + lane) * HASH_STEP;
    x = (x ^ x >> 32) * multiplier;
    return x ^ x >> 32;
}

static u64 twin_hash_product(u64 x) {
    return (x & 0xffffffffu) * (x >> 32);
}

static u128 twin_hash_long(const u8 *src, usize len, u64 seed) {
    u64 base = hash_mix(seed), multiplier = hash_mix(seed + HASH_STEP) | 1;
    // The number of the last stripe, which ends with the input and overlaps the one before.
    usize last = (len - 1) / HASH_STRIPE;
    u128 sum = 0;
    for (u64 lane = 0; lane < 8; lane++) {
        u64 acc0 = 0, acc1 = 0;
        for (usize stripe = 0; stripe <= last; stripe++) {
            usize at = stripe < last ? stripe * HASH_STRIPE : len - HASH_STRIPE;
            u64 word = hash_load64(src + at + 8 * lane), place = stripe % HASH_BLOCK;
            if (stripe > 0 && place == 0) {
                acc0 = (acc0 ^ acc0 >> 32) *
                       (twin_hash_stripe_key(base, multiplier, HASH_KEY_BETWEEN, lane) | 1);
                acc1 = (acc1 ^ acc1 >> 32) *
                       (twin_hash_stripe_key(base, multiplier, HASH_KEY_BETWEEN + 1, lane) | 1);
            }
            acc0 += twin_hash_product(word + twin_hash_stripe_key(base, multiplier, place, lane));
            acc1 +=
                twin_hash_product(word + twin_hash_stripe_key(base, multiplier, place + 1, lane));
        }
        sum += (u128)(acc0 + twin_hash_stripe_key(base, multiplier, HASH_KEY_FINAL, lane)) *
               (acc1 + twin_hash_stripe_key(base, multiplier, HASH_KEY_FINAL + 1, lane));
    }
    return sum;
}

static u64 twin_bytes_hash(const u8 *src, usize len, u64 seed) {
    u128 sum =
        len <= HASH_SHORT_MAX ? twin_hash_short(src, len, seed) : twin_hash_long(src, len, seed);
    return hash_finish(sum, len, seed);
}
