// UTF-8: validation, counting, offsets.
static i64 utf8_validate(const u8 *src, usize len) {
    return twin_utf8_validate(src, len);
}
static usize utf8_count(const u8 *src, usize len) {
    return twin_utf8_count(src, len);
}
static i64 utf8_offset(const u8 *src, usize len, usize index) {
    return twin_utf8_offset(src, len, index);
}
