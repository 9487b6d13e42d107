"""The inputs of the benchmarks: made from a seed, of the kinds that decide speed."""

from __future__ import annotations

import random
from functools import cache

import numpy as np

STRING_SIZES = (16, 64, 256, 4 << 10, 64 << 10, 1 << 20, 64 << 20)  # bytes
ARRAY_SIZES = (16, 64, 256, 1 << 10, 16 << 10, 128 << 10, 1 << 20, 8 << 20)  # elements of 8 bytes
DICT_SIZES = (16, 256, 4 << 10, 64 << 10, 1 << 20)  # keys
SEED = 20231107

SYLLABLES = (
    "ta re mi no sel ver an th ou ing com per ed lo st en qua or is ble sha un der wi".split()
)
RUSSIAN = "по но ст ра ли ко ва то ре не да ми за ло ни пра го ешь ого ый и в на".split()


def size_name(size: int) -> str:
    """16, 4Ki, 64Mi."""
    for shift, unit in ((20, "Mi"), (10, "Ki")):
        if size >= 1 << shift:
            return f"{size >> shift}{unit}"
    return str(size)


@cache
def vocabulary(russian: bool = False) -> list[str]:
    """Two thousand words, common ones short."""
    rng = random.Random(SEED)
    pieces = RUSSIAN if russian else SYLLABLES
    return ["".join(rng.choices(pieces, k=1 + number % 3)) for number in range(2000)]


@cache
def text_mebibyte(russian: bool = False) -> bytes:
    """A little over a mebibyte of words, common ones common (Zipf), in lines of about 80."""
    rng = random.Random(SEED + 1)
    words = vocabulary(russian)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    out: list[str] = []
    length = column = 0
    drawn = iter(rng.choices(words, weights, k=400_000))
    while length < (1 << 20) + 4096:
        word = next(drawn)
        ending = "\n" if column > 72 else " "
        word = word.capitalize() if rng.random() < 0.08 else word
        out.append(word + ending)
        column = 0 if ending == "\n" else column + len(word) + 1
        length += len(out[-1].encode())
    return "".join(out).encode()


def text(size: int, *, russian: bool = False) -> bytes:
    """`size` bytes of text; Russian ends at a whole code point, filled with spaces."""
    base = text_mebibyte(russian)
    data = (base * (size // len(base) + 1))[:size]
    return data.decode("utf-8", "ignore").encode().ljust(size)


def needle_of(hay: bytes, length: int) -> bytes:
    """A needle of letters that stand in texts like this one, made absent by its last byte."""
    start = len(hay) // 2
    return hay[start : start + length - 1].replace(b"\n", b" ") + b"~"


def fibonacci_word(length: int) -> bytes:
    """abaababa...: the string whose prefixes repeat themselves most confusingly."""
    older, newer = b"a", b"ab"
    while len(newer) < length:
        older, newer = newer, newer + older
    return newer[:length]


def adversaries(size: int) -> dict[str, tuple[bytes, bytes]]:
    """(haystack, needle) pairs that make naive or under-protected searches quadratic."""
    rng = random.Random(SEED + 2)
    half = size // 2
    two_letters = bytes(rng.choices(b"ab", k=size))
    cases: dict[str, tuple[bytes, bytes]] = {}
    for m in (64, 1024):
        if m * 2 > size:
            continue
        middle = m // 2
        cases |= {
            f"a..ab m={m}": (b"a" * size, b"a" * (m - 1) + b"b"),
            f"ba..a m={m}": (b"a" * size, b"b" + b"a" * (m - 1)),
            f"a.b.a m={m}": (b"a" * size, b"a" * middle + b"b" + b"a" * (m - middle - 1)),
            f"a.\\xff.a m={m}": (b"a" * size, b"a" * middle + b"\xff" + b"a" * (m - middle - 1)),
            f"(ab)*aa m={m}": (b"ab" * half, b"ab" * (middle - 1) + b"aa"),
            f"random{{a,b}} m={m}": (two_letters, bytes(rng.choices(b"ab", k=m))),
            f"fibonacci m={m}": (fibonacci_word(size), fibonacci_word(m - 2) + b"bb"),
        }
    return cases


def integers(count: int) -> np.ndarray:
    """Random int64 values of 40 bits, so that sums and doublings fit."""
    return np.random.default_rng(SEED).integers(-(1 << 40), 1 << 40, count, dtype=np.int64)


def floats(count: int) -> np.ndarray:
    """Random float64 values in -1..1."""
    return np.random.default_rng(SEED).uniform(-1.0, 1.0, count)


def threshold(values: np.ndarray, share: float) -> float:
    """The value below which about that share of the elements lies."""
    return float(np.quantile(values, share))


def sort_inputs(count: int) -> dict[str, np.ndarray]:
    """Arrays to sort: random, few distinct values, sorted, reversed, nearly sorted, organ pipe."""
    rng = np.random.default_rng(SEED)
    values = integers(count)
    ordered = np.sort(values)
    nearly = ordered.copy()
    swaps = rng.integers(0, count, (max(1, count // 100), 2))
    for i, j in swaps:
        nearly[i], nearly[j] = nearly[j], nearly[i]
    pipe = np.concatenate((ordered[::2], ordered[1::2][::-1]))
    return {
        "random": values,
        "few distinct": rng.integers(0, 16, count, dtype=np.int64),
        "sorted": ordered,
        "reversed": np.ascontiguousarray(ordered[::-1]),
        "nearly sorted": nearly,
        "organ pipe": np.ascontiguousarray(pipe),
    }
