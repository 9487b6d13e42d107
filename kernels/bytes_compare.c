// Equality, order and common prefix of two runs of bytes. Relies on the shim only. Up to a Vec both runs are loaded once, masked;
// longer ones are read as whole Vecs, the last of which overlaps the one before, so that there is no tail.

// Do 256 bytes differ, of which the last 64 start at `last`?
INLINE u32 bytes_differ_256(const u8 *left, const u8 *right, usize second, usize third,
                            usize last) {
    Vec a = v_xor(v_load(left), v_load(right));
    Vec b = v_xor(v_load(left + second), v_load(right + second));
    Vec c = v_xor(v_load(left + third), v_load(right + third));
    Vec d = v_xor(v_load(left + last), v_load(right + last));
    return v_any(v_or(v_or(a, b), v_or(c, d)));
}

// Where two runs of more than a Vec first differ, or len.
static NOINLINE usize bytes_long_prefix(const u8 *left, const u8 *right, usize len) {
    u64 differ = ~v_eq_u8(v_load(left), v_load(right));
    if (differ)
        return COUNT_TRAILING(differ);
    usize at = VEC_BYTES - ((usize)left & (VEC_BYTES - 1)); // from here on left is aligned
    while (len - at >= 4 * VEC_BYTES) {
        if (bytes_differ_256(steady(left + at), steady(right + at), VEC_BYTES, 2 * VEC_BYTES,
                             3 * VEC_BYTES))
            break;
        at += 4 * VEC_BYTES;
    }
    for (; len - at >= VEC_BYTES; at += VEC_BYTES) {
        differ = ~v_eq_u8(v_load(left + at), v_load(right + at));
        if (differ)
            return at + COUNT_TRAILING(differ);
    }
    at = len - VEC_BYTES;
    differ = ~v_eq_u8(v_load(left + at), v_load(right + at));
    return differ ? at + COUNT_TRAILING(differ) : len;
}

static usize bytes_common_prefix(const u8 *left, const u8 *right, usize len) {
    if (len > VEC_BYTES)
        return bytes_long_prefix(left, right, len);
    u64 differ = ~v_eq_u8(v_load_part(left, len), v_load_part(right, len));
    return differ ? COUNT_TRAILING(differ) : len;
}

// Are two runs of more than a Vec equal?
static NOINLINE u32 bytes_long_equal(const u8 *left, const u8 *right, usize len) {
    const usize step = 4 * VEC_BYTES, last = len - VEC_BYTES;
    if (len <= 2 * VEC_BYTES) {
        Vec a = v_xor(v_load(left), v_load(right));
        return !v_any(v_or(a, v_xor(v_load(left + last), v_load(right + last))));
    }
    if (len <= step)
        return !bytes_differ_256(left, right, VEC_BYTES, last - VEC_BYTES, last);
    if (bytes_differ_256(left, right, VEC_BYTES, 2 * VEC_BYTES, 3 * VEC_BYTES))
        return 0;
    usize at = step - ((usize)left & (VEC_BYTES - 1)); // from here on left is aligned
    for (; at < len - step; at += step)
        if (bytes_differ_256(steady(left + at), steady(right + at), VEC_BYTES, 2 * VEC_BYTES,
                             3 * VEC_BYTES))
            return 0;
    left += len - step;
    right += len - step;
    return !bytes_differ_256(left, right, VEC_BYTES, 2 * VEC_BYTES, 3 * VEC_BYTES);
}

static u32 bytes_equal(const u8 *left, const u8 *right, usize len) {
    if (len > VEC_BYTES)
        return bytes_long_equal(left, right, len);
    return !v_any(v_xor(v_load_part(left, len), v_load_part(right, len)));
}

static i32 bytes_compare(const u8 *left, usize left_len, const u8 *right, usize right_len) {
    usize shared = left_len < right_len ? left_len : right_len;
    usize same = bytes_common_prefix(left, right, shared);
    if (same < shared)
        return left[same] < right[same] ? -1 : 1;
    return left_len < right_len ? -1 : left_len > right_len;
}
