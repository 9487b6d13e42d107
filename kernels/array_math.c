static i64 array_add_i64(const i64 *src, usize n, i64 value, i64 *dst) {
    return twin_array_add_i64(src, n, value, dst);
}

static i64 array_sub_i64(const i64 *src, usize n, i64 value, i64 *dst) {
    return twin_array_sub_i64(src, n, value, dst);
}

static i64 array_mul_i64(const i64 *src, usize n, i64 value, i64 *dst) {
    return twin_array_mul_i64(src, n, value, dst);
}

static void array_add_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    twin_array_add_f64(src, n, value, dst);
}

static void array_sub_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    twin_array_sub_f64(src, n, value, dst);
}

static void array_mul_f64(const f64 *src, usize n, f64 value, f64 *dst) {
    twin_array_mul_f64(src, n, value, dst);
}

static void array_from_i64(const i64 *src, usize n, f64 *dst) {
    twin_array_from_i64(src, n, dst);
}

static void array_reverse(const i64 *src, usize n, i64 *dst) {
    twin_array_reverse(src, n, dst);
}
