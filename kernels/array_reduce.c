static void array_sum_i64(const i64 *src, usize n, u64 *wide) {
    twin_array_sum_i64(src, n, wide);
}

static f64 array_sum_f64(const f64 *src, usize n) {
    return twin_array_sum_f64(src, n);
}

static void array_dot_i64(const i64 *left, const i64 *right, usize n, u64 *wide) {
    twin_array_dot_i64(left, right, n, wide);
}

static f64 array_dot_f64(const f64 *left, const f64 *right, usize n) {
    return twin_array_dot_f64(left, right, n);
}

static i64 array_min_i64(const i64 *src, usize n) {
    return twin_array_min_i64(src, n);
}

static i64 array_max_i64(const i64 *src, usize n) {
    return twin_array_max_i64(src, n);
}

static f64 array_min_f64(const f64 *src, usize n) {
    return twin_array_min_f64(src, n);
}

static f64 array_max_f64(const f64 *src, usize n) {
    return twin_array_max_f64(src, n);
}

static i64 array_argmin_i64(const i64 *src, usize n) {
    return twin_array_argmin_i64(src, n);
}

static i64 array_argmax_i64(const i64 *src, usize n) {
    return twin_array_argmax_i64(src, n);
}

static i64 array_argmin_f64(const f64 *src, usize n) {
    return twin_array_argmin_f64(src, n);
}

static i64 array_argmax_f64(const f64 *src, usize n) {
    return twin_array_argmax_f64(src, n);
}

static u32 array_is_sorted_i64(const i64 *src, usize n) {
    return twin_array_is_sorted_i64(src, n);
}

static u32 array_is_sorted_f64(const f64 *src, usize n) {
    return twin_array_is_sorted_f64(src, n);
}
