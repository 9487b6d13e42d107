// Sums, products and extremes, one element after the other: the reference of
// kernels/array_reduce.c.
#include "../array_element.h"

#define TWIN_LANES 32

static void twin_array_sum_i64(const i64 *src, usize n, u64 *wide) {
    i128 sum = 0;
    for (usize i = 0; i < n; i++)
        sum += element_i64(src, i);
    u64 words[2] = {(u64)sum, (u64)((u128)sum >> 64)};
    __builtin_memcpy((u8 *)wide, words, sizeof words);
}

// Halves of the lanes are added until one is left.
static f64 twin_array_combine(f64 lane[TWIN_LANES]) {
    for (usize half = TWIN_LANES / 2; half; half /= 2)
        for (usize j = 0; j < half; j++)
            lane[j] += lane[j + half];
    return element_canonical(lane[0]);
}
static f64 twin_array_sum_f64(const f64 *src, usize n) {
    f64 lane[TWIN_LANES] = {0};
    for (usize i = 0; i < n; i++)
        lane[i % TWIN_LANES] += element_f64(src, i);
    return twin_array_combine(lane);
}
static f64 twin_array_dot_f64(const f64 *left, const f64 *right, usize n) {
    f64 lane[TWIN_LANES] = {0};
    for (usize i = 0; i < n; i++)
        lane[i % TWIN_LANES] += element_f64(left, i) * element_f64(right, i);
    return twin_array_combine(lane);
}

static void twin_array_dot_i64(const i64 *left, const i64 *right, usize n, u64 *wide) {
    u128 low = 0;
    u64 high = 0;
    for (usize i = 0; i < n; i++) {
        i128 product = (i128)element_i64(left, i) * element_i64(right, i);
        low += (u128)product;
        high += (u64)(low < (u128)product) - (u64)(product < 0);
    }
    u64 words[3] = {(u64)low, (u64)(low >> 64), high};
    __builtin_memcpy((u8 *)wide, words, sizeof words);
}

// The first NaN ends the search, since nothing takes its place.
#define TWIN_ARG(name, type, better)                                                               \
    static i64 twin_array_##name##_##type(const type *src, usize n) {                              \
        usize best = 0;                                                                            \
        for (usize i = 0; i < n; i++) {                                                            \
            type x = element_##type(src, i);                                                       \
            if (x != x)                                                                            \
                return (i64)i;                                                                     \
            if (x better element_##type(src, best))                                                \
                best = i;                                                                          \
        }                                                                                          \
        return n ? (i64)best : -1;                                                                 \
    }
TWIN_ARG(argmin, i64, <)
TWIN_ARG(argmax, i64, >)
TWIN_ARG(argmin, f64, <)
TWIN_ARG(argmax, f64, >)

static i64 twin_array_min_i64(const i64 *src, usize n) {
    return element_i64(src, (usize)twin_array_argmin_i64(src, n));
}
static i64 twin_array_max_i64(const i64 *src, usize n) {
    return element_i64(src, (usize)twin_array_argmax_i64(src, n));
}
static f64 twin_array_min_f64(const f64 *src, usize n) {
    return element_f64(src, (usize)twin_array_argmin_f64(src, n));
}
static f64 twin_array_max_f64(const f64 *src, usize n) {
    return element_f64(src, (usize)twin_array_argmax_f64(src, n));
}

static u32 twin_array_is_sorted_i64(const i64 *src, usize n) {
    for (usize i = 1; i < n; i++)
        if (element_i64(src, i) < element_i64(src, i - 1))
            return 0;
    return 1;
}
static u32 twin_array_is_sorted_f64(const f64 *src, usize n) {
    for (usize i = 1; i < n; i++) {
        f64 before = element_f64(src, i - 1), x = element_f64(src, i);
        if (x == x && !(before <= x))
            return 0;
    }
    return 1;
}
