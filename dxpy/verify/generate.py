"""Random and edge-case data for kernels: what tends to break SIMD code, made from a seed.

Lengths gather around the block sizes (16, 64, 128, 256 bytes) and their tails; bytes come from
tiny alphabets, periodic words and de Bruijn-like mixes, so that needles nearly match everywhere;
numbers are the extremes of their type as often as ordinary values.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

BLOCK_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 512, 1024, 4096)
I64_MIN, I64_MAX = -(1 << 63), (1 << 63) - 1
I64_EDGES = (
    0, 1, -1, 2, -2, 127, -128, 255, 256, 1 << 31, -(1 << 31), (1 << 32) - 1, 1 << 32, 1 << 52,
    (1 << 53) - 1, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1, 1 << 61, 1 << 62, -(1 << 62),
    I64_MAX, I64_MAX - 1, I64_MIN, I64_MIN + 1,
)  # fmt: skip
F64_EDGE_BITS = (
    0x0000000000000000, 0x8000000000000000,  # 0.0, -0.0
    0x7FF0000000000000, 0xFFF0000000000000,  # infinities
    0x7FF8000000000000, 0xFFF8000000000000,  # quiet NaNs of both signs
    0x7FF8000000000123, 0xFFFFFFFFFFFFFFFF,  # with payloads
    0x7FF0000000000001, 0xFFF4000000000000,  # signalling
    0x0000000000000001, 0x8000000000000001, 0x000FFFFFFFFFFFFF,  # subnormal
    0x0010000000000000, 0x7FEFFFFFFFFFFFFF, 0xFFEFFFFFFFFFFFFF,  # smallest normal, largest
    0x3FF0000000000000, 0xBFF0000000000000, 0x4000000000000000, 0x3CA0000000000000,
)  # fmt: skip
INVALID_SEQUENCES = (
    b"\x80", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xff", b"\xe2\x82",
    b"\xf0\x9f\x90",
)  # fmt: skip
UNICODE_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000"
)
NEAR_SPACES = (
    "\x08\x0e\x1b\x21\x84\x86\x9f\xa1\u167f\u1681"
    "\u1fff\u200b\u2027\u202a\u202e\u2030\u205e\u2060\u2fff\u3001"
)
OTHER_TEXT = (
    "aZ09_\x00\x7f\x80\xe9\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff\u044f\u4e2d\U0001f40d"
)


def length(rng: Random, largest: int = 400) -> int:
    """A length in 0..largest, likely to lie within two of a block size or to be small."""
    kind = rng.random()
    if kind < 0.4:
        return min(largest, max(0, rng.choice(BLOCK_SIZES) + rng.randint(-2, 2)))
    if kind < 0.7:
        return rng.randint(0, min(largest, 80))
    return rng.randint(0, largest)


def alphabet(rng: Random) -> bytes:
    """One to four byte values that like to be special: letters, 0, 127, 128, 255, spaces."""
    pool = b"aabbAZ\x00\x7f\x80\xff \n\r@[`{\x1f\x20"
    return bytes(rng.choice(pool) for _ in range(rng.randint(1, 4)))


def raw(rng: Random, size: int) -> bytes:
    """Bytes of one of the shapes that search kernels are sensitive to."""
    kind = rng.randrange(6)
    if kind == 0:
        return rng.randbytes(size)
    letters = alphabet(rng)
    if kind == 1:  # periodic
        period = letters * rng.randint(1, 3)
        return (period * (size // len(period) + 1))[:size]
    if kind == 2:  # a Fibonacci word
        older, newer = letters[:1], letters[:1] + letters[-1:]
        while len(newer) < size:
            older, newer = newer, newer + older
        return newer[:size]
    if kind == 3:  # one odd byte in a uniform run
        run = bytearray(letters[:1] * size)
        if size:
            run[rng.randrange(size)] = rng.randrange(256)
        return bytes(run)
    if kind == 4:  # ASCII text with words and lines
        text = b"".join(
            rng.choice((b"word", b"a", b"It", b"THE", b"x1_", b"@[`{"))
            + rng.choice((b" ", b"  ", b"\n", b"\r\n", b", ", b""))
            for _ in range(size // 3 + 1)
        )
        return text[:size]
    return bytes(rng.choices(letters, k=size))


def text(rng: Random, size: int) -> bytes:
    """Valid UTF-8 of `size` code points, with all that are white space and their neighbours."""
    pool = rng.choice(
        (UNICODE_SPACES + "ab", UNICODE_SPACES + NEAR_SPACES + OTHER_TEXT, " ab\r\n", OTHER_TEXT)
    )
    return "".join(rng.choices(pool, k=size)).encode("utf-8")


def broken_text(rng: Random, size: int) -> bytes:
    """UTF-8 that is valid, nearly valid, or not at all."""
    data = bytearray(text(rng, size))
    for _ in range(rng.randint(0, 3)):
        where = rng.randint(0, len(data))
        kind = rng.randrange(4)
        if kind == 0 and data:
            data[where % len(data)] = rng.randrange(256)
        elif kind == 1:
            del data[where : where + rng.randint(1, 2)]
        elif kind == 2:
            data[where:where] = rng.choice(INVALID_SEQUENCES)
        else:
            del data[where:]
    return bytes(data)


def needle_for(rng: Random, hay: bytes, smallest: int = 0) -> bytes:
    """A needle that occurs, nearly occurs or does not, of at least `smallest` bytes."""
    kind = rng.random()
    size = max(smallest, rng.choice((0, 1, 1, 2, 3, 4, 5, 8, 16, 17, 31, 33, 63, 64, 65, 100, 300)))
    if hay and kind < 0.7:
        start = rng.randrange(len(hay))
        found = bytearray(hay[start : start + size])
        if found and kind < 0.3:
            found[rng.randrange(len(found))] ^= rng.choice((1, 0x80, 0xFF))
        if len(found) >= smallest:
            return bytes(found)
    return raw(rng, size)


def byte_set(rng: Random) -> bytes:
    """A set of bytes as 32 bytes of bits: empty, full, few or many."""
    kind = rng.randrange(5)
    if kind == 0:
        return bytes(32) if rng.random() < 0.5 else b"\xff" * 32
    members = rng.sample(range(256), rng.choice((1, 2, 3, 12, 128, 255)))
    if kind == 1:
        members = list(alphabet(rng))
    bits = bytearray(32)
    for byte in members:
        bits[byte >> 3] |= 1 << (byte & 7)
    if kind == 2:
        bits = bytearray(255 - byte for byte in bits)
    return bytes(bits)


def i64(rng: Random) -> int:
    """One int64."""
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(I64_EDGES)
    if kind < 0.7:
        return rng.randint(-10, 10)
    return rng.randint(I64_MIN, I64_MAX) >> rng.randrange(64)


def i64s(rng: Random, count: int) -> bytes:
    """An int64 array as bytes: uniform, few distinct, sorted, or mixed."""
    kind = rng.randrange(5)
    if kind == 0:
        values = [i64(rng)] * count
    elif kind == 1:
        pool = [i64(rng) for _ in range(3)]
        values = rng.choices(pool, k=count)
    elif kind == 2:
        values = sorted(i64(rng) for _ in range(count))
    elif kind == 3:
        values = [rng.randint(-1000, 1000) for _ in range(count)]
    else:
        values = [i64(rng) for _ in range(count)]
    if values and kind == 2 and rng.random() < 0.5:
        values[rng.randrange(count)] = i64(rng)
    return struct.pack(f"<{count}q", *values)


def f64_bits(rng: Random) -> int:
    """The bits of one float64."""
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(F64_EDGE_BITS)
    if kind < 0.6:
        return f64_to_bits(float(rng.randint(-10, 10)))
    if kind < 0.9:
        return f64_to_bits(rng.uniform(-1e6, 1e6) * 10.0 ** rng.randint(-30, 30))
    return rng.getrandbits(64)


def f64s(rng: Random, count: int) -> bytes:
    """A float64 array as bytes; half of the arrays hold no NaN and no infinity."""
    kind = rng.randrange(6)
    if kind == 0:
        bits = [f64_bits(rng)] * count
    elif kind == 1:
        bits = rng.choices((0, 1 << 63, *(f64_bits(rng) for _ in range(2))), k=count)
    elif kind < 4:
        bits = [f64_to_bits(rng.uniform(-1e3, 1e3)) for _ in range(count)]
        if kind == 3:
            bits.sort(key=bits_to_f64)
    elif kind == 4:
        bits = [
            f64_to_bits(rng.choice((-1, 1)) * 10.0 ** rng.randint(-300, 300)) for _ in range(count)
        ]
    else:
        bits = [f64_bits(rng) for _ in range(count)]
    return struct.pack(f"<{count}Q", *bits)


def f64_to_bits(value: float) -> int:
    """The 64 bits of a float."""
    return int.from_bytes(struct.pack("<d", value), "little")


def bits_to_f64(bits: int) -> float:
    """The float of 64 bits."""
    return float(struct.unpack("<d", bits.to_bytes(8, "little"))[0])
