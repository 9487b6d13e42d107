// Stable merge sort from the bottom up, one element after the other: the reference of kernels/array_sort.c. Elements travel as
// their 64 bits, so that no NaN changes its payload on the way; only the question which of two comes first knows their type.
#include "../array_element.h"

typedef u32 (*TwinBefore)(u64 a, u64 b);

static u64 twin_array_bits(const void *src, usize i) {
    return (u64)element_i64((const i64 *)src, i);
}
static void twin_array_put_bits(void *dst, usize i, u64 bits) {
    element_put_i64((i64 *)dst, i, (i64)bits);
}

static u32 twin_array_before_i64(u64 a, u64 b) {
    return (i64)a < (i64)b;
}
// A number comes before every NaN; two NaNs, like 0.0 and -0.0, are equal and keep their sequence.
static u32 twin_array_before_f64(u64 a, u64 b) {
    f64 x, y;
    __builtin_memcpy(&x, &a, sizeof x);
    __builtin_memcpy(&y, &b, sizeof y);
    return x < y || (x == x && y != y);
}

// Runs of `width` words of `from`, merged in pairs into `to`. With a source, words are indices into it, without one they are
// the elements themselves.
static void twin_array_merge(const void *source, const void *from, void *to, usize n, usize width,
                             TwinBefore before) {
    for (usize start = 0; start < n; start += 2 * width) {
        usize middle = n - start > width ? start + width : n;
        usize end = n - middle > width ? middle + width : n;
        usize left = start, right = middle;
        for (usize out = start; out < end; out++) {
            u32 take_right = left == middle;
            if (left < middle && right < end) {
                u64 a = twin_array_bits(from, left), b = twin_array_bits(from, right);
                if (source)
                    take_right = before(twin_array_bits(source, (usize)b),
                                        twin_array_bits(source, (usize)a));
                else
                    take_right = before(b, a);
            }
            twin_array_put_bits(to, out, twin_array_bits(from, take_right ? right++ : left++));
        }
    }
}
static void twin_array_merge_sort(const void *source, void *words, usize n, void *scratch,
                                  TwinBefore before) {
    for (usize width = 1; width < n; width *= 2) {
        twin_array_merge(source, words, scratch, n, width, before);
        for (usize i = 0; i < n; i++)
            twin_array_put_bits(words, i, twin_array_bits(scratch, i));
    }
}

static void twin_array_sort_i64(i64 *data, usize n, u64 *scratch) {
    twin_array_merge_sort(NULL, data, n, scratch, twin_array_before_i64);
}
static void twin_array_sort_f64(f64 *data, usize n, u64 *scratch) {
    twin_array_merge_sort(NULL, data, n, scratch, twin_array_before_f64);
}
static void twin_array_argsort(const void *src, usize n, i64 *dst, u64 *scratch,
                               TwinBefore before) {
    for (usize i = 0; i < n; i++)
        element_put_i64(dst, i, (i64)i);
    twin_array_merge_sort(src, dst, n, scratch, before);
}
static void twin_array_argsort_i64(const i64 *src, usize n, i64 *dst, u64 *scratch) {
    twin_array_argsort(src, n, dst, scratch, twin_array_before_i64);
}
static void twin_array_argsort_f64(const f64 *src, usize n, i64 *dst, u64 *scratch) {
    twin_array_argsort(src, n, dst, scratch, twin_array_before_f64);
}
