# ruff: noqa: D103 - the row of the same name says what a function does
"""The rows of exports.def on bytes and UTF-8, as plain Python would say them.

Each function has the name and the arguments of its row, after the memory. Where a method of bytes
or str has the meaning of the row, that is the implementation.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dxpy.backends.reference_memory import Memory

MAX_INDEX = (1 << 63) - 1
WORD_MASK = (1 << 64) - 1
BYTE_SPACES = b" \t\n\r\x0b\x0c"
LINE_ENDS = re.compile(rb"\r\n|[\n\r]")
TEXT_LINE_ENDS = re.compile(
    b"\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e]|\xc2\x85|\xe2\x80[\xa8\xa9]"  # str.splitlines
)
CONTINUATION = bytes(range(0x80, 0xC0))


# Search


def bytes_find(m: Memory, hay: int, hay_len: int, needle: int, needle_len: int) -> int:
    return m.get(hay, hay_len).find(m.get(needle, needle_len))


def bytes_rfind(m: Memory, hay: int, hay_len: int, needle: int, needle_len: int) -> int:
    return m.get(hay, hay_len).rfind(m.get(needle, needle_len))


def bytes_find_byte(m: Memory, hay: int, hay_len: int, byte: int) -> int:
    return m.get(hay, hay_len).find(bytes((byte,)))


def bytes_rfind_byte(m: Memory, hay: int, hay_len: int, byte: int) -> int:
    return m.get(hay, hay_len).rfind(bytes((byte,)))


def members(m: Memory, set_: int) -> bytes:
    """The bytes of a set."""
    bits = int.from_bytes(m.get(set_, 32), "little")
    return bytes(byte for byte in range(256) if bits >> byte & 1)


def bytes_find_any_of(m: Memory, hay: int, hay_len: int, set_: int) -> int:
    wanted = members(m, set_)
    return next((i for i, byte in enumerate(m.get(hay, hay_len)) if byte in wanted), -1)


def bytes_find_none_of(m: Memory, hay: int, hay_len: int, set_: int) -> int:
    data = m.get(hay, hay_len)
    rest = data.lstrip(members(m, set_))
    return len(data) - len(rest) if rest else -1


def bytes_rfind_any_of(m: Memory, hay: int, hay_len: int, set_: int) -> int:
    data, wanted = m.get(hay, hay_len), members(m, set_)
    return next((i for i in range(len(data) - 1, -1, -1) if data[i] in wanted), -1)


def bytes_rfind_none_of(m: Memory, hay: int, hay_len: int, set_: int) -> int:
    return len(m.get(hay, hay_len).rstrip(members(m, set_))) - 1


def bytes_count(m: Memory, hay: int, hay_len: int, needle: int, needle_len: int, limit: int) -> int:
    return min(m.get(hay, hay_len).count(m.get(needle, needle_len)), limit)


def bytes_count_byte(m: Memory, hay: int, hay_len: int, byte: int) -> int:
    return m.get(hay, hay_len).count(byte)


def bytes_count_any_of(m: Memory, hay: int, hay_len: int, set_: int) -> int:
    return hay_len - len(m.get(hay, hay_len).translate(None, members(m, set_)))


def bytes_find_all(
    m: Memory, hay: int, hay_len: int, needle: int, needle_len: int, start: int, out: int, cap: int
) -> int:
    data, wanted = m.get(hay, hay_len), m.get(needle, needle_len)
    found: list[int] = []
    while len(found) < cap and (at := data.find(wanted, start)) >= 0:
        found.append(at)
        start = at + needle_len
    m.put_words(out, found)
    return len(found)


# Comparison


def bytes_equal(m: Memory, left: int, right: int, len_: int) -> int:
    return int(m.get(left, len_) == m.get(right, len_))


def bytes_compare(m: Memory, left: int, left_len: int, right: int, right_len: int) -> int:
    a, b = m.get(left, left_len), m.get(right, right_len)
    return (a > b) - (a < b)


def bytes_common_prefix(m: Memory, left: int, right: int, len_: int) -> int:
    pairs = zip(m.get(left, len_), m.get(right, len_), strict=True)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), len_)


# Letters


def bytes_lower(m: Memory, src: int, len_: int, dst: int) -> None:
    m.put(dst, m.get(src, len_).lower())


def bytes_upper(m: Memory, src: int, len_: int, dst: int) -> None:
    m.put(dst, m.get(src, len_).upper())


def bytes_swapcase(m: Memory, src: int, len_: int, dst: int) -> None:
    m.put(dst, m.get(src, len_).swapcase())


def bytes_translate(m: Memory, src: int, len_: int, table: int, dst: int) -> None:
    m.put(dst, m.get(src, len_).translate(m.get(table, 256)))


def bytes_is_ascii(m: Memory, src: int, len_: int) -> int:
    return int(m.get(src, len_).isascii())


# Splitting. A step function tells the piece at a position, where the next one is sought, and
# whether that was a split; no piece ends it.

Step = tuple[tuple[int, int] | None, int, bool]


def run_split(
    m: Memory, state: int, pieces: int, cap: int, step: Callable[[int, bool], Step], last: int
) -> int:
    """Take steps until cap pieces are found or none are left.

    A step is called with the position and whether a split is left. At the position `last` nothing
    is left; it is -1 if that is told by a step which is no split.
    """
    position, splits_left, done = m.words(state, 3)
    found: list[int] = []
    while len(found) < 2 * cap and not done:
        piece, position, is_split = step(position, splits_left > 0)
        if piece is not None:
            found.extend(piece)
        splits_left -= is_split
        done = int(position == last if last >= 0 else not is_split)
    m.put_words(pieces, found)
    m.put_words(state, [position, splits_left, done])
    return len(found) // 2


def bytes_split(
    m: Memory, hay: int, hay_len: int, sep: int, sep_len: int, state: int, pieces: int, cap: int
) -> int:
    data, separator = m.get(hay, hay_len), m.get(sep, sep_len)

    def step(start: int, may_split: bool) -> Step:
        at = data.find(separator, start) if may_split else -1
        if at < 0:
            return (start, hay_len), hay_len, False
        return (start, at), at + sep_len, True

    return run_split(m, state, pieces, cap, step, -1)


def bytes_rsplit(
    m: Memory, hay: int, hay_len: int, sep: int, sep_len: int, state: int, pieces: int, cap: int
) -> int:
    data, separator = m.get(hay, hay_len), m.get(sep, sep_len)

    def step(end: int, may_split: bool) -> Step:
        at = data.rfind(separator, 0, end) if may_split else -1
        if at < 0:
            return (0, end), 0, False
        return (at + sep_len, end), at, True

    return run_split(m, state, pieces, cap, step, -1)


@functools.cache
def text_spaces() -> tuple[bytes, ...]:
    """The UTF-8 of every character that str.isspace() accepts (all are in the first plane)."""
    return tuple(chr(code).encode() for code in range(0x10000) if chr(code).isspace())


@functools.cache
def space_pattern(text: bool) -> re.Pattern[bytes]:
    """One or more characters of white space."""
    spaces = text_spaces() if text else [bytes((byte,)) for byte in BYTE_SPACES]
    return re.compile(b"(?:" + b"|".join(re.escape(space) for space in spaces) + b")+")


def space_end(data: bytes, start: int, text: bool) -> int:
    """Where the white space at start ends."""
    match = space_pattern(text).match(data, start)
    return match.end() if match else start


def space_start(data: bytes, end: int, text: bool) -> int:
    """Where the white space before end begins."""
    spaces = text_spaces() if text else tuple(bytes((byte,)) for byte in BYTE_SPACES)
    while data.endswith(spaces, 0, end):
        end -= next(len(space) for space in spaces if data.endswith(space, 0, end))
    return end


def bytes_split_space(
    m: Memory, hay: int, hay_len: int, text: int, state: int, pieces: int, cap: int
) -> int:
    data = m.get(hay, hay_len)

    def step(position: int, may_split: bool) -> Step:
        start = space_end(data, position, bool(text))
        if start == hay_len:
            return None, hay_len, False
        match = space_pattern(bool(text)).search(data, start) if may_split else None
        end = match.start() if match else hay_len
        return (start, end), end, may_split

    return run_split(m, state, pieces, cap, step, hay_len)


def bytes_rsplit_space(
    m: Memory, hay: int, hay_len: int, text: int, state: int, pieces: int, cap: int
) -> int:
    data = m.get(hay, hay_len)

    def step(position: int, may_split: bool) -> Step:
        end = space_start(data, position, bool(text))
        if end == 0:
            return None, 0, False
        start = end if may_split else 0
        while start > 0 and space_start(data, start, bool(text)) == start:
            start -= 1
        return (start, end), start, may_split

    return run_split(m, state, pieces, cap, step, 0)


def bytes_split_lines(
    m: Memory, hay: int, hay_len: int, text: int, keep_ends: int, state: int, pieces: int, cap: int
) -> int:
    data = m.get(hay, hay_len)
    pattern = TEXT_LINE_ENDS if text else LINE_ENDS

    def step(start: int, _: bool) -> Step:
        match = pattern.search(data, start)
        stop = match.end() if match else hay_len
        end = stop if keep_ends or match is None else match.start()
        return ((start, end) if start < stop else None), stop, False

    return run_split(m, state, pieces, cap, step, hay_len)


def bytes_space_prefix(m: Memory, src: int, len_: int, text: int) -> int:
    return space_end(m.get(src, len_), 0, bool(text))


def bytes_space_suffix(m: Memory, src: int, len_: int, text: int) -> int:
    return len_ - space_start(m.get(src, len_), len_, bool(text))


# Putting together


def written(m: Memory, data: bytes, dst: int, dst_len: int) -> int:
    """Write a result if there is room for it; its length, or -1."""
    if len(data) > dst_len:
        return -1
    m.put(dst, data)
    return len(data)


def bytes_join(
    m: Memory, parts: int, count: int, sep: int, sep_len: int, dst: int, dst_len: int
) -> int:
    words = m.words(parts, 2 * count)
    data = [m.get(at, size) for at, size in zip(words[::2], words[1::2], strict=True)]
    return written(m, m.get(sep, sep_len).join(data), dst, dst_len)


def bytes_replace(
    m: Memory, src: int, len_: int, old: int, old_len: int, new: int, new_len: int, limit: int,
    dst: int, dst_len: int,
) -> int:  # fmt: skip
    data, before, after = m.get(src, len_), m.get(old, old_len), m.get(new, new_len)
    return written(m, data.replace(before, after, min(limit, MAX_INDEX)), dst, dst_len)


def units(data: bytes, text: int) -> Iterator[bytes]:
    """Single bytes, or the bytes of single code points."""
    if text:
        return (character.encode() for character in data.decode())
    return (data[i : i + 1] for i in range(len(data)))


def bytes_intersperse(
    m: Memory, src: int, len_: int, text: int, new: int, new_len: int, limit: int,
    dst: int, dst_len: int,
) -> int:  # fmt: skip
    inserted = m.get(new, new_len)
    out = bytearray()
    for i, unit in enumerate((*units(m.get(src, len_), text), b"")):
        out += inserted + unit if i < limit else unit
    return written(m, bytes(out), dst, dst_len)


# UTF-8


def utf8_validate(m: Memory, src: int, len_: int) -> int:
    try:
        m.get(src, len_).decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1


def utf8_count(m: Memory, src: int, len_: int) -> int:
    return len(m.get(src, len_).translate(None, CONTINUATION))


def utf8_offset(m: Memory, src: int, len_: int, index: int) -> int:
    starts = [i for i, byte in enumerate(m.get(src, len_)) if byte not in CONTINUATION]
    return (*starts, len_)[index] if index <= len(starts) else -1


# Hash: the arithmetic of kernels/bytes_hash.c, whose header says what it is for.

HASH_STEP = 0x9E3779B97F4A7C15
HASH_MUL_1 = 0xBF58476D1CE4E5B9
HASH_MUL_2 = 0x94D049BB133111EB
HASH_SHORT_MAX, HASH_STRIPE, HASH_BLOCK = 256, 64, 16
HASH_KEY_FINAL, HASH_KEY_BETWEEN = 17, 19


def hash_mix(x: int) -> int:
    x = (x ^ x >> 30) * HASH_MUL_1 & WORD_MASK
    x = (x ^ x >> 27) * HASH_MUL_2 & WORD_MASK
    return x ^ x >> 31


def hash_key(seed: int, number: int) -> int:
    x = seed + (number + 1) * HASH_STEP & WORD_MASK
    x = (x ^ x >> 32) * HASH_MUL_1 & WORD_MASK
    return x ^ x >> 29


def load_word(data: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(data[at : at + size], "little")


def hash_short(data: bytes, seed: int) -> int:
    key0, key1 = hash_key(seed, 0), hash_key(seed, 1)
    x, y = key0, key1
    for at in range(0, len(data) - 16, 16):
        left, right = load_word(data, at) + x, load_word(data, at + 8) + y
        product = (left & WORD_MASK) * (right & WORD_MASK)
        x, y = key0 + (product >> 64) & WORD_MASK, key1 + product & WORD_MASK
    end = data[-16:]
    size = len(end)
    if size >= 8:
        a, b = load_word(end, 0), load_word(end, size - 8)
    elif size >= 4:
        a, b = load_word(end, 0, 4), load_word(end, size - 4, 4)
    else:
        a, b = (end[0] | end[size // 2] << 8, end[-1]) if end else (0, 0)
    return (a + x & WORD_MASK) * (b + y & WORD_MASK)


def hash_long(data: bytes, seed: int) -> int:
    base, multiplier = hash_mix(seed), hash_mix(seed + HASH_STEP & WORD_MASK) | 1

    def key(stripe: int, lane: int) -> int:
        x = base + (8 * stripe + lane) * HASH_STEP & WORD_MASK
        x = (x ^ x >> 32) * multiplier & WORD_MASK
        return x ^ x >> 32

    def product(x: int) -> int:
        x &= WORD_MASK
        return (x & 0xFFFF_FFFF) * (x >> 32)

    last = (len(data) - 1) // HASH_STRIPE
    total = 0
    for lane in range(8):
        accs = [0, 0]
        for stripe in range(last + 1):
            at = stripe * HASH_STRIPE if stripe < last else len(data) - HASH_STRIPE
            word, place = load_word(data, at + 8 * lane), stripe % HASH_BLOCK
            for i, acc in enumerate(accs):
                if stripe > 0 and place == 0:
                    acc = (acc ^ acc >> 32) * (key(HASH_KEY_BETWEEN + i, lane) | 1)
                accs[i] = acc + product(word + key(place + i, lane)) & WORD_MASK
        ends = [acc + key(HASH_KEY_FINAL + i, lane) & WORD_MASK for i, acc in enumerate(accs)]
        total += ends[0] * ends[1]
    return total & ((1 << 128) - 1)


def bytes_hash(m: Memory, src: int, len_: int, seed: int) -> int:
    data = m.get(src, len_)
    total = hash_short(data, seed) if len_ <= HASH_SHORT_MAX else hash_long(data, seed)
    low = total + hash_key(seed, 2) & WORD_MASK
    high = (total >> 64) + hash_key(seed, 3) + len_ & WORD_MASK
    product = low * high
    return product & WORD_MASK ^ product >> 64
