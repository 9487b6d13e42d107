"""The allocator of the linear memory, against a plain account of what is out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxpy.backends.arena import Arena
from dxpy.errors import CoreMemoryError


class Growing:
    """Memory that grows in steps up to a limit."""

    def __init__(self, size: int, limit: int, step: int) -> None:
        self.size, self.limit, self.step = size, limit, step

    def grow(self, needed: int) -> int:
        wanted = -(-needed // self.step) * self.step
        if self.size + wanted > self.limit:
            raise CoreMemoryError("at the limit")
        self.size += wanted
        return self.size


sizes = st.one_of(st.integers(0, 300), st.integers(3900, 9000), st.integers(0, 60_000))
steps = st.lists(st.tuples(st.booleans(), sizes, st.integers(0, 1000)), max_size=120)


@given(steps, st.integers(0, 200), st.sampled_from([1, 64, 4096]))
def test_blocks_never_overlap_and_nothing_is_lost(steps, start, step):
    memory = Growing(10_000, 200_000, step)
    arena = Arena(start, memory.size, memory.grow)
    out: dict[int, int] = {}
    for is_free, size, which in steps:
        if is_free and out:
            address = sorted(out)[which % len(out)]
            arena.free(address)
            del out[address]
            continue
        try:
            address = arena.alloc(size)
        except CoreMemoryError:
            continue
        assert address % 64 == 0
        assert address >= start
        assert address + size <= memory.size
        assert arena.size_of(address) >= max(size, 1)
        for other, other_size in out.items():
            assert address + max(size, 1) <= other or other + max(other_size, 1) <= address
        out[address] = size
    for address in out:
        arena.free(address)
    everything = arena.end - arena.start
    memory.limit = memory.size
    assert arena.alloc(everything) == arena.start
    arena.free(arena.start)
    with pytest.raises(CoreMemoryError):
        arena.alloc(everything + 64)
    assert arena.alloc(everything) == arena.start


def test_freed_small_block_is_used_again():
    arena = Arena(0, 1 << 20, Growing(1 << 20, 1 << 20, 1).grow)
    first, second = arena.alloc(100), arena.alloc(100)
    arena.free(first)
    assert arena.alloc(70) == first
    assert arena.alloc(100) > second


def test_grows_by_what_is_missing():
    memory = Growing(1 << 16, 1 << 30, 1)
    arena = Arena(0, memory.size, memory.grow)
    arena.alloc(1 << 15)
    arena.alloc(1 << 20)
    assert memory.size == (1 << 15) + (1 << 20)


def test_refuses_what_is_no_block():
    arena = Arena(0, 1 << 16, Growing(1 << 16, 1 << 16, 1).grow)
    with pytest.raises(ValueError, match="not the address"):
        arena.free(0)
    with pytest.raises(ValueError, match="-5 bytes"):
        arena.alloc(-5)
