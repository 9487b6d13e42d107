"""What every operation of the shim means, in plain Python, and operands to try it on.

A Vec is 64 `bytes`. MEANING maps an operation to a function of its operands that gives its result
as it stands in memory; SIGNATURES maps a shape of kernels/simd/probe.c to the kinds of its
operands.
"""

from __future__ import annotations

import operator
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

VEC = 64
MASK = (1 << 64) - 1
SIGN = 1 << 63
QUIET_NAN = 0x7FF8000000000000
SIZES = {"vec": VEC, "nibbles": VEC, "group": 16, "table16": 16, "table256": 256, "set": 32}
SIGNATURES = {
    "load": ["vec"],
    "store": ["vec"],
    "stream": ["vec"],
    "load_part": ["length", "part"],
    "store_part": ["length", "vec"],
    "copy": ["length", "part"],
    "constant": [],
    "vec1": ["vec"],
    "vec2": ["vec", "vec"],
    "vec3": ["vec", "vec", "vec"],
    "vec4": ["vec", "vec", "vec", "vec"],
    "bits1": ["vec"],
    "bits2": ["vec", "vec"],
    "splat_u8": ["byte"],
    "splat_u64": ["word"],
    "splat_f64": ["word"],
    "shift": ["count", "vec"],
    "select": ["lanes", "vec", "vec"],
    "compress": ["lanes", "vec"],
    "offsets": ["word", "word"],
    "spans": ["word", "word", "word"],
    "lookup16": ["nibbles", "table16"],
    "lookup256": ["vec", "table256"],
    "set_hits": ["vec", "set"],
    "set_bits": ["vec", "set"],
    "group_load": ["group"],
    "group_eq": ["byte", "group"],
    "group_sign": ["group"],
}
# Scalars stand in memory as a u64; how far each kind goes.
LIMITS = {"length": 64, "byte": 255, "word": MASK, "count": 63, "lanes": 255}


def encode(kinds: list[str], operands: list[bytes | int]) -> bytes:
    """Operands as probe.c reads them; a part is as long as the length before it."""
    out = b""
    for kind, operand in zip(kinds, operands, strict=True):
        if isinstance(operand, int):
            out += struct.pack("<Q", operand)
        else:
            out += operand[: operands[0]] if kind == "part" else operand
    return out


# ---- lanes ----


def number(value: int) -> bytes:
    return struct.pack("<Q", value & MASK)


def words(vec: bytes) -> tuple[int, ...]:
    return struct.unpack("<8Q", vec)


def signed(word: int) -> int:
    return word - (1 << 64) if word & SIGN else word


def signed_byte(byte: int) -> int:
    return byte - 256 if byte & 128 else byte


def of_words(lanes: Iterable[int]) -> bytes:
    return struct.pack("<8Q", *(lane & MASK for lane in lanes))


def double(word: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", word))[0]


def bits_of(value: float) -> int:
    return struct.unpack("<Q", struct.pack("<d", value))[0]


def is_nan(word: int) -> bool:
    return word & ~SIGN > 0x7FF0000000000000


def gather(truths: Iterable[bool]) -> bytes:
    """Bit i is truth i."""
    return number(sum(1 << i for i, truth in enumerate(truths) if truth))


def low(word: int) -> int:
    return word & 0xFFFFFFFF


def low_signed(word: int) -> int:
    return low(word) - (1 << 32) if word & 0x80000000 else low(word)


def canonical(word: int) -> int:
    return QUIET_NAN if is_nan(word) else word


# ---- makers of meanings: the same lane by lane ----


def bytewise(function: Callable[..., int]) -> Callable[..., bytes]:
    return lambda *vecs: bytes(function(*lanes) & 255 for lanes in zip(*vecs, strict=True))


def wordwise(function: Callable[..., int]) -> Callable[..., bytes]:
    return lambda *vecs: of_words(map(function, *map(words, vecs)))


def signed_words(function: Callable[..., int]) -> Callable[..., bytes]:
    return wordwise(lambda *lanes: function(*map(signed, lanes)))


def computed(function: Callable[[float, float], float]) -> Callable[..., bytes]:
    """A computed NaN may have any bits, so it is compared by name: see `comparable`."""
    return wordwise(lambda x, y: canonical(bits_of(function(double(x), double(y)))))


def byte_bits(function: Callable[..., bool]) -> Callable[..., bytes]:
    return lambda *vecs: gather(function(*lanes) for lanes in zip(*vecs, strict=True))


def word_bits(function: Callable[..., bool]) -> Callable[..., bytes]:
    return lambda *vecs: gather(map(function, *map(words, vecs)))


def compared(function: Callable[[float, float], bool]) -> Callable[[int, int], bool]:
    return lambda x, y: function(double(x), double(y))


def tally(function: Callable[[int, int], bool]) -> Callable[..., bytes]:
    return wordwise(lambda acc, x, y: acc + function(x, y))


def earlier(places: int) -> Callable[[bytes, bytes], bytes]:
    return lambda v, before: (before + v)[VEC - places : 2 * VEC - places]


def splat(kind: str) -> Callable[[int], bytes]:
    size = struct.calcsize(kind)
    return lambda x: struct.pack("<Q", x)[:size] * (VEC // size)


def permuted(place: Callable[[int], int]) -> Callable[[bytes], bytes]:
    return lambda v: of_words(words(v)[place(i)] for i in range(8))


def set_positions(bits: int) -> list[int]:
    return [i for i in range(64) if bits >> i & 1]


def offsets(bits: int, *bases: int) -> bytes:
    """How many places, then the places, from each base."""
    found = set_positions(bits)
    return number(len(found)) + b"".join(number(base + i) for i in found for base in bases)


def compress(bits: int, v: bytes) -> bytes:
    kept = [word for i, word in enumerate(words(v)) if bits >> i & 1]
    return number(len(kept)) + b"".join(map(number, kept))


def member(byte: int, bitmap: bytes) -> bool:
    return bool(bitmap[byte >> 3] >> (byte & 7) & 1)


def lower_double(x: int, y: int) -> int:
    return x if double(x) < double(y) else y


def higher_double(x: int, y: int) -> int:
    return x if double(x) > double(y) else y


def same(operand: bytes) -> bytes:
    return operand


def looked_up(v: bytes, table: bytes) -> bytes:
    return bytes(table[byte] for byte in v)


def members(v: bytes, bitmap: bytes) -> bytes:
    return gather(member(byte, bitmap) for byte in v)


MEANING: dict[str, Callable[..., bytes]] = {
    "v_load": same,
    "v_store": same,
    "v_stream": same,
    "v_stream_end": same,
    "v_load_part": lambda n, part: part[:n].ljust(VEC, b"\0"),
    "v_store_part": lambda n, v: v[:n],
    "v_copy": lambda n, part: part[:n],
    "v_zero": lambda: bytes(VEC),
    "v_and": bytewise(operator.and_),
    "v_or": bytewise(operator.or_),
    "v_xor": bytewise(operator.xor),
    "v_andnot": bytewise(lambda x, y: x & ~y),
    "v_any": lambda v: number(any(v)),
    "v_splat_u8": splat("B"),
    "v_add_u8": bytewise(operator.add),
    "v_sub_u8": bytewise(operator.sub),
    "v_sub_sat_u8": bytewise(lambda x, y: max(x - y, 0)),
    "v_min_u8": bytewise(min),
    "v_max_u8": bytewise(max),
    "v_eq_u8": byte_bits(operator.eq),
    "v_lt_u8": byte_bits(operator.lt),
    "v_sign_u8": byte_bits(lambda x: x >= 128),
    "v_any_sign_u8": lambda v: number(max(v) >= 128),
    "v_any_zero_u8": lambda v: number(0 in v),
    "v_select_lt_u8": bytewise(lambda a, b, x, y: x if a < b else y),
    "v_select_gt_i8": bytewise(lambda a, b, x, y: x if signed_byte(a) > signed_byte(b) else y),
    "v_select_eq_u8": bytewise(lambda a, b, x, y: x if a == b else y),
    "v_tally_eq_u8": bytewise(lambda acc, a, b: acc + (a == b)),
    "v_tally_gt_i8": bytewise(lambda acc, a, b: acc + (signed_byte(a) > signed_byte(b))),
    "v_sum_u8": lambda v: number(sum(v)),
    "v_low_nibble": bytewise(lambda x: x & 15),
    "v_high_nibble": bytewise(lambda x: x >> 4),
    "v_lookup16": looked_up,
    "v_prev1": earlier(1),
    "v_prev2": earlier(2),
    "v_prev3": earlier(3),
    "v_offsets": offsets,
    "v_spans": offsets,
    "v_table_make": looked_up,
    "v_lookup256": looked_up,
    "v_set_make": members,
    "v_set_hits": lambda v, bitmap: bytes(member(byte, bitmap) for byte in v),
    "v_set_bits": members,
    "v_splat_u64": splat("Q"),
    "v_iota_u64": lambda: of_words(range(8)),
    "v_add_i64": wordwise(operator.add),
    "v_sub_i64": wordwise(operator.sub),
    "v_mul_i64": wordwise(operator.mul),
    "v_min_i64": signed_words(min),
    "v_max_i64": signed_words(max),
    "v_shl_u64": lambda k, v: of_words(x << k for x in words(v)),
    "v_shr_u64": lambda k, v: of_words(x >> k for x in words(v)),
    "v_sar_i64": lambda k, v: of_words(signed(x) >> k for x in words(v)),
    "v_mul_u32": wordwise(lambda x, y: low(x) * low(y)),
    "v_mul_i32": wordwise(lambda x, y: low_signed(x) * low_signed(y)),
    "v_eq_i64": word_bits(operator.eq),
    "v_lt_i64": word_bits(lambda x, y: signed(x) < signed(y)),
    "v_tally_eq_i64": tally(operator.eq),
    "v_tally_lt_i64": tally(lambda x, y: signed(x) < signed(y)),
    "v_select_u64": lambda bits, x, y: of_words(
        pair[~bits >> i & 1] for i, pair in enumerate(zip(words(x), words(y), strict=True))
    ),
    "v_compress_u64": compress,
    "v_reverse_u64": permuted(lambda i: 7 - i),
    "v_swap1_u64": permuted(lambda i: i ^ 1),
    "v_swap2_u64": permuted(lambda i: i ^ 2),
    "v_swap4_u64": permuted(lambda i: i ^ 4),
    "v_splat_f64": splat("d"),
    "v_add_f64": computed(operator.add),
    "v_sub_f64": computed(operator.sub),
    "v_mul_f64": computed(operator.mul),
    "v_min_f64": wordwise(lower_double),
    "v_max_f64": wordwise(higher_double),
    "v_eq_f64": word_bits(compared(operator.eq)),
    "v_lt_f64": word_bits(compared(operator.lt)),
    "v_le_f64": word_bits(compared(operator.le)),
    "v_nan_f64": word_bits(is_nan),
    "v_tally_eq_f64": tally(compared(operator.eq)),
    "v_tally_lt_f64": tally(compared(operator.lt)),
    "v_tally_le_f64": tally(compared(operator.le)),
    "v_tally_nan_f64": tally(lambda x, y: is_nan(x) or is_nan(y)),
    "v_canonical_f64": wordwise(canonical),
    "v_from_i64": wordwise(lambda x: bits_of(float(signed(x)))),
    "g_load": same,
    "g_eq": lambda byte, group: gather(x == byte for x in group),
    "g_sign": lambda group: gather(x >= 128 for x in group),
}


def comparable(operation: str, result: bytes) -> bytes:
    """A result without what the contract leaves open: bits of computed NaNs, how true is true."""
    if MEANING[operation] in (MEANING["v_add_f64"], MEANING["v_sub_f64"], MEANING["v_mul_f64"]):
        return of_words(map(canonical, words(result)))
    if operation == "v_set_hits":
        return bytes(byte != 0 for byte in result)
    return result


# ---- operands ----

EDGE_BYTES = bytes(
    [0, 1, 2, 15, 16, 0x30, 0x41, 0x5A, 0x7F, 0x80, 0x81, 0xBF, 0xC0, 0xF0, 254, 255]
)
EDGE_WORDS = [
    *(0, 1, 2, MASK, SIGN, SIGN - 1, SIGN + 1, 0x80, 0x7F, 0xFFFFFFFF, 1 << 32, 0x80000000),
    *(
        0x7FFFFFFF,
        0xFFFFFFFF00000000,
        (1 << 53) + 1,
        (1 << 54) + 2,
        MASK - (1 << 53),
        (1 << 62) + 257,
    ),
    *(0x7FF0000000000000, 0xFFF0000000000000, QUIET_NAN, QUIET_NAN | SIGN, 0x7FF0000000000001),
    *(0xFFF7FFFFFFFFFFFF, 0x7FF8DEADBEEF0001, 0x3FF0000000000000, 0xBFF0000000000000),
    *(0x0010000000000000, 0x000FFFFFFFFFFFFF, 0x7FEFFFFFFFFFFFFF, 0x3FE0000000000001),
    *(0x3CA0000000000000, 0x433FFFFFFFFFFFFF, 0x1FF8000000000001, 0x2020202020202020),
]


def edge_vecs() -> list[bytes]:
    """Every edge word meets every lane, every edge byte every place modulo 16."""
    count = len(EDGE_WORDS)
    vecs = [of_words(EDGE_WORDS[(i + k) % count] for k in range(8)) for i in range(0, count, 3)]
    vecs += [of_words([word] * 8) for word in EDGE_WORDS[:6]]
    vecs += [
        bytes(EDGE_BYTES[(i + k * step) % 16] for k in range(VEC)) for i, step in ((0, 1), (5, 3))
    ]
    return [*vecs, bytes(range(VEC)), bytes(range(192, 256)), b"\0" * 63 + b"\x01"]
