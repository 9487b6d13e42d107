// Building byte strings from others: join, replace, intersperse.
//
// Output is appended to a sink that knows how much room is left. Short runs are copied as 16 or 64
// bytes whatever their length, as long as source and sink both have so many; what is written too
// much is overwritten by what follows. Near either end copies are exact. Every run, or every batch
// of runs whose places are known, is measured against the room before it is written, so nothing
// rests on a count made earlier.
//
// A byte by a byte is a selection at the speed of a copy. All other replacements take the offsets
// of up to a thousand occurrences from the search kernel and copy gap, replacement, gap, ...: the
// loop over offsets has no branch that depends on the text but the length class of a gap. Rejected:
// counting first and a path of its own for replacements of equal length (same stores).
#define REPLACE_BATCH     1024            // offsets asked for at a time
#define REPLACE_SHORT     16              // bytes that one small move covers
#define REPLACE_LOOP      (4 * VEC_BYTES) // longer runs are left to memcpy
#define REPLACE_STEP_BACK 8               // occurrences left to exact copies at a time, near an end
// So much output does not stay in the caches: write past them.
#define REPLACE_STREAM_BYTES ((usize)1 << 25)

typedef struct {
    u8 *at;
    usize room;
} BytesSink;

// Exactly len bytes, where memcpy would be a call for nothing and neither end has room to spare.
INLINE void replace_copy_exact(u8 *to, const u8 *from, usize len) {
    if (len <= VEC_BYTES)
        v_store_part(to, v_load_part(from, len), len);
    else
        __builtin_memcpy(to, from, len);
}

// len bytes where both ends have a block to spare.
INLINE void replace_copy_wide(u8 *to, const u8 *from, usize len) {
    v_store(to, v_load(from));
    if (len > REPLACE_LOOP) {
        __builtin_memcpy(to, from, len);
    } else {
        for (usize done = VEC_BYTES; done < len; done += VEC_BYTES)
            v_store(to + done, v_load(from + done));
    }
}

// Appends the len <= room bytes at from, of which `readable` may be read.
INLINE void sink_put(BytesSink *sink, const u8 *from, usize len, usize readable) {
    if (UNLIKELY(sink->room - len < VEC_BYTES || readable - len < VEC_BYTES)) {
        replace_copy_exact(sink->at, from, len);
    } else if (len <= REPLACE_SHORT) {
        __builtin_memcpy(sink->at, from, REPLACE_SHORT);
    } else if (len <= REPLACE_LOOP) {
        for (usize done = 0; done < len; done += VEC_BYTES)
            v_store(sink->at + done, v_load(from + done));
    } else {
        __builtin_memcpy(sink->at, from, len);
    }
    sink->at += len;
    sink->room -= len;
}

// A run that is appended again and again: its first bytes stand in a block of their own, which may
// be read as a whole.
typedef struct {
    const u8 *start;
    usize len;
    u8 block[VEC_BYTES];
} BytesStamp;

INLINE void stamp_make(BytesStamp *stamp, const u8 *start, usize len) {
    stamp->start = start;
    stamp->len = len;
    v_store(stamp->block, v_load_part(start, len < VEC_BYTES ? len : VEC_BYTES));
}

// Appends the stamp, which fits.
INLINE void sink_stamp(BytesSink *sink, const BytesStamp *stamp) {
    usize len = stamp->len;
    if (LIKELY(len <= REPLACE_SHORT && sink->room >= REPLACE_SHORT))
        __builtin_memcpy(sink->at, stamp->block, REPLACE_SHORT);
    else if (len <= VEC_BYTES && sink->room >= VEC_BYTES)
        v_store(sink->at, v_load(stamp->block));
    else
        replace_copy_exact(sink->at, stamp->start, len);
    sink->at += len;
    sink->room -= len;
}

static i64 bytes_join(const BytesPart *parts, usize count, const u8 *sep, usize sep_len, u8 *dst,
                      usize dst_len) {
    BytesSink sink = {dst, dst_len};
    BytesStamp stamp;
    stamp_make(&stamp, sep, sep_len);
    for (usize i = 0; i < count; i++) {
        const u8 *start = parts[i].start;
        usize len = parts[i].len;
        if (i > 0) {
            if (sink.room < sep_len)
                return -1;
            sink_stamp(&sink, &stamp);
        }
        if (sink.room < len)
            return -1;
        if (len == 0)
            continue;
        if (LIKELY(len <= VEC_BYTES && sink.room >= VEC_BYTES))
            v_copy(sink.at, start, len);
        else
            replace_copy_exact(sink.at, start, len);
        sink.at += len;
        sink.room -= len;
    }
    return sink.at - dst;
}

// dst becomes src with every byte `old` replaced by `new`, whole blocks of it, len >= 64.
static void replace_byte_blocks(const u8 *src, usize len, u8 old, u8 new, u8 *dst) {
    Vec before = v_splat_u8(old), after = v_splat_u8(new);
    Vec first = v_load(src), last = v_load(src + len - VEC_BYTES);
    v_store(dst, v_select_eq_u8(first, before, after, first));
    usize at = VEC_BYTES - ((usize)dst & (VEC_BYTES - 1)); // from here on the stores are aligned
    if (len >= REPLACE_STREAM_BYTES) {
        for (; at + VEC_BYTES <= len; at += VEC_BYTES) {
            Vec v = v_load(src + at);
            v_stream(dst + at, v_select_eq_u8(v, before, after, v));
        }
        v_stream_end();
    }
    for (; at + VEC_BYTES <= len; at += VEC_BYTES) {
        Vec v = v_load(src + at);
        v_store(dst + at, v_select_eq_u8(v, before, after, v));
    }
    v_store(dst + len - VEC_BYTES, v_select_eq_u8(last, before, after, last));
}

static void replace_byte(const u8 *src, usize len, u8 old, u8 new, u8 *dst) {
    if (len >= VEC_BYTES) {
        replace_byte_blocks(src, len, old, new, dst);
    } else if (len) {
        Vec v = v_load_part(src, len);
        v_store_part(dst, v_select_eq_u8(v, v_splat_u8(old), v_splat_u8(new), v), len);
    }
}

// The first limit occurrences only, which may not be all: block by block up to the one in which the
// limit is reached.
static void replace_byte_limited(const u8 *src, usize len, u8 old, u8 new, u64 limit, u8 *dst) {
    Vec before = v_splat_u8(old), after = v_splat_u8(new);
    usize at = 0;
    for (; len - at >= VEC_BYTES; at += VEC_BYTES) {
        Vec v = v_load(src + at);
        u64 hits = COUNT_ONES(v_eq_u8(v, before));
        if (hits > limit)
            break;
        limit -= hits;
        v_store(dst + at, v_select_eq_u8(v, before, after, v));
    }
    for (; at < len && limit > 0; at++) {
        u32 hit = src[at] == old;
        dst[at] = hit ? new : src[at];
        limit -= hit;
    }
    if (at < len)
        __builtin_memcpy(dst + at, src + at, len - at);
}

// A replacement that is under way: src is copied up to from.
typedef struct {
    const u8 *src;
    usize len, from, old_len;
    BytesStamp new;
    BytesSink sink;
} Replacing;

// Do the occurrences follow each other? Copies rely on it. Those of one byte always do; longer ones
// unless src changed while it was searched.
static u32 replace_in_order(const Replacing *r, const u64 *offsets, usize found) {
    const u64 old_len = r->old_len;
    u64 wrong = 0;
    for (usize i = 1; old_len > 1 && i < found; i++)
        wrong |= offsets[i] < offsets[i - 1] + old_len;
    return found > 0 && !wrong && offsets[0] >= r->from && offsets[found - 1] + old_len <= r->len;
}

// How many of the occurrences leave a block to spare behind them, in src and in the sink.
static usize replace_roomy(const Replacing *r, const u64 *offsets, usize found) {
    if (!replace_in_order(r, offsets, found))
        return 0;
    for (; found > 0; found -= found < REPLACE_STEP_BACK ? found : REPLACE_STEP_BACK) {
        usize next = (usize)offsets[found - 1] + r->old_len;
        usize written = next - r->from - found * r->old_len + found * r->new.len;
        if (r->len - next >= VEC_BYTES && r->sink.room >= written &&
            r->sink.room - written >= VEC_BYTES)
            break;
    }
    return found;
}

// Copies gaps and replacements where a block too much may be read and written; step is what covers
// the new.
INLINE void replace_wide(Replacing *r, const usize step, const u64 *offsets, usize found) {
    const u8 *src = r->src;
    const usize old_len = r->old_len, new_len = r->new.len;
    usize from = r->from;
    u8 *to = r->sink.at;
    for (usize i = 0; i < found; i++) {
        usize gap = (usize)offsets[i] - from;
        __builtin_memcpy(to, src + from, REPLACE_SHORT);
        if (UNLIKELY(gap > REPLACE_SHORT))
            replace_copy_wide(to, src + from, gap);
        __builtin_memcpy(to + gap, r->new.block, step);
        to += gap + new_len;
        from = (usize)offsets[i] + old_len;
    }
    r->from = from;
    r->sink.room -= (usize)(to - r->sink.at);
    r->sink.at = to;
}

static NOINLINE void replace_wide_short(Replacing *r, const u64 *offsets, usize found) {
    replace_wide(r, REPLACE_SHORT, offsets, found);
}

static NOINLINE void replace_wide_block(Replacing *r, const u64 *offsets, usize found) {
    replace_wide(r, VEC_BYTES, offsets, found);
}

// The same without anything too much; 0 if the sink is too small.
static NOINLINE u32 replace_exact(Replacing *r, const u64 *offsets, usize found) {
    const usize len = r->len, new_len = r->new.len;
    usize from = r->from;
    BytesSink sink = r->sink;
    for (usize i = 0; i < found; i++) {
        usize gap = (usize)offsets[i] - from;
        if (offsets[i] < from || len - (usize)offsets[i] < r->old_len) // not in order, see above
            continue;
        if (sink.room < gap || sink.room - gap < new_len)
            return 0;
        sink_put(&sink, r->src + from, gap, len - from);
        sink_stamp(&sink, &r->new);
        from = (usize)offsets[i] + r->old_len;
    }
    r->from = from;
    r->sink = sink;
    return 1;
}

// Gap, replacement, gap, replacement, ..., rest.
static i64 replace_runs(Replacing *r, const u8 *old, u64 limit) {
    u64 offsets[REPLACE_BATCH];
    const u8 *dst = r->sink.at;
    usize found, wanted;
    do {
        wanted = limit < REPLACE_BATCH ? (usize)limit : REPLACE_BATCH;
        found = bytes_find_all(r->src, r->len, old, r->old_len, r->from, offsets, wanted);
        usize wide = r->new.len <= VEC_BYTES ? replace_roomy(r, offsets, found) : 0;
        if (r->new.len <= REPLACE_SHORT)
            replace_wide_short(r, offsets, wide);
        else
            replace_wide_block(r, offsets, wide);
        if (wide < found && !replace_exact(r, offsets + wide, found - wide))
            return -1;
        limit -= found;
    } while (found == wanted && limit > 0);
    usize rest = r->len - r->from;
    if (r->sink.room < rest)
        return -1;
    if (rest > 0)
        sink_put(&r->sink, r->src + r->from, rest, rest);
    return r->sink.at - dst;
}

static i64 bytes_replace(const u8 *src, usize len, const u8 *old, usize old_len, const u8 *new,
                         usize new_len, u64 limit, u8 *dst, usize dst_len) {
    if (old_len != 1 || new_len != 1) {
        Replacing r = {.src = src, .len = len, .old_len = old_len, .sink = {dst, dst_len}};
        stamp_make(&r.new, new, new_len);
        return replace_runs(&r, old, limit);
    }
    if (dst_len < len)
        return -1;
    if (limit >= len)
        replace_byte(src, len, old[0], new[0], dst);
    else
        replace_byte_limited(src, len, old[0], new[0], limit, dst);
    return (i64)len;
}

// How many bytes surely leave a short move of room if each of them gets a stamp.
INLINE usize replace_sure(const BytesSink *sink, const BytesStamp *stamp) {
    if (stamp->len > REPLACE_SHORT || sink->room <= REPLACE_SHORT)
        return 0;
    return (sink->room - REPLACE_SHORT) / (stamp->len + 1);
}

static i64 bytes_intersperse(const u8 *src, usize len, u32 text, const u8 *new, usize new_len,
                             u64 limit, u8 *dst, usize dst_len) {
    BytesSink sink = {dst, dst_len};
    BytesStamp stamp;
    usize at = 0;
    const u8 inside = text ? 0xc0 : 0; // continuation bytes, 0x80 under this mask, get no stamp
    stamp_make(&stamp, new, new_len);
    while (at < len && limit > 0) {
        usize sure = replace_sure(&sink, &stamp), stamps = 0;
        sure = sure < len - at ? sure : len - at;
        sure = sure < limit ? sure : (usize)limit;
        u8 *to = sink.at;
        for (usize stop = at + sure; at < stop; at++) {
            u32 starts = (src[at] & inside) != 0x80;
            __builtin_memcpy(to, stamp.block, REPLACE_SHORT);
            to += starts ? new_len : 0;
            *to++ = src[at];
            stamps += starts;
        }
        limit -= stamps;
        sink.room -= (usize)(to - sink.at);
        sink.at = to;
        if (sure > 0)
            continue;
        u32 starts = (src[at] & inside) != 0x80;
        if (sink.room < 1 || (starts && sink.room - 1 < new_len))
            return -1;
        if (starts)
            sink_stamp(&sink, &stamp);
        limit -= starts;
        *sink.at++ = src[at++];
        sink.room--;
    }
    if (sink.room < len - at)
        return -1;
    if (at < len)
        sink_put(&sink, src + at, len - at, len - at);
    if (limit > 0) {
        if (sink.room < new_len)
            return -1;
        sink_stamp(&sink, &stamp);
    }
    return sink.at - dst;
}
