// Maps by a scalar, conversion and reversal, one element after the other: the reference of
// kernels/array_math.c.
#include "../array_element.h"

// The maps of integers stop at the first result that does not fit and return its index.
#define TWIN_MAP_I64(name, overflows)                                                              \
    static i64 twin_array_##name##_i64(const i64 *src, usize n, i64 value, i64 *dst) {             \
        for (usize i = 0; i < n; i++) {                                                            \
            i64 result;                                                                            \
            if (overflows(element_i64(src, i), value, &result))                                    \
                return (i64)i;                                                                     \
            element_put_i64(dst, i, result);                                                       \
        }                                                                                          \
        return -1;                                                                                 \
    }
TWIN_MAP_I64(add, __builtin_add_overflow)
TWIN_MAP_I64(sub, __builtin_sub_overflow)
TWIN_MAP_I64(mul, __builtin_mul_overflow)

static void twin_array_add_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    for (usize i = 0; i < n; i++)
        element_put_f64(dst, i, element_canonical(element_f64(src, i) + value));
}
static void twin_array_sub_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    for (usize i = 0; i < n; i++)
        element_put_f64(dst, i, element_canonical(element_f64(src, i) - value));
}
static void twin_array_mul_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    for (usize i = 0; i < n; i++)
        element_put_f64(dst, i, element_canonical(element_f64(src, i) * value));
}

static void twin_array_from_i64(const i64 *src, usize n, f64 *dst) {
    for (usize i = 0; i < n; i++)
        element_put_f64(dst, i, (f64)element_i64(src, i));
}

// The elements may be doubles; as integers they keep their bits.
static void twin_array_reverse(const i64 *src, usize n, i64 *dst) {
    for (usize i = 0, j = n; i < j--; i++) {
        i64 first = element_i64(src, i), last = element_i64(src, j);
        element_put_i64(dst, i, last);
        element_put_i64(dst, j, first);
    }
}
