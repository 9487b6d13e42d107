// Search in byte strings: the first, the last, all occurrences of a byte, a substring, a set of bytes.

static i64 bytes_find(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len) {
    return twin_bytes_find(hay, hay_len, needle, needle_len);
}

static i64 bytes_rfind(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len) {
    return twin_bytes_rfind(hay, hay_len, needle, needle_len);
}

static i64 bytes_find_byte(const u8 *hay, usize hay_len, u32 byte) {
    return twin_bytes_find_byte(hay, hay_len, byte);
}

static i64 bytes_rfind_byte(const u8 *hay, usize hay_len, u32 byte) {
    return twin_bytes_rfind_byte(hay, hay_len, byte);
}

static i64 bytes_find_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    return twin_bytes_find_any_of(hay, hay_len, set);
}

static i64 bytes_find_none_of(const u8 *hay, usize hay_len, const u8 *set) {
    return twin_bytes_find_none_of(hay, hay_len, set);
}

static i64 bytes_rfind_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    return twin_bytes_rfind_any_of(hay, hay_len, set);
}

static i64 bytes_rfind_none_of(const u8 *hay, usize hay_len, const u8 *set) {
    return twin_bytes_rfind_none_of(hay, hay_len, set);
}

static u64 bytes_count(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len, u64 limit) {
    return twin_bytes_count(hay, hay_len, needle, needle_len, limit);
}

static u64 bytes_count_byte(const u8 *hay, usize hay_len, u32 byte) {
    return twin_bytes_count_byte(hay, hay_len, byte);
}

static u64 bytes_count_any_of(const u8 *hay, usize hay_len, const u8 *set) {
    return twin_bytes_count_any_of(hay, hay_len, set);
}

static usize bytes_find_all(const u8 *hay, usize hay_len, const u8 *needle, usize needle_len, usize start, u64 *out, usize cap) {
    return twin_bytes_find_all(hay, hay_len, needle, needle_len, start, out, cap);
}
