// UTF-8: validation, counting of code points, the byte offset of a code point.
//
// Validation is the algorithm of J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One
// Instruction Per Byte", Software: Practice and Experience 51 (2021): three lookups, by the two
// nibbles of a byte and the high nibble of the next, say which mistakes a pair of bytes could be
// part of; their intersection, and a test for the third and fourth bytes, says which it is. A group
// without non-ASCII bytes is passed over. Blocks only tell that there is a mistake, not where it
// starts: the group is then read again, sequence by sequence, with the same function the twin uses,
// so that the rules stand in one place.
//
// Code points are counted as the bytes that are not 10xxxxxx, which as signed numbers are those
// above -65.

#define UTF8_GROUP             (4 * VEC_BYTES)
#define UTF8_LAST_CONTINUATION 0xbf // -65

enum {
    UTF8_TOO_SHORT = 1 << 0,  // a lead, and then no continuation
    UTF8_TOO_LONG = 1 << 1,   // ASCII, and then a continuation
    UTF8_OVERLONG_3 = 1 << 2, // e0 80-9f
    UTF8_TOO_LARGE = 1 << 3,  // f4 90-bf, f5-ff 90-bf
    UTF8_SURROGATE = 1 << 4,  // ed a0-bf
    UTF8_OVERLONG_2 = 1 << 5, // c0-c1
    UTF8_FOURTH_80 = 1 << 6,  // f5-ff 80-8f: too large; f0 80-8f: overlong
    UTF8_TWO_CONTS = 1 << 7,  // two continuations: right only as third or fourth byte
    UTF8_ANY_LOW = UTF8_TOO_SHORT | UTF8_TOO_LONG |
        UTF8_TWO_CONTS, // does not depend on the low nibble
    UTF8_LEAD_F5 = UTF8_ANY_LOW | UTF8_TOO_LARGE | UTF8_FOURTH_80,
    UTF8_SECOND = UTF8_TOO_LONG | UTF8_OVERLONG_2 | UTF8_TWO_CONTS,
};

static const u8 utf8_first_high[16] = {
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TOO_LONG,
    UTF8_TWO_CONTS,
    UTF8_TWO_CONTS,
    UTF8_TWO_CONTS,
    UTF8_TWO_CONTS,
    UTF8_TOO_SHORT | UTF8_OVERLONG_2,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT | UTF8_OVERLONG_3 | UTF8_SURROGATE,
    UTF8_TOO_SHORT | UTF8_TOO_LARGE | UTF8_FOURTH_80,
};
static const u8 utf8_first_low[16] = {
    UTF8_ANY_LOW | UTF8_OVERLONG_3 | UTF8_OVERLONG_2 | UTF8_FOURTH_80,
    UTF8_ANY_LOW | UTF8_OVERLONG_2,
    UTF8_ANY_LOW,
    UTF8_ANY_LOW,
    UTF8_ANY_LOW | UTF8_TOO_LARGE,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5 | UTF8_SURROGATE,
    UTF8_LEAD_F5,
    UTF8_LEAD_F5,
};
static const u8 utf8_second_high[16] = {
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_SECOND | UTF8_OVERLONG_3 | UTF8_FOURTH_80,
    UTF8_SECOND | UTF8_OVERLONG_3 | UTF8_TOO_LARGE,
    UTF8_SECOND | UTF8_SURROGATE | UTF8_TOO_LARGE,
    UTF8_SECOND | UTF8_SURROGATE | UTF8_TOO_LARGE,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
    UTF8_TOO_SHORT,
};
// The largest bytes that do not begin a sequence which goes on in the next block.
static const u8 utf8_complete[VEC_BYTES] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,  255,  255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,  255,  255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,  255,  255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0xef, 0xdf, 0xbf,
};

// Not zero where a sequence of the block `v`, or one that began in the block before, is wrong.
INLINE Vec utf8_errors(Vec v, Vec before) {
    Vec first = v_prev1(v, before);
    Vec pair = v_and(v_lookup16(utf8_first_high, v_high_nibble(first)),
                     v_lookup16(utf8_first_low, v_low_nibble(first)));
    pair = v_and(pair, v_lookup16(utf8_second_high, v_high_nibble(v)));
    // The top bit where this has to be a third or fourth byte: UTF8_TWO_CONTS is then right and its
    // absence wrong.
    Vec third = v_sub_sat_u8(v_prev2(v, before), v_splat_u8(0xe0 - 0x80));
    Vec fourth = v_sub_sat_u8(v_prev3(v, before), v_splat_u8(0xf0 - 0x80));
    return v_xor(pair, v_and(v_or(third, fourth), v_splat_u8(0x80)));
}
INLINE Vec utf8_incomplete(Vec v) {
    return v_sub_sat_u8(v, v_load(utf8_complete));
}

// Where the first wrong sequence starts, given that no sequence that ends before `at` is wrong, but
// that there is one.
static NOINLINE i64 utf8_locate(const u8 *src, usize len, usize at) {
    for (usize back = 1; back <= 3 && back <= at; back++) {
        if ((src[at - back] & 0xc0) != 0x80) {
            at -= back;
            break;
        }
    }
    for (usize length; at < len && (length = twin_utf8_sequence(src + at, len - at)) != 0;)
        at += length;
    return (i64)at;
}

// Whether the 256 bytes are ASCII.
INLINE u32 utf8_ascii(const u8 *src) {
    Vec front = v_or(v_load(src), v_load(src + VEC_BYTES));
    Vec back = v_or(v_load(src + 2 * VEC_BYTES), v_load(src + 3 * VEC_BYTES));
    return !v_any_sign_u8(v_or(front, back));
}

static i64 utf8_validate(const u8 *src, usize len) {
    if (len <= VEC_BYTES && !v_any_sign_u8(v_load_part(src, len)))
        return -1;
    Vec before = v_zero(); // the last block; zeros for any that ended with ASCII
    usize at = 0;
    while (len - at >= UTF8_GROUP) {
        if (utf8_ascii(src + at)) {
            if (UNLIKELY(v_any(utf8_incomplete(before))))
                return utf8_locate(src, len, at);
            before = v_zero();
            do
                at += UTF8_GROUP;
            while (len - at >= UTF8_GROUP && utf8_ascii(src + at));
            continue;
        }
        Vec errors = v_zero();
        for (usize i = 0; i < UTF8_GROUP; i += VEC_BYTES) {
            Vec v = v_load(src + at + i);
            errors = v_or(errors, utf8_errors(v, before));
            before = v;
        }
        if (UNLIKELY(v_any(errors)))
            return utf8_locate(src, len, at);
        at += UTF8_GROUP;
    }
    // The last block is filled up with zeros, ASCII, which a sequence that is cut off runs into.
    for (;;) {
        usize rest = len - at;
        Vec v = rest >= VEC_BYTES ? v_load(src + at) : v_load_part(src + at, rest);
        Vec errors = v_any_sign_u8(v) ? utf8_errors(v, before) : utf8_incomplete(before);
        if (UNLIKELY(v_any(errors)))
            return utf8_locate(src, len, at);
        if (rest < VEC_BYTES)
            break;
        before = v;
        at += VEC_BYTES;
    }
    return -1;
}

// Code points that start in up to 127 pairs of blocks, as many as a tally of bytes has room for.
INLINE usize utf8_count_pairs(const u8 *src, usize pairs) {
    Vec tally = v_zero(), limit = v_splat_u8(UTF8_LAST_CONTINUATION);
    for (usize i = 0; i < pairs; i++, src += 2 * VEC_BYTES) {
        tally = v_tally_gt_i8(tally, v_load(src), limit);
        tally = v_tally_gt_i8(tally, v_load(src + VEC_BYTES), limit);
    }
    return (usize)v_sum_u8(tally);
}
INLINE u64 utf8_starts(Vec v) {
    return v_lt_u8(v_splat_u8(0x3f), v_sub_u8(v, v_splat_u8(0x80)));
}

static usize utf8_count(const u8 *src, usize len) {
    usize count = 0, at = 0;
    while (len - at >= 2 * VEC_BYTES) {
        usize pairs = (len - at) / (2 * VEC_BYTES);
        pairs = pairs < 127 ? pairs : 127;
        count += utf8_count_pairs(src + at, pairs);
        at += pairs * 2 * VEC_BYTES;
    }
    if (len - at >= VEC_BYTES) {
        count += COUNT_ONES(utf8_starts(v_load(src + at)));
        at += VEC_BYTES;
    }
    usize rest = len - at; // the zeros that fill the last block up count as code points
    return rest ? count + COUNT_ONES(utf8_starts(v_load_part(src + at, rest))) - (VEC_BYTES - rest)
                : count;
}

// Place of set bit number `index`, of which there are more: by halves.
INLINE u32 utf8_select(u64 bits, u32 index) {
    u32 place = 0;
    for (u32 half = 32; half; half /= 2) {
        u32 below = COUNT_ONES(bits & (((u64)1 << half) - 1));
        if (index >= below) {
            index -= below;
            place += half;
            bits >>= half;
        }
    }
    return place;
}

#define UTF8_SKIP_PAIRS 8

static i64 utf8_offset(const u8 *src, usize len, usize index) {
    usize at = 0;
    for (; len - at >= UTF8_SKIP_PAIRS * 2 * VEC_BYTES; at += UTF8_SKIP_PAIRS * 2 * VEC_BYTES) {
        usize count = utf8_count_pairs(src + at, UTF8_SKIP_PAIRS);
        if (count > index)
            break;
        index -= count;
    }
    while (at < len) {
        usize rest = len - at;
        u64 starts = rest >= VEC_BYTES
                         ? utf8_starts(v_load(src + at))
                         : utf8_starts(v_load_part(src + at, rest)) & (((u64)1 << rest) - 1);
        u32 count = COUNT_ONES(starts);
        if (count > index)
            return (i64)(at + utf8_select(starts, (u32)index));
        index -= count;
        at += rest < VEC_BYTES ? rest : VEC_BYTES;
    }
    return index == 0 ? (i64)len : -1;
}
