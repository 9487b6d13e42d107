// Splitting: pieces between separators, between white space, between line ends; strip.

static usize bytes_space_prefix(const u8 *src, usize len, u32 text) {
    return twin_bytes_space_prefix(src, len, text);
}

static usize bytes_space_suffix(const u8 *src, usize len, u32 text) {
    return twin_bytes_space_suffix(src, len, text);
}

static usize bytes_split(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                         SplitState *state, Piece *pieces, usize cap) {
    return twin_bytes_split(hay, hay_len, sep, sep_len, state, pieces, cap);
}

static usize bytes_rsplit(const u8 *hay, usize hay_len, const u8 *sep, usize sep_len,
                          SplitState *state, Piece *pieces, usize cap) {
    return twin_bytes_rsplit(hay, hay_len, sep, sep_len, state, pieces, cap);
}

static usize bytes_split_space(const u8 *hay, usize hay_len, u32 text, SplitState *state,
                               Piece *pieces, usize cap) {
    return twin_bytes_split_space(hay, hay_len, text, state, pieces, cap);
}

static usize bytes_rsplit_space(const u8 *hay, usize hay_len, u32 text, SplitState *state,
                                Piece *pieces, usize cap) {
    return twin_bytes_rsplit_space(hay, hay_len, text, state, pieces, cap);
}

static usize bytes_split_lines(const u8 *hay, usize hay_len, u32 text, u32 keep_ends,
                               SplitState *state, Piece *pieces, usize cap) {
    return twin_bytes_split_lines(hay, hay_len, text, keep_ends, state, pieces, cap);
}
