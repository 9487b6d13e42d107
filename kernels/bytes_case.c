// ASCII case, translation by a table, the test for ASCII.
static void bytes_lower(const u8 *src, usize len, u8 *dst) {
    twin_bytes_lower(src, len, dst);
}
static void bytes_upper(const u8 *src, usize len, u8 *dst) {
    twin_bytes_upper(src, len, dst);
}
static void bytes_swapcase(const u8 *src, usize len, u8 *dst) {
    twin_bytes_swapcase(src, len, dst);
}
static void bytes_translate(const u8 *src, usize len, const u8 *table, u8 *dst) {
    twin_bytes_translate(src, len, table, dst);
}
static u32 bytes_is_ascii(const u8 *src, usize len) {
    return twin_bytes_is_ascii(src, len);
}
