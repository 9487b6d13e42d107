// The memory layouts and the character classes that the splitting kernels and their twins share.
//
// `state` and `pieces` of exports.def are these structs. Between two calls position stands behind
// the last separator (split) or line end (split_lines), or at the end of the last piece
// (split_space); in the r-forms at the mirror image of that. done is set with the last piece of a
// split by a separator, and otherwise as soon as position has reached the end of hay.
#pragma once

#include "base.h"

typedef struct {
    u64 position, splits_left, done;
} SplitState;

typedef struct {
    u64 start, end;
} Piece;

// Length in bytes of the white space character at the start of left bytes, or 0 if there is none.
// str.isspace: Unicode categories Zs and bidirectional types WS, B, S; bytes.isspace: the six of C.
static inline usize bytes_space_at(const u8 *at, usize left, u32 text) {
    if (left == 0)
        return 0;
    if (at[0] < 0x80)
        return at[0] == ' ' || (at[0] >= '\t' && at[0] <= '\r') ||
               (text && at[0] >= 0x1c && at[0] <= 0x1f);
    if (!text)
        return 0;
    if (left >= 2 && at[0] == 0xc2) // U+0085 U+00A0
        return at[1] == 0x85 || at[1] == 0xa0 ? 2 : 0;
    if (left < 3)
        return 0;
    if (at[0] == 0xe1) // U+1680
        return at[1] == 0x9a && at[2] == 0x80 ? 3 : 0;
    if (at[0] == 0xe2 && at[1] == 0x80) // U+2000..U+200A U+2028 U+2029 U+202F
        return (at[2] >= 0x80 && at[2] <= 0x8a) || at[2] == 0xa8 || at[2] == 0xa9 || at[2] == 0xaf
                   ? 3
                   : 0;
    if (at[0] == 0xe2) // U+205F
        return at[1] == 0x81 && at[2] == 0x9f ? 3 : 0;
    return at[0] == 0xe3 && at[1] == 0x80 && at[2] == 0x80 ? 3 : 0; // U+3000
}

// Length in bytes of the white space character that ends at end, or 0. No character of valid UTF-8
// ends in another one, so the order of the trials does not matter.
static inline usize bytes_space_before(const u8 *src, usize end, u32 text) {
    for (usize length = 1; length <= 3 && length <= end; length++)
        if (bytes_space_at(src + end - length, length, text) == length)
            return length;
    return 0;
}

// Length in bytes of the line end at the start of left bytes, or 0 if there is none; "\r\n" is one
// of 2 bytes.
static inline usize bytes_line_end_at(const u8 *at, usize left, u32 text) {
    if (left == 0)
        return 0;
    if (at[0] == '\r')
        return left >= 2 && at[1] == '\n' ? 2 : 1;
    if (at[0] == '\n')
        return 1;
    if (!text)
        return 0;
    if (at[0] == '\v' || at[0] == '\f' || (at[0] >= 0x1c && at[0] <= 0x1e))
        return 1;
    if (left >= 2 && at[0] == 0xc2) // U+0085
        return at[1] == 0x85 ? 2 : 0;
    if (left >= 3 && at[0] == 0xe2) // U+2028 U+2029
        return at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9) ? 3 : 0;
    return 0;
}
