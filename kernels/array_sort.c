// Sorting and the order of sorting of 8-byte numbers.
#include "array_element.h"

static u64 array_sort_scratch(u64 n) {
    return n * sizeof(u64);
}
static u64 array_argsort_scratch(u64 n) {
    return n * 3 * sizeof(u64);
}
static void array_sort_i64(i64 *data, usize n, u64 *scratch) {
    twin_array_sort_i64(data, n, scratch);
}
static void array_sort_f64(f64 *data, usize n, u64 *scratch) {
    twin_array_sort_f64(data, n, scratch);
}
static void array_argsort_i64(const i64 *src, usize n, i64 *dst, u64 *scratch) {
    twin_array_argsort_i64(src, n, dst, scratch);
}
static void array_argsort_f64(const f64 *src, usize n, i64 *dst, u64 *scratch) {
    twin_array_argsort_f64(src, n, dst, scratch);
}
