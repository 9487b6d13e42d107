"""Every kernel at every length 0..200 and every alignment, at both guard pages, against its twin.

Twins are plain loops; `dxpy verify` (tests/verify) holds them against plain Python. Here the point
is the tails: 201 lengths times 64 alignments, input ending where memory ends, output likewise. A
read or write outside ends the process, so nothing subtle can hide; bytes around an output must be
untouched.
"""

from __future__ import annotations

import random
import struct

import pytest

from dxpy import backends
from dxpy._generated.abi import EXPORTS
from dxpy.verify import generate
from dxpy.verify.guard import PAGE_BYTES, Region, supported

LENGTHS = range(201)
FILL = b"\xa5"
TWINNED = {export.name: export for export in EXPORTS if export.has_twin}
NATIVE = ("scalar", "avx2", "avx512", "neon")

# How the other arguments of a row are chosen; tests/verify tries kernels with state or tables.
SCALARS = {
    "byte": (ord("a"), ord("b")), "limit": (3, (1 << 64) - 1), "seed": (12345,), "text": (0,),
    "index": (0, 7, 100), "compare": (0, 4), "tag": (0x55,), "start": (0,), "cap": (200,),
}  # fmt: skip
NOT_HERE = ("swiss_", "bytes_split", "bytes_rsplit", "bytes_join", "array_sort", "array_argsort")


class Pages:
    """A guarded region as bytes."""

    def __init__(self, pages: int = 1) -> None:
        self.region = Region(pages)
        self.size = pages * PAGE_BYTES
        self.bytes = memoryview(self.region.memory)[PAGE_BYTES : PAGE_BYTES + self.size]

    def starts(self, length: int) -> list[int]:
        """Offsets to try: the very end, the very start, and all alignments in between."""
        return [self.size - length, 0, *range(64, 128)]


def usable(name: str) -> backends.Core:
    for known, is_usable, reason in backends.available():
        if known == name:
            if not is_usable:
                pytest.skip(f"{name} cannot run here: {reason}")
            return backends.load(name)
    pytest.skip(f"{name} is not a target of this system")


def rows() -> list[str]:
    return [name for name in TWINNED if not name.startswith(NOT_HERE)]


def content_for(name: str, length: int, rng: random.Random) -> bytes:
    """Bytes for a buffer of `length` units."""
    if name.startswith("array_"):
        make = generate.f64s if name.endswith("f64") else generate.i64s
        return make(rng, length)
    if name.startswith("utf8_offset"):
        return (generate.text(rng, length) or b"")[:length].decode("utf-8", "ignore").encode()
    return generate.raw(rng, length)


@pytest.mark.skipif(not supported(), reason="no page protection here")
@pytest.mark.parametrize("target", NATIVE)
@pytest.mark.parametrize("name", rows())
def test_every_length_and_alignment(target: str, name: str) -> None:
    core = usable(target)
    kernel, twin = core.function(name), core.function(name, twin=True)
    source, other, output, table = Pages(), Pages(), Pages(2), Pages()
    rng = random.Random(name)
    table.bytes[:256] = rng.randbytes(256)
    kinds = [argument for _, argument in TWINNED[name].arguments]
    for length in LENGTHS:
        if length == 0 and name.startswith(("array_min", "array_max")):
            continue  # they want an element
        content = content_for(name, length, rng)
        needle = generate.needle_for(rng, content, 1)[: max(1, len(content) // 2)]
        for number, start in enumerate(source.starts(len(content))):
            source.bytes[start : start + len(content)] = content
            other_start = other.size - len(content)
            other.bytes[other_start : other_start + len(content)] = content
            other_needle = table.size - len(needle)
            table.bytes[other_needle:] = needle
            out_size = output_size(name, content, needle)
            out_start = output.starts(out_size)[number]
            out_start = out_start // 8 * 8 if name == "bytes_find_all" else out_start
            out_start = out_start if out_start + out_size <= output.size else output.size - out_size
            addresses = {
                **dict.fromkeys(("hay", "src", "left", "group"), source.region.start + start),
                "right": other.region.start + other_start,
                **dict.fromkeys(("needle", "old", "new"), table.region.start + other_needle),
                **dict.fromkeys(("set", "table"), table.region.start),
                **dict.fromkeys(("dst", "out", "wide"), output.region.start + out_start),
            }
            sizes = {
                "n": len(content) // 8, "len": len(content), "hay_len": len(content),
                "left_len": len(content), "right_len": len(content), "needle_len": len(needle),
                "old_len": len(needle), "new_len": len(needle), "dst_len": out_size,
            }  # fmt: skip
            arguments = [
                addresses[kind] if kind in addresses
                else sizes[kind] if kind in sizes
                else value_for(name, rng, content) if kind == "value"
                else SCALARS[kind][number % len(SCALARS[kind])]
                for kind in kinds
            ]  # fmt: skip
            seen = []
            for function in (kernel, twin):
                output.bytes[:] = FILL * output.size
                result = function(*arguments)
                shown = bytes(output.bytes)
                inside = shown[out_start : out_start + out_size]
                assert shown[:out_start].strip(FILL) == b"", "wrote before the output"
                assert shown[out_start + out_size :].strip(FILL) == b"", "wrote after the output"
                seen.append((bits(result), promised(name, result, inside)))
            assert seen[0] == seen[1], f"length {length}, start {start}, content {content!r}"


def output_size(name: str, content: bytes, needle: bytes) -> int:
    if name == "bytes_find_all":
        return 8 * 200
    if "sum_i64" in name:
        return 16
    if "dot_i64" in name:
        return 24
    if name == "bytes_intersperse":
        return len(content) + (len(content) + 1) * len(needle) if len(needle) < 16 else len(content)
    return len(content)


def value_for(name: str, rng: random.Random, content: bytes) -> float:
    if name.endswith("f64"):
        return generate.bits_to_f64(generate.f64_bits(rng))
    return generate.i64(rng)


def promised(name: str, result: int, inside: bytes) -> bytes:
    """The part of an output that the row promises."""
    if "filter" in name or name == "bytes_find_all":
        return inside[: 8 * result]
    if name in ("bytes_replace", "bytes_intersperse"):
        return inside[: max(result, 0)]
    if name in ("array_add_i64", "array_sub_i64", "array_mul_i64"):
        return inside if result < 0 else b""
    return inside


def bits(result: float | None) -> int | None:
    return generate.f64_to_bits(result) if isinstance(result, float) else result


def test_values_are_not_all_alike() -> None:
    """The generators reach what breaks SIMD code: NaNs, negative zero, extremes."""
    rng = random.Random(1)
    floats = {
        bits for _ in range(200) for (bits,) in struct.iter_unpack("<Q", generate.f64s(rng, 8))
    }
    ints = {
        value for _ in range(200) for (value,) in struct.iter_unpack("<q", generate.i64s(rng, 8))
    }
    assert set(generate.F64_EDGE_BITS) <= floats
    assert {generate.I64_MIN, generate.I64_MAX, 0, -1} <= ints
