// The plain reference of bytes_case.c: one byte after the other.

static u8 twin_lower_byte(u8 byte) {
    return byte >= 'A' && byte <= 'Z' ? (u8)(byte + 32) : byte;
}

static u8 twin_upper_byte(u8 byte) {
    return byte >= 'a' && byte <= 'z' ? (u8)(byte - 32) : byte;
}

static void twin_bytes_lower(const u8 *src, usize len, u8 *dst) {
    for (usize i = 0; i < len; i++)
        dst[i] = twin_lower_byte(src[i]);
}

static void twin_bytes_upper(const u8 *src, usize len, u8 *dst) {
    for (usize i = 0; i < len; i++)
        dst[i] = twin_upper_byte(src[i]);
}

static void twin_bytes_swapcase(const u8 *src, usize len, u8 *dst) {
    for (usize i = 0; i < len; i++) {
        u8 lower = twin_lower_byte(src[i]);
        dst[i] = lower != src[i] ? lower : twin_upper_byte(src[i]);
    }
}

static void twin_bytes_translate(const u8 *src, usize len, const u8 *table, u8 *dst) {
    for (usize i = 0; i < len; i++)
        dst[i] = table[src[i]];
}

static u32 twin_bytes_is_ascii(const u8 *src, usize len) {
    for (usize i = 0; i < len; i++)
        if (src[i] > 127)
            return 0;
    return 1;
}
