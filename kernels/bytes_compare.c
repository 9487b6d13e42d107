// Equality, order and common prefix of two runs of bytes.

static usize bytes_common_prefix(const u8 *left, const u8 *right, usize len) {
    return twin_bytes_common_prefix(left, right, len);
}

static u32 bytes_equal(const u8 *left, const u8 *right, usize len) {
    return twin_bytes_equal(left, right, len);
}

static i32 bytes_compare(const u8 *left, usize left_len, const u8 *right, usize right_len) {
    return twin_bytes_compare(left, left_len, right, right_len);
}
