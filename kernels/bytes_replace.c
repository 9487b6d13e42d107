// Building byte strings from others: join, replace, intersperse.

static i64 bytes_join(const BytesPart *parts, usize count, const u8 *sep, usize sep_len, u8 *dst,
                      usize dst_len) {
    return twin_bytes_join(parts, count, sep, sep_len, dst, dst_len);
}

static i64 bytes_replace(const u8 *src, usize len, const u8 *old, usize old_len, const u8 *new,
                         usize new_len, u64 limit, u8 *dst, usize dst_len) {
    return twin_bytes_replace(src, len, old, old_len, new, new_len, limit, dst, dst_len);
}

static i64 bytes_intersperse(const u8 *src, usize len, u32 text, const u8 *new, usize new_len,
                             u64 limit, u8 *dst, usize dst_len) {
    return twin_bytes_intersperse(src, len, text, new, new_len, limit, dst, dst_len);
}
