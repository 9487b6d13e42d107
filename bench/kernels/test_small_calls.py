"""Micro-benchmarks of small calls: `pytest bench --benchmark-only`; no time is asserted.

`dxpy bench kernels` holds the engine against its peers; this is for looking at one call while
working on it, with pytest-benchmark's own comparison of saved runs.
"""

from __future__ import annotations

import pytest

from dxpy import SimdList, SwissDict, text

HAY = b"the quick brown fox jumps over the lazy dog, " * 6


@pytest.mark.parametrize("size", [16, 64, 256])
@pytest.mark.parametrize(
    "call",
    [
        lambda hay: text.find(hay, b"~"),
        lambda hay: text.count(hay, b"o"),
        lambda hay: text.eq(hay, HAY[: len(hay)]),
        text.lower,
        text.upper,
        text.split,
    ],
    ids=["find", "count", "eq", "lower", "upper", "split"],
)
def test_text(benchmark, call, size):
    benchmark(call, HAY[:size])


@pytest.mark.parametrize("size", [16, 256, 4096])
@pytest.mark.parametrize("name", ["sum", "min", "argmax", "sorted", "argsort"])
def test_list(benchmark, name, size):
    benchmark(getattr(SimdList(range(size, 0, -1)), name))


@pytest.mark.parametrize("size", [16, 4096])
def test_dict_get(benchmark, size):
    table = SwissDict((key, key) for key in range(size))
    benchmark(table.get, size // 2)


@pytest.mark.parametrize("size", [16, 4096])
def test_dict_get_many(benchmark, size):
    table = SwissDict((key, key) for key in range(size))
    benchmark(table.get_many, SimdList(range(size)))
