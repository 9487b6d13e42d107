static usize array_filter_i64(const i64 *src, usize n, u32 compare, i64 value, i64 *dst) {
    return twin_array_filter_i64(src, n, compare, value, dst);
}

static usize array_filter_f64(const f64 *src, usize n, u32 compare, f64 value, f64 *dst) {
    return twin_array_filter_f64(src, n, compare, value, dst);
}

static usize array_filter_index_i64(const i64 *src, usize n, u32 compare, i64 value, i64 *dst) {
    return twin_array_filter_index_i64(src, n, compare, value, dst);
}

static usize array_filter_index_f64(const f64 *src, usize n, u32 compare, f64 value, i64 *dst) {
    return twin_array_filter_index_f64(src, n, compare, value, dst);
}

static usize array_count_where_i64(const i64 *src, usize n, u32 compare, i64 value) {
    return twin_array_count_where_i64(src, n, compare, value);
}

static usize array_count_where_f64(const f64 *src, usize n, u32 compare, f64 value) {
    return twin_array_count_where_f64(src, n, compare, value);
}

static i64 array_index_i64(const i64 *src, usize n, i64 value) {
    return twin_array_index_i64(src, n, value);
}

static i64 array_index_f64(const f64 *src, usize n, f64 value) {
    return twin_array_index_f64(src, n, value);
}

static u32 array_equal_f64(const f64 *left, const f64 *right, usize n) {
    return twin_array_equal_f64(left, right, n);
}
