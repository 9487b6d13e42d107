// One element of an array of 8-byte numbers, at any alignment: the arrays come from buffers of the
// host, which promise none, so no kernel dereferences its pointers. Moves of fixed size become one
// plain load or store.
#pragma once

#include "base.h"

INLINE i64 element_i64(const i64 *src, usize i) {
    i64 x;
    __builtin_memcpy(&x, (const u8 *)src + i * sizeof x, sizeof x);
    return x;
}
INLINE f64 element_f64(const f64 *src, usize i) {
    f64 x;
    __builtin_memcpy(&x, (const u8 *)src + i * sizeof x, sizeof x);
    return x;
}
INLINE void element_put_i64(i64 *dst, usize i, i64 x) {
    __builtin_memcpy((u8 *)dst + i * sizeof x, &x, sizeof x);
}
INLINE void element_put_f64(f64 *dst, usize i, f64 x) {
    __builtin_memcpy((u8 *)dst + i * sizeof x, &x, sizeof x);
}

// A NaN that was computed, not one that was selected: which payload comes out of an addition
// differs between instruction sets.
INLINE f64 element_canonical(f64 x) {
    u64 bits = CANONICAL_NAN;
    f64 nan;
    __builtin_memcpy(&nan, &bits, sizeof nan);
    return x == x ? x : nan;
}
