// Reference meaning of the splitting kernels: one character at a time, no shim. The fast kernels
// must agree with these, in the pieces and in the state they leave behind.
#include "../bytes_split.h"

static usize twin_bytes_space_prefix(const u8 *src, usize len, u32 text) {
    usize at = 0, length;
    while ((length = bytes_space_at(src + at, len - at, text)) > 0)
        at += length;
    return at;
}

static usize twin_bytes_space_suffix(const u8 *src, usize len, u32 text) {
    usize end = len, length;
    while ((length = bytes_space_before(src, end, text)) > 0)
        end -= length;
    return len - end;
}

static usize twin_bytes_split(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                              SplitState *state, Piece *pieces, usize cap) {
    usize count = 0;
    while (count < cap && !state->done) {
        usize start = (usize)state->position;
        i64 at =
            state->splits_left ? twin_bytes_find(hay + start, hay_len - start, sep, sep_len) : -1;
        usize end = at < 0 ? hay_len : start + (usize)at;
        pieces[count++] = (Piece){start, end};
        state->position = at < 0 ? hay_len : end + sep_len;
        state->splits_left -= at >= 0;
        state->done = at < 0;
    }
    return count;
}

static usize twin_bytes_rsplit(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                               SplitState *state, Piece *pieces, usize cap) {
    (void)hay_len; // the caller has put it into state->position
    usize count = 0;
    while (count < cap && !state->done) {
        usize end = (usize)state->position;
        i64 at = state->splits_left ? twin_bytes_rfind(hay, end, sep, sep_len) : -1;
        usize start = at < 0 ? 0 : (usize)at + sep_len;
        pieces[count++] = (Piece){start, end};
        state->position = at < 0 ? 0 : (u64)at;
        state->splits_left -= at >= 0;
        state->done = at < 0;
    }
    return count;
}

static usize twin_bytes_split_space(const u8 *hay, usize hay_len, u32 text, SplitState *state,
                                    Piece *pieces, usize cap) {
    usize count = 0;
    while (count < cap && !state->done) {
        usize start = (usize)state->position;
        start += twin_bytes_space_prefix(hay + start, hay_len - start, text);
        usize end = start;
        if (start < hay_len && state->splits_left == 0)
            end = hay_len;
        while (end < hay_len && bytes_space_at(hay + end, hay_len - end, text) == 0)
            end++;
        if (start < end) {
            pieces[count++] = (Piece){start, end};
            state->splits_left -= state->splits_left > 0;
        }
        state->position = end;
        state->done = end == hay_len;
    }
    return count;
}

static usize twin_bytes_rsplit_space(const u8 *hay, usize hay_len, u32 text, SplitState *state,
                                     Piece *pieces, usize cap) {
    (void)hay_len;
    usize count = 0;
    while (count < cap && !state->done) {
        usize end = (usize)state->position;
        end -= twin_bytes_space_suffix(hay, end, text);
        usize start = end;
        if (end > 0 && state->splits_left == 0)
            start = 0;
        while (start > 0 && bytes_space_before(hay, start, text) == 0)
            start--;
        if (start < end) {
            pieces[count++] = (Piece){start, end};
            state->splits_left -= state->splits_left > 0;
        }
        state->position = start;
        state->done = start == 0;
    }
    return count;
}

static usize twin_bytes_split_lines(const u8 *hay, usize hay_len, u32 text, u32 keep_ends,
                                    SplitState *state, Piece *pieces, usize cap) {
    usize count = 0;
    while (count < cap && !state->done) {
        usize start = (usize)state->position, end = start, length = 0;
        while (end < hay_len && (length = bytes_line_end_at(hay + end, hay_len - end, text)) == 0)
            end++;
        state->position = end + length;
        if (start < end + length)
            pieces[count++] = (Piece){start, keep_ends ? end + length : end};
        state->done = state->position == hay_len;
    }
    return count;
}
