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

INLINE Vec case_lower(Vec v, UNUSED const void *table) {
    Vec letter = v_sub_u8(v, v_splat_u8('A'));
    return v_select_lt_u8(letter, v_splat_u8(26), v_add_u8(v, v_splat_u8(32)), v);
}
INLINE Vec case_upper(Vec v, UNUSED const void *table) {
    Vec letter = v_sub_u8(v, v_splat_u8('a'));
    return v_select_lt_u8(letter, v_splat_u8(26), v_sub_u8(v, v_splat_u8(32)), v);
}
// Bit 5 is all that tells the cases apart.
INLINE Vec case_swap(Vec v, UNUSED const void *table) {
    Vec bit = v_splat_u8(32);
    Vec letter = v_sub_u8(v_or(v, bit), v_splat_u8('a'));
    return v_select_lt_u8(letter, v_splat_u8(26), v_xor(v, bit), v);
}

INLINE Vec case_table(Vec v, const void *table) {
    return v_lookup256((const VecTable *)table, v);
}

// Blocks of 64 bytes, four a round, from `at` up to the first that ends behind `last`.
INLINE void case_blocks(const u8 *src, usize at, usize last, u8 *dst, CaseChange change,
                        const void *table, void (*put)(void *, Vec)) {
    for (; at + 3 * VEC_BYTES < last; at += 4 * VEC_BYTES) {
        Vec a = v_load(src + at), b = v_load(src + at + VEC_BYTES);
        Vec c = v_load(src + at + 2 * VEC_BYTES), d = v_load(src + at + 3 * VEC_BYTES);
        put(dst + at, change(a, table));
        put(dst + at + VEC_BYTES, change(b, table));
        put(dst + at + 2 * VEC_BYTES, change(c, table));
        put(dst + at + 3 * VEC_BYTES, change(d, table));
    }
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
