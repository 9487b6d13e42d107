// Splitting: the pieces between separators, white space or line ends; the white space at either
// end.
//
// The pieces of a forward split lie in memory as one stream of words: start, then (end, start) for
// every separator, then end. So a block of 64 bytes becomes a mask of its hits and the shim writes
// the mask as words (v_spans, v_offsets) straight into the pieces; for white space every change
// between inside and outside of a run is a word. Close to the end of what may be written, by cap or
// by maxsplit, and in the r-forms, hits are taken out of the mask one by one.
//
// Masks are computed once and lengths come from the same masks, or are clamped, so that pieces are
// ordered and inside hay even if hay changes meanwhile. Rejected: counting first to size the output
// (reads twice and trusts a count), a vector path for the r-forms (an r-split without a limit has
// the pieces of the forward one).
#include "bytes_split.h"

#define SPLIT_STRIDE     (4 * VEC_BYTES)
#define SPLIT_ALL_BITS   (~0ull)
#define SPLIT_SPANS_MORE 8    // pairs that v_spans may write beyond its result
#define SPLIT_BATCH      1024 // offsets of a longer separator that are asked for at a time

// Sets of bytes in the form of exports.def.
static const u8 split_space_bytes[32] = {0, 0x3e, 0, 0, 0x01};   // \t \n \v \f \r and space
static const u8 split_space_text[32] = {0, 0x3e, 0, 0xf0, 0x01}; // and 0x1c-0x1f
static const u8 split_line_ends[32] = {0, 0x3c, 0, 0x70};        // \n \v \f \r 0x1c-0x1e

static usize split_min(u64 a, u64 b) {
    return (usize)(a < b ? a : b);
}

// The lowest n bits, n of 0..64.
INLINE u64 split_first_bits(usize n) {
    return n >= 64 ? SPLIT_ALL_BITS : (1ull << n) - 1;
}

// The up to 64 bytes of hay from `at` on; 0 behind the end.
INLINE Vec split_load(const u8 *hay, usize hay_len, usize at) {
    if (UNLIKELY(at >= hay_len))
        return v_zero();
    usize left = hay_len - at;
    return LIKELY(left >= VEC_BYTES) ? v_load(hay + at) : v_load_part(hay + at, left);
}

// ---- separators ----

INLINE u64 split_byte_bits(const u8 *hay, usize hay_len, usize base, Vec byte) {
    usize left = hay_len - base;
    if (LIKELY(left >= VEC_BYTES))
        return v_eq_u8(v_load(hay + base), byte);
    return v_eq_u8(v_load_part(hay + base, left), byte) & split_first_bits(left);
}

// Where little room is left: hits one by one, until quota pieces are ended; returns how many are
// now.
static NOINLINE usize split_spans_exact(u64 bits, u64 base, Piece *pieces, usize count, usize cap,
                                        usize quota) {
    for (; bits && count < quota; bits &= bits - 1) {
        u64 at = base + COUNT_TRAILING(bits);
        pieces[count].end = at;
        if (++count < cap)
            pieces[count].start = at + 1;
    }
    return count;
}

// Ends up to quota pieces at the bytes equal to byte, from position on, and starts the one after
// each; returns how many.
static usize split_at_byte(const u8 *hay, usize hay_len, u8 byte, usize position, Piece *pieces,
                           usize cap, usize quota) {
    usize count = 0, base = position;
    Vec wanted = v_splat_u8(byte);
    while (hay_len - base >= SPLIT_STRIDE && quota - count > SPLIT_STRIDE + SPLIT_SPANS_MORE) {
        usize before = count;
        for (usize stop = base + SPLIT_STRIDE; base < stop; base += VEC_BYTES) {
            u64 bits = v_eq_u8(v_load(hay + base), wanted);
            count += v_spans(bits, base, base + 1, &pieces[count].end);
        }
        if (count == before) {
            i64 next = bytes_find_byte(hay + base, hay_len - base, byte);
            if (next < 0)
                return count;
            base += (usize)next;
        }
    }
    usize last = base; // the last place that is known to be near a hit
    while (base < hay_len && count < quota) {
        u64 bits = split_byte_bits(hay, hay_len, base, wanted);
        if (LIKELY(COUNT_ONES(bits) + SPLIT_SPANS_MORE < quota - count))
            count += v_spans(bits, base, base + 1, &pieces[count].end);
        else
            count = split_spans_exact(bits, base, pieces, count, cap, quota);
        base += VEC_BYTES;
        last = bits ? base : last;
        if (UNLIKELY(base - last >= SPLIT_STRIDE) && base < hay_len) {
            i64 next = bytes_find_byte(hay + base, hay_len - base, byte);
            if (next < 0)
                break;
            base += (usize)next;
            last = base;
        }
    }
    return count;
}

// The same for a separator of several bytes.
static usize split_at_bytes(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                            usize position, Piece *pieces, usize cap, usize quota) {
    u64 offsets[SPLIT_BATCH];
    usize count = 0;
    while (count < quota) {
        usize wanted = split_min(quota - count, SPLIT_BATCH);
        usize found = bytes_find_all(hay, hay_len, sep, sep_len, position, offsets, wanted);
        for (usize i = 0; i < found; i++) {
            if (UNLIKELY(offsets[i] < position)) // hay changed while it was searched
                continue;
            pieces[count].end = offsets[i];
            position = (usize)offsets[i] + sep_len;
            if (++count < cap)
                pieces[count].start = position;
        }
        if (found < wanted)
            break;
    }
    return count;
}

static usize bytes_split(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                         SplitState *state, Piece *pieces, usize cap) {
    ASSERT(state->position <= hay_len);
    if (cap == 0 || state->done)
        return 0;
    usize position = (usize)state->position, quota = split_min(cap, state->splits_left);
    usize count = 0;
    pieces[0].start = position;
    if (quota && sep_len == 1)
        count = split_at_byte(hay, hay_len, sep[0], position, pieces, cap, quota);
    else if (quota)
        count = split_at_bytes(hay, hay_len, sep, sep_len, position, pieces, cap, quota);
    state->splits_left -= count;
    if (count == cap) {
        state->position = pieces[count - 1].end + sep_len;
        return count;
    }
    pieces[count].end = hay_len;
    state->position = hay_len;
    state->done = 1;
    return count + 1;
}

// Takes up to quota pieces from the right that start behind a separator; returns how many.
static usize split_at_byte_right(const u8 *hay, u8 byte, usize position, Piece *pieces,
                                 usize quota) {
    usize count = 0, end = position,
          last = position; // last: a place that is known to be near a hit
    Vec wanted = v_splat_u8(byte);
    for (usize top = position; top > 0 && count < quota;) {
        usize base = top > VEC_BYTES ? top - VEC_BYTES : 0;
        u64 bits = split_byte_bits(hay, top, base, wanted);
        last = bits ? base : last;
        for (; bits && count < quota; bits ^= 1ull << (63 - COUNT_LEADING(bits))) {
            usize at = base + 63 - COUNT_LEADING(bits);
            pieces[count++] = (Piece){at + 1, end};
            end = at;
        }
        top = base;
        if (UNLIKELY(last - top >= SPLIT_STRIDE)) {
            i64 next = bytes_rfind_byte(hay, top, byte);
            if (next < 0)
                break;
            top = (usize)next + 1;
            last = top;
        }
    }
    return count;
}

// The same for a separator of several bytes.
static usize split_at_bytes_right(const u8 *hay, const u8 *sep, usize sep_len, usize position,
                                  Piece *pieces, usize quota) {
    usize count = 0, end = position;
    while (count < quota) {
        i64 at = bytes_rfind(hay, end, sep, sep_len);
        if (at < 0)
            break;
        pieces[count++] = (Piece){(u64)at + sep_len, end};
        end = (usize)at;
    }
    return count;
}

static usize bytes_rsplit(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                          SplitState *state, Piece *pieces, usize cap) {
    (void)hay_len; // the caller has put it into state->position
    ASSERT(state->position <= hay_len);
    if (cap == 0 || state->done)
        return 0;
    usize position = (usize)state->position, quota = split_min(cap, state->splits_left);
    usize count = sep_len == 1 ? split_at_byte_right(hay, sep[0], position, pieces, quota)
                               : split_at_bytes_right(hay, sep, sep_len, position, pieces, quota);
    state->splits_left -= count;
    if (count > 0)
        position = (usize)pieces[count - 1].start - sep_len;
    if (count == cap) {
        state->position = position;
        return count;
    }
    pieces[count] = (Piece){0, position};
    state->position = 0;
    state->done = 1;
    return count + 1;
}

// ---- white space ----

// The white space of more than one byte as products of nibbles, so that six look-ups in tables of
// 16 find them all: bit k of a byte class says that the byte may stand there in character k of
//   0: C2 85      1: C2 A0               2: E1 9A 80   3: E2 80 80..8A
//   4: E2 80 A8, E2 80 A9, E2 80 AF      5: E2 81 9F   6: E3 80 80
// The third byte of a character of two may be anything. The idea is that of Keiser and Lemire,
// "Validating UTF-8 in less than one instruction per byte" (2021).
#define SPLIT_TWO_BYTES 0x03 // the characters 0 and 1
static const u8 split_first_high[16] = {[0xc] = 0x03, [0xe] = 0x7c};
static const u8 split_first_low[16] = {[1] = 0x04, [2] = 0x3b, [3] = 0x40};
static const u8 split_second_high[16] = {[8] = 0x79, [9] = 0x04, [0xa] = 0x02};
static const u8 split_second_low[16] = {[0] = 0x5a, [1] = 0x20, [5] = 0x01, [0xa] = 0x04};
static const u8 split_third_high[16] = {3, 3, 3, 3, 3, 3, 3, 3, 0x4f, 0x23, 0x13, 3, 3, 3, 3, 3};
static const u8 split_third_low[16] = {0x4f, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
                                       0x1b, 0x1b, 0x0b, 0x03, 0x03, 0x03, 0x03, 0x33};

INLINE Vec split_class(const u8 high[16], const u8 low[16], Vec v) {
    return v_and(v_lookup16(high, v_high_nibble(v)), v_lookup16(low, v_low_nibble(v)));
}

// Does white space or a line end of several bytes begin with this byte, or with one of these?
INLINE u32 split_is_lead(u8 byte) {
    return byte == 0xc2 || (u8)(byte - 0xe1) < 3;
}
INLINE u32 split_has_lead(Vec v) {
    return (v_eq_u8(v, v_splat_u8(0xc2)) | v_lt_u8(v_sub_u8(v, v_splat_u8(0xe1)), v_splat_u8(3))) !=
           0;
}

// Bits of the bytes that belong to white space of several bytes, in the block v at base.
static NOINLINE u64 split_wide_space_bits(const u8 *hay, usize hay_len, usize base, Vec v) {
    u64 spill = 0; // the rest of a character that started in the block before
    for (usize back = 1; back <= 2 && back <= base; back++) {
        usize length = bytes_space_at(hay + base - back, hay_len - (base - back), 1);
        if (length > back)
            spill = split_first_bits(length - back);
    }
    Vec second = split_load(hay, hay_len, base + 1), third = split_load(hay, hay_len, base + 2);
    Vec found = v_and(v_and(split_class(split_first_high, split_first_low, v),
                            split_class(split_second_high, split_second_low, second)),
                      split_class(split_third_high, split_third_low, third));
    u64 all = ~v_eq_u8(found, v_zero());
    u64 longer = ~v_eq_u8(v_andnot(found, v_splat_u8(SPLIT_TWO_BYTES)), v_zero());
    return spill | all | all << 1 | longer << 2;
}

// Bits of the bytes that belong to white space, in the block at base; 0 behind the end. In text a
// block may start in the middle of a character.
INLINE u64 split_space_bits(const u8 *hay, usize hay_len, usize base, Vec v, u32 text,
                            const VecSet *set) {
    u64 bits = v_set_bits(set, v);
    if (text && UNLIKELY(v_any_sign_u8(v)) &&
        (split_has_lead(v) || (base >= 1 && split_is_lead(hay[base - 1])) ||
         (base >= 2 && split_is_lead(hay[base - 2]))))
        bits |= split_wide_space_bits(hay, hay_len, base, v);
    return bits;
}

INLINE VecSet split_space_set(u32 text) {
    return v_set_make(text ? split_space_text : split_space_bytes);
}

static usize bytes_space_prefix(const u8 *src, usize len, u32 text) {
    if (bytes_space_at(src, len, text) == 0) // most often
        return 0;
    VecSet set = split_space_set(text);
    for (usize base = 0; base < len; base += VEC_BYTES) {
        u64 others = ~split_space_bits(src, len, base, split_load(src, len, base), text, &set);
        if (others)
            return split_min(len, base + COUNT_TRAILING(others));
    }
    return len;
}

static usize bytes_space_suffix(const u8 *src, usize len, u32 text) {
    if (bytes_space_before(src, len, text) == 0)
        return 0;
    VecSet set = split_space_set(text);
    for (usize top = len; top > 0;) {
        usize base = top > VEC_BYTES ? top - VEC_BYTES : 0;
        u64 others = ~split_space_bits(src, len, base, split_load(src, len, base), text, &set) &
                     split_first_bits(top - base);
        if (others)
            return len - (base + 64 - COUNT_LEADING(others));
        top = base;
    }
    return len;
}

// Writes the places where white space ends or begins, from position on, where a piece may begin,
// until `room` words are written; returns how many. An odd number means that the last piece reaches
// to the end of hay.
INLINE usize split_space_words(const u8 *hay, usize hay_len, usize position, u32 text, u64 *words,
                               usize room) {
    usize count = 0, base = position;
    u64 space_before = 1;
    VecSet set = split_space_set(text);
    while (hay_len - base >= SPLIT_STRIDE && room - count > SPLIT_STRIDE) {
        for (usize stop = base + SPLIT_STRIDE; base < stop; base += VEC_BYTES) {
            u64 space = split_space_bits(hay, hay_len, base, v_load(hay + base), text, &set);
            count += v_offsets(space ^ (space << 1 | space_before), base, words + count);
            space_before = space >> 63;
        }
    }
    for (; base < hay_len && count < room; base += VEC_BYTES) {
        u64 space =
            split_space_bits(hay, hay_len, base, split_load(hay, hay_len, base), text, &set);
        u64 changes = (space ^ (space << 1 | space_before)) & split_first_bits(hay_len - base);
        space_before = space >> 63;
        if (LIKELY(room - count > VEC_BYTES)) {
            count += v_offsets(changes, base, words + count);
        } else {
            for (; changes && count < room; changes &= changes - 1)
                words[count++] = base + COUNT_TRAILING(changes);
        }
    }
    return count;
}

static usize bytes_split_space(const u8 *hay, usize hay_len, u32 text, SplitState *state,
                               Piece *pieces, usize cap) {
    ASSERT(state->position <= hay_len);
    if (cap == 0 || state->done)
        return 0;
    usize position = (usize)state->position, count = 0, quota = split_min(cap, state->splits_left);
    if (quota) {
        u64 *out = &pieces[0].start;
        usize words = text ? split_space_words(hay, hay_len, position, 1, out, 2 * quota)
                           : split_space_words(hay, hay_len, position, 0, out, 2 * quota);
        if (words & 1)
            out[words++] = hay_len;
        count = words / 2;
        position = count == quota ? (usize)pieces[count - 1].end : hay_len;
    }
    state->splits_left -= count;
    if (count == quota && count < cap &&
        position < hay_len) { // maxsplit is used up: what is left is one piece
        position += bytes_space_prefix(hay + position, hay_len - position, text);
        if (position < hay_len)
            pieces[count++] = (Piece){position, hay_len};
        position = hay_len;
    }
    state->position = position;
    state->done = position == hay_len;
    return count;
}

// The mirror image: from position down, the end of a piece and then its start, until quota pieces
// are written; moves *position to the start of the last one, or to 0.
INLINE usize split_space_right(const u8 *hay, usize *position, u32 text, Piece *pieces,
                               usize quota) {
    usize count = 0, hay_len = *position;
    u64 space_after = 1;
    VecSet set = split_space_set(text);
    for (usize top = hay_len; top > 0;) {
        usize base = top > VEC_BYTES ? top - VEC_BYTES : 0, n = top - base;
        u64 space =
            split_space_bits(hay, hay_len, base, split_load(hay, hay_len, base), text, &set) &
            split_first_bits(n);
        u64 changes = (space ^ (space >> 1 | space_after << (n - 1)));
        space_after = space & 1;
        for (; changes; changes ^= 1ull << (63 - COUNT_LEADING(changes))) {
            usize at = base + 64 - COUNT_LEADING(changes);
            u32 inside = !(space >> (at - base - 1) &
                           1); // the byte before the change is of a piece, so it is an end
            if (inside) {
                pieces[count].end = at;
            } else {
                pieces[count++].start = at;
                if (count == quota) {
                    *position = at;
                    return count;
                }
            }
        }
        top = base;
    }
    if (!space_after)
        pieces[count++].start = 0;
    *position = 0;
    return count;
}

static usize bytes_rsplit_space(const u8 *hay, usize hay_len, u32 text, SplitState *state,
                                Piece *pieces, usize cap) {
    (void)hay_len; // the caller has put it into state->position
    ASSERT(state->position <= hay_len);
    if (cap == 0 || state->done)
        return 0;
    usize position = (usize)state->position, count = 0, quota = split_min(cap, state->splits_left);
    if (quota)
        count = text ? split_space_right(hay, &position, 1, pieces, quota)
                     : split_space_right(hay, &position, 0, pieces, quota);
    state->splits_left -= count;
    if (count == quota && count < cap && position > 0) {
        position -= bytes_space_suffix(hay, position, text);
        if (position > 0)
            pieces[count++] = (Piece){0, position};
        position = 0;
    }
    state->position = position;
    state->done = position == 0;
    return count;
}

// ---- lines ----

// Bits of the line ends of several bytes that start in the block v at base.
static NOINLINE u64 split_wide_line_bits(const u8 *hay, usize hay_len, usize base, Vec v) {
    Vec second = split_load(hay, hay_len, base + 1), third = split_load(hay, hay_len, base + 2);
    Vec next_line = v_or(v_xor(v, v_splat_u8(0xc2)), v_xor(second, v_splat_u8(0x85)));
    Vec separator = v_or(v_or(v_xor(v, v_splat_u8(0xe2)), v_xor(second, v_splat_u8(0x80))),
                         v_xor(v_and(third, v_splat_u8(0xfe)), v_splat_u8(0xa8)));
    return v_eq_u8(v_min_u8(next_line, separator), v_zero());
}

// How many lines are ended, and where the next one starts, which is only known after line ends that
// were taken one by one: behind others pieces[count].start says it.
typedef struct {
    usize count, position;
} SplitPlace;

// Line ends of any length, one by one, until cap lines are ended.
static NOINLINE SplitPlace split_lines_exact(const u8 *hay, usize hay_len, u32 text, u32 keep_ends,
                                             usize base, u64 bits, SplitPlace place, Piece *pieces,
                                             usize cap) {
    for (; bits && place.count < cap; bits &= bits - 1) {
        usize at = base + COUNT_TRAILING(bits);
        if (at < place.position) // the \n of a \r\n
            continue;
        place.position = at + bytes_line_end_at(hay + at, hay_len - at, text);
        pieces[place.count++].end = keep_ends ? place.position : at;
        if (place.count < cap)
            pieces[place.count].start = place.position;
    }
    return place;
}

// Is there a byte in the stride at base that may belong to a line end of several bytes?
INLINE u32 split_has_longer(const u8 *base, u32 text) {
    Vec a = v_load(base), b = v_load(base + VEC_BYTES);
    Vec c = v_load(base + 2 * VEC_BYTES), d = v_load(base + 3 * VEC_BYTES);
    if (text && v_any_sign_u8(v_or(v_or(a, b), v_or(c, d))))
        return 1;
    Vec wanted = v_splat_u8('\r');
    Vec least = v_min_u8(v_min_u8(v_xor(a, wanted), v_xor(b, wanted)),
                         v_min_u8(v_xor(c, wanted), v_xor(d, wanted)));
    return v_any_zero_u8(least);
}

// Ends lines in the block at base, whatever they end in.
INLINE SplitPlace split_lines_block(const u8 *hay, usize hay_len, u32 text, u32 keep_ends,
                                    usize base, const VecSet *set, SplitPlace place, Piece *pieces,
                                    usize cap) {
    Vec v = split_load(hay, hay_len, base);
    u64 longer = v_eq_u8(v, v_splat_u8('\r')); // may be of several bytes
    u64 bits = text ? v_set_bits(set, v) : v_eq_u8(v, v_splat_u8('\n')) | longer;
    if (text && v_any_sign_u8(v) && split_has_lead(v))
        longer |= split_wide_line_bits(hay, hay_len, base, v);
    if (longer || place.position > base || COUNT_ONES(bits) + SPLIT_SPANS_MORE >= cap - place.count)
        return split_lines_exact(hay, hay_len, text, keep_ends, base, bits | longer, place, pieces,
                                 cap);
    place.count += v_spans(bits, base + keep_ends, base + 1, &pieces[place.count].end);
    return place;
}

// Ends up to cap lines at the line ends from place on and starts the one after each.
INLINE SplitPlace split_at_lines(const u8 *hay, usize hay_len, u32 text, u32 keep_ends,
                                 SplitPlace place, Piece *pieces, usize cap) {
    VecSet set = v_set_make(split_line_ends);
    usize base = place.position;
    while (base < hay_len && place.count < cap) {
        usize stop = split_min(hay_len, base + SPLIT_STRIDE);
        if (LIKELY(hay_len - base >= SPLIT_STRIDE &&
                   cap - place.count > SPLIT_STRIDE + SPLIT_SPANS_MORE && place.position <= base &&
                   !split_has_longer(hay + base, text))) {
            for (; base < stop; base += VEC_BYTES) {
                Vec v = v_load(hay + base);
                u64 bits = text ? v_set_bits(&set, v) : v_eq_u8(v, v_splat_u8('\n'));
                place.count += v_spans(bits, base + keep_ends, base + 1, &pieces[place.count].end);
            }
        } else {
            for (; base < stop && place.count < cap; base += VEC_BYTES)
                place = split_lines_block(hay, hay_len, text, keep_ends, base, &set, place, pieces,
                                          cap);
        }
    }
    return place;
}

static usize bytes_split_lines(const u8 *hay, usize hay_len, u32 text, u32 keep_ends,
                               SplitState *state, Piece *pieces, usize cap) {
    ASSERT(state->position <= hay_len);
    if (cap == 0 || state->done)
        return 0;
    keep_ends = keep_ends != 0;
    SplitPlace place = {0, (usize)state->position};
    pieces[0].start = place.position;
    if (text)
        place = split_at_lines(hay, hay_len, 1, keep_ends, place, pieces, cap);
    else
        place = split_at_lines(hay, hay_len, 0, keep_ends, place, pieces, cap);
    if (place.count < cap) {
        if (pieces[place.count].start < hay_len)
            pieces[place.count++].end = hay_len;
        place.position = hay_len;
    }
    state->position = place.position;
    state->done = place.position == hay_len;
    return place.count;
}
