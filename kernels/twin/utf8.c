// The plain reference of utf8.c: one sequence after the other, by table 3-7 of the Unicode Standard
// ("Well-Formed UTF-8 Byte Sequences"), which is also what CPython's decoder accepts.

// Length of the well-formed sequence at the start of `room` >= 1 bytes, or 0 if there is none.
static usize twin_utf8_sequence(const u8 *src, usize room) {
    u8 lead = src[0], least = 0x80, most = 0xbf; // bounds of the second byte
    usize length;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        length = 2;
    else if (lead >= 0xe0 && lead <= 0xef)
        length = 3;
    else if (lead >= 0xf0 && lead <= 0xf4)
        length = 4;
    else
        return 0; // a continuation byte, or a lead that is only ever overlong or too large
    if (lead == 0xe0)
        least = 0xa0; // not overlong
    if (lead == 0xed)
        most = 0x9f; // no surrogates
    if (lead == 0xf0)
        least = 0x90; // not overlong
    if (lead == 0xf4)
        most = 0x8f; // not above U+10FFFF
    if (room < length || src[1] < least || src[1] > most)
        return 0;
    for (usize i = 2; i < length; i++)
        if (src[i] < 0x80 || src[i] > 0xbf)
            return 0;
    return length;
}

static i64 twin_utf8_validate(const u8 *src, usize len) {
    for (usize at = 0; at < len;) {
        usize length = twin_utf8_sequence(src + at, len - at);
        if (length == 0)
            return (i64)at;
        at += length;
    }
    return -1;
}

static usize twin_utf8_count(const u8 *src, usize len) {
    usize count = 0;
    for (usize i = 0; i < len; i++)
        count += (src[i] & 0xc0) != 0x80;
    return count;
}

static i64 twin_utf8_offset(const u8 *src, usize len, usize index) {
    for (usize i = 0; i < len; i++)
        if ((src[i] & 0xc0) != 0x80 && index-- == 0)
            return (i64)i;
    return index == 0 ? (i64)len : -1;
}
