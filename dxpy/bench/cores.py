"""The wasm core beside the native ones: the same kernels, operands in each core's own memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy import backends
from dxpy.bench import data
from dxpy.bench.operations import Benchmark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dxpy.backends.base import Core

SIZES = (4 << 10, 64 << 10, 1 << 20)
NO_LIMIT = (1 << 64) - 1


def calls(core: Core, size: int) -> Iterator[tuple[str, tuple[float, ...]]]:
    """(kernel, arguments) on operands of `size` bytes, placed in the core's memory."""

    def place(content: bytes) -> int:
        address = core.alloc(len(content))
        core.write(address, content)
        return address

    prose = data.text(size)
    text = place(prose)
    again = place(prose)
    out = core.alloc(2 * size + 64)
    needle = data.needle_of(prose, 16)
    needle_at = place(needle)
    bits = bytearray(32)
    for byte in b"!#$%":
        bits[byte >> 3] |= 1 << (byte & 7)
    count = size // 8
    ints, floats = place(data.integers(count).tobytes()), place(data.floats(count).tobytes())
    middle = int(data.threshold(data.integers(count), 0.5))
    yield "bytes_find_byte", (text, size, ord("~"))
    yield "bytes_rfind_byte", (text, size, ord("~"))
    yield "bytes_find", (text, size, needle_at, len(needle))
    yield "bytes_rfind", (text, size, needle_at, len(needle))
    yield "bytes_find_any_of", (text, size, place(bytes(bits)))
    yield "bytes_count_byte", (text, size, ord("e"))
    yield "bytes_equal", (text, again, size)
    yield "bytes_lower", (text, size, out)
    yield "bytes_is_ascii", (text, size)
    yield "bytes_hash", (text, size, 1)
    yield "utf8_validate", (text, size)
    yield "utf8_count", (text, size)
    yield "array_sum_i64", (ints, count, out)
    yield "array_sum_f64", (floats, count)
    yield "array_min_i64", (ints, count)
    yield "array_max_f64", (floats, count)
    yield "array_mul_i64", (ints, count, 2, out)
    yield "array_add_f64", (floats, count, 7.0, out)
    yield "array_filter_i64", (ints, count, 0, middle, out)
    yield "array_index_i64", (ints, count, 1 << 50)
    yield "array_reverse", (ints, count, out)


def cores(sizes: Sequence[int] = SIZES) -> Iterator[Benchmark]:
    """One benchmark a kernel and size, with the contenders "wasm" and "avx2"."""
    usable = {name for name, is_usable, _ in backends.available() if is_usable}
    names = [name for name in ("avx512", "avx2", "neon", "wasm") if name in usable]
    for size in sizes:
        with_calls: dict[str, list[tuple[Core, tuple[float, ...]]]] = {}
        loaded = [backends.load(name) for name in names]
        for core in loaded:
            for kernel, arguments in calls(core, size):
                with_calls.setdefault(kernel, []).append((core, arguments))
        for kernel, placed in with_calls.items():
            bench = Benchmark(kernel, size, "B")
            for core, arguments in placed:
                holes = ", ".join(f"a{i}" for i in range(len(arguments)))
                bound = {f"a{i}": argument for i, argument in enumerate(arguments)}
                bench.add(core.name, f"f({holes})", f=core.function(kernel), **bound)
            yield bench
        for core in loaded:
            core.close()
