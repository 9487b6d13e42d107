// ASCII case, translation by a table, the test for ASCII: kernels that turn byte i of src into byte
// i of dst.
//
// All of them are one walk (case_map) with another change of a block. The bytes before the first
// aligned block and behind the last are covered by two unaligned blocks, which are read before
// anything is written and stored last: so dst may be src even where a change must not happen twice.
// Rejected: aligning src (a store that crosses a cache line costs more than a load that does), and
// non-temporal stores below CASE_STREAM_BYTES (2 to 5 times slower while the output fits into the
// caches).

#define CASE_STREAM_BYTES ((usize)32 << 20)

typedef Vec (*CaseChange)(Vec v, const void *table);

// `changed` in the bytes that are one of the 26 letters up to `last`, v in the others. In `folded`,
// which is v or v with the case taken out, moved to where `last` is the largest signed byte, a
// letter is what is larger than the byte before the first one.
INLINE Vec case_letters(Vec v, Vec folded, u8 last, Vec changed) {
    Vec moved = v_add_u8(folded, v_splat_u8((u8)(127 - last)));
    return v_select_gt_i8(moved, v_splat_u8(127 - 26), changed, v);
}
INLINE Vec case_lower(Vec v, UNUSED const void *table) {
    return case_letters(v, v, 'Z', v_add_u8(v, v_splat_u8(32)));
}
INLINE Vec case_upper(Vec v, UNUSED const void *table) {
    return case_letters(v, v, 'z', v_sub_u8(v, v_splat_u8(32)));
}
// Bit 5 is all that tells the cases apart.
INLINE Vec case_swap(Vec v, UNUSED const void *table) {
    Vec bit = v_splat_u8(32);
    return case_letters(v, v_or(v, bit), 'z', v_xor(v, bit));
}
INLINE Vec case_table(Vec v, const void *table) {
    return v_lookup256((const VecTable *)table, v);
}

// Blocks of 64 bytes, four a round, from `at` up to the first that ends behind `last`.
INLINE void case_blocks(const u8 *src, usize at, usize last, u8 *dst, CaseChange change,
                        const void *table, void (*put)(void *, Vec)) {
    for (; at + 3 * VEC_BYTES < last; at += 4 * VEC_BYTES)
        for (usize i = 0; i < 4 * VEC_BYTES; i += VEC_BYTES)
            put(dst + at + i, change(v_load(src + at + i), table));
    for (; at < last; at += VEC_BYTES)
        put(dst + at, change(v_load(src + at), table));
}

INLINE void case_map(const u8 *src, usize len, u8 *dst, CaseChange change, const void *table) {
    if (len <= VEC_BYTES) {
        v_store_part(dst, change(v_load_part(src, len), table), len);
        return;
    }
    usize last = len - VEC_BYTES, start = VEC_BYTES - ((usize)dst & (VEC_BYTES - 1));
    Vec head = change(v_load(src), table), tail = change(v_load(src + last), table);
    if (len >= CASE_STREAM_BYTES && src != dst) {
        case_blocks(src, start, last, dst, change, table, v_stream);
        v_stream_end();
    } else {
        case_blocks(src, start, last, dst, change, table, v_store);
    }
    v_store(dst, head);
    v_store(dst + last, tail);
}

static void bytes_lower(const u8 *src, usize len, u8 *dst) {
    case_map(src, len, dst, case_lower, NULL);
}

static void bytes_upper(const u8 *src, usize len, u8 *dst) {
    case_map(src, len, dst, case_upper, NULL);
}

static void bytes_swapcase(const u8 *src, usize len, u8 *dst) {
    case_map(src, len, dst, case_swap, NULL);
}

static void bytes_translate(const u8 *src, usize len, const u8 *table, u8 *dst) {
    VecTable made = v_table_make(table);
    case_map(src, len, dst, case_table, &made);
}

static u32 bytes_is_ascii(const u8 *src, usize len) {
    if (len <= VEC_BYTES)
        return !v_any_sign_u8(v_load_part(src, len));
    usize last = len - VEC_BYTES, at = VEC_BYTES - ((usize)src & (VEC_BYTES - 1));
    if (v_any_sign_u8(v_or(v_load(src), v_load(src + last))))
        return 0;
    for (; at + 4 * VEC_BYTES <= last; at += 4 * VEC_BYTES) {
        Vec front = v_or(v_load(src + at), v_load(src + at + VEC_BYTES));
        Vec back = v_or(v_load(src + at + 2 * VEC_BYTES), v_load(src + at + 3 * VEC_BYTES));
        if (v_any_sign_u8(v_or(front, back)))
            return 0;
    }
    Vec rest = v_zero();
    for (; at < last; at += VEC_BYTES)
        rest = v_or(rest, v_load(src + at));
    return !v_any_sign_u8(rest);
}
