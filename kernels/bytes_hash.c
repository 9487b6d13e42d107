// The keyed hash of byte strings: 64 bits, the same on every target, with a seed that an attacker
// must not know.
//
// Up to 256 bytes: a chain of products. (a + x)(b + y), 128 bits wide, where a and b are the next
// words and x and y are secret keys plus the halves of the product before. Above: 64-byte stripes
// in 8 lanes of a word. Every lane adds up the products (low half)(high half) of word + key twice,
// with keys that are one stripe apart; after 16 stripes, when the keys begin anew, the sums are
// folded and multiplied by odd keys. In the end the lanes are joined by 64-bit products of sum +
// key.
//
// Source: the sum is the NH of UMAC (J. Black, S. Halevi, H. Krawczyk, T. Krovetz, P. Rogaway,
// CRYPTO 1999), the second sum its Toeplitz extension; products of 128 bits folded to 64 as an end
// are those of W. Yi's wyhash. Why it resists: with random keys two inputs of equal length differ
// in one NH sum by any given amount with a probability of about 2^-31 (a carry from the low half of
// word + key into the high half, which NH does not have, at most doubles it), in both with 2^-62;
// the step between blocks is a bijection, so that sums which differ stay different, and meets a
// given difference for few of the odd keys; the join is NH over 64-bit words. Nothing an attacker
// chooses is multiplied without a secret summand: there is no word that makes a product 0 for all
// seeds (known of wyhash and XXH3), and since keys differ by unknown amounts, words cannot change
// places. The keys are not random but a function of 64 secret bits, so this is an argument, not a
// proof; and it says nothing about an attacker who is shown hashes.
//
// Rejected: AES rounds (WebAssembly has none), 64x64->128 products in the loop (SIMD has none), one
// NH sum (2^-31 is too often).
#include "bytes_hash.h"

typedef struct {
    Vec base, multiplier;
} HashKeys;

INLINE HashKeys hash_keys(u64 seed) {
    u64 first[VEC_WORDS];
    for (u64 lane = 0; lane < VEC_WORDS; lane++)
        first[lane] = hash_mix(seed) + lane * HASH_STEP;
    HashKeys keys = {v_load(first), v_splat_u64(hash_mix(seed + HASH_STEP) | 1)};
    return keys;
}
INLINE Vec hash_stripe_key(const HashKeys *keys, u64 stripe) {
    Vec x = v_add_i64(keys->base, v_splat_u64(stripe * VEC_WORDS * HASH_STEP));
    x = v_mul_i64(v_xor(x, v_shr_u64(x, 32)), keys->multiplier);
    return v_xor(x, v_shr_u64(x, 32));
}

INLINE Vec hash_products(Vec acc, Vec words, Vec key) {
    Vec sum = v_add_i64(words, key);
    return v_add_i64(acc, v_mul_u32(sum, v_shr_u64(sum, 32)));
}
INLINE Vec hash_between(Vec acc, Vec odd) {
    return v_mul_i64(v_xor(acc, v_shr_u64(acc, 32)), odd);
}

static NOINLINE u128 hash_long(const u8 *src, usize len, u64 seed) {
    const HashKeys keys = hash_keys(seed);
    Vec key[HASH_BLOCK + 1], acc0 = v_zero(), acc1 = v_zero();
    usize left = (len - 1) / HASH_STRIPE; // stripes before the last, which ends with the input
    const u8 *last = src + len - HASH_STRIPE;
    // The first block makes the keys, those after it find them.
    usize now = left < HASH_BLOCK ? left : HASH_BLOCK;
    key[0] = hash_stripe_key(&keys, 0);
    for (usize i = 0; i < now; i++, src += HASH_STRIPE) {
        Vec words = v_load(src);
        key[i + 1] = hash_stripe_key(&keys, i + 1);
        acc0 = hash_products(acc0, words, key[i]);
        acc1 = hash_products(acc1, words, key[i + 1]);
    }
    if (left < HASH_BLOCK) {
        key[left + 1] = hash_stripe_key(&keys, left + 1);
    } else {
        Vec odd0 = v_or(hash_stripe_key(&keys, HASH_KEY_BETWEEN), v_splat_u64(1));
        Vec odd1 = v_or(hash_stripe_key(&keys, HASH_KEY_BETWEEN + 1), v_splat_u64(1));
        do {
            left -= now;
            now = left < HASH_BLOCK ? left : HASH_BLOCK;
            acc0 = hash_between(acc0, odd0);
            acc1 = hash_between(acc1, odd1);
            for (usize i = 0; i < now; i++, src += HASH_STRIPE) {
                Vec words = v_load(src);
                acc0 = hash_products(acc0, words, key[i]);
                acc1 = hash_products(acc1, words, key[i + 1]);
            }
        } while (now == HASH_BLOCK);
    }
    Vec words = v_load(last);
    acc0 = hash_products(acc0, words, key[left]);
    acc1 = hash_products(acc1, words, key[left + 1]);

    u64 left_words[VEC_WORDS], right_words[VEC_WORDS];
    v_store(left_words, v_add_i64(acc0, hash_stripe_key(&keys, HASH_KEY_FINAL)));
    v_store(right_words, v_add_i64(acc1, hash_stripe_key(&keys, HASH_KEY_FINAL + 1)));
    u128 sum = 0;
    for (usize lane = 0; lane < VEC_WORDS; lane++)
        sum += (u128)left_words[lane] * right_words[lane];
    return sum;
}

// The two words that stand for 0 to 16 bytes; together with the length they tell all of them.
INLINE void hash_words(const u8 *src, usize len, u64 *a, u64 *b) {
    if (LIKELY(len >= 8)) {
        *a = hash_load64(src);
        *b = hash_load64(src + len - 8);
    } else if (len >= 4) {
        *a = hash_load32(src);
        *b = hash_load32(src + len - 4);
    } else if (len) {
        *a = (u64)src[0] | (u64)src[len / 2] << 8;
        *b = src[len - 1];
    } else {
        *a = *b = 0;
    }
}

INLINE u128 hash_short(const u8 *src, usize len, u64 seed) {
    u64 key0 = hash_key(seed, 0), key1 = hash_key(seed, 1), x = key0, y = key1, a, b;
    if (len <= 16) {
        hash_words(src, len, &a, &b);
    } else {
        const u8 *last = src + len - 16;
        for (; src < last; src += 16) {
            u128 product = (u128)(hash_load64(src) + x) * (hash_load64(src + 8) + y);
            x = key0 + (u64)(product >> 64);
            y = key1 + (u64)product;
        }
        a = hash_load64(last);
        b = hash_load64(last + 8);
    }
    return (u128)(a + x) * (b + y);
}

static u64 bytes_hash(const u8 *src, usize len, u64 seed) {
    u128 sum = len <= HASH_SHORT_MAX ? hash_short(src, len, seed) : hash_long(src, len, seed);
    return hash_finish(sum, len, seed);
}
