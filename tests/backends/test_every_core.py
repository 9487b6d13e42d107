"""What all backends have in common: `Core` as its docstrings say."""

from __future__ import annotations

import struct
import threading
from array import array

import numpy as np
import pytest
from damage import USABLE, call_find

from dxpy import backends
from dxpy._generated.abi import DIGEST, EXPORTS, VERSION
from dxpy.errors import BackendError, CoreMemoryError


def test_says_who_it_is(core):
    assert core.name in backends.NAMES
    assert core.version == VERSION
    assert core.function("digest")() == DIGEST
    for what in ("target", "version"):
        address = core.function(what)()
        text = bytes(core.view(address, len(getattr(core, "name" if what == "target" else what))))
        assert text.decode() == (core.name if what == "target" else VERSION)


def test_has_every_row_and_twin(core):
    for export in EXPORTS:
        assert callable(core.function(export.name))
        if export.has_twin:
            assert callable(core.function(export.name, twin=True))
        else:
            with pytest.raises(KeyError, match="no twin"):
                core.function(export.name, twin=True)
    with pytest.raises(KeyError):
        core.function("bytes_find_nothing")
    with pytest.raises(KeyError):
        core.function("bytes_find_nothing", twin=True)


def test_twin_gives_the_same(core):
    with core.borrow(b"the quick brown fox") as src:
        kernel = core.function("bytes_hash")
        twin = core.function("bytes_hash", twin=True)
        for length in range(20):
            assert kernel(src.address, length, 7) == twin(src.address, length, 7)


def test_results_of_every_type(core):
    function = core.function
    big = 1 << 63
    with core.borrow(b"b") as b, core.borrow(b"a") as a, core.borrow(b"") as nothing:
        assert function("bytes_compare")(a.address, 1, b.address, 1) == -1  # i32
        assert function("bytes_find")(a.address, 1, b.address, 1) == -1  # i64
        assert function("bytes_equal")(a.address, a.address, 1) == 1  # u32
        assert function("utf8_count")(a.address, 1) == 1  # usize
        hashes = [function("bytes_hash")(nothing.address, 0, seed) for seed in range(64)]
        assert all(0 <= each < 1 << 64 for each in hashes)  # u64
        assert any(each >= big for each in hashes)
        assert function("bytes_lower")(a.address, 1, a.address) is None  # void
    with core.borrow(struct.pack("<2d", -1.5, 0.25)) as floats:
        assert function("array_sum_f64")(floats.address, 2) == -1.25  # f64
        assert function("array_count_where_f64")(floats.address, 2, 0, 0) == 1  # an int as f64
    with core.borrow(struct.pack("<q", -(1 << 63))) as ints:
        assert function("array_min_i64")(ints.address, 1) == -(1 << 63)
        assert function("array_index_i64")(ints.address, 1, -(1 << 63)) == 0


@pytest.mark.parametrize("args", [(), (1, 2, 3), (1, 2, 3, 4, 5)])
def test_wrong_number_of_arguments(core, args):
    with pytest.raises(TypeError):
        core.function("bytes_find")(*args)


@pytest.mark.parametrize("wrong", ["1", None, b"x"])
def test_wrong_type_of_argument(core, wrong):
    with pytest.raises(TypeError):
        core.function("bytes_find")(0, 0, 0, wrong)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4096, 100_000, 5 << 20])
def test_blocks_are_aligned_and_hold_what_is_written(core, size):
    address = core.alloc(size)
    assert address % 64 == 0
    data = bytes(i * 7 % 251 for i in range(min(size, 5000))).ljust(size, b"z")
    core.write(address, data)
    assert core.read(address, size) == data
    view = core.view(address, size) if size else memoryview(b"")
    assert view == data
    if size:
        view[0] ^= 1
        assert core.read(address, 1)[0] == data[0] ^ 1
    core.free(address)


def test_empty_blocks_are_blocks(core):
    addresses = [core.alloc(0) for _ in range(3)]
    assert len(set(addresses)) == 3
    for address in addresses:
        core.free(address)


def test_block_that_is_none(core):
    address = core.alloc(10)
    core.free(address)
    with pytest.raises(ValueError, match="not the address of a block"):
        core.free(address)
    with pytest.raises(ValueError, match="-1 bytes"):
        core.alloc(-1)


def test_no_memory(core):
    held = core.alloc(100)
    core.write(held, b"x" * 100)
    for size in (1 << 61, 1 << 62, 1 << 70):
        with pytest.raises(CoreMemoryError):
            core.alloc(size)
    assert core.read(held, 100) == b"x" * 100
    core.free(core.alloc(1000))


@pytest.mark.parametrize(
    "data",
    [
        b"bytes",
        bytearray(b"bytearray"),
        memoryview(b"a slice of bytes")[2:],
        array("q", [1, -2, 3]),
        np.arange(6, dtype=np.float64).reshape(2, 3),
        np.arange(6, dtype=np.int64)[2:],
        b"",
        np.empty((0, 3)),
    ],
    ids=lambda data: type(data).__name__,
)
def test_borrows_buffers(core, data):
    expected = bytes(data) if isinstance(data, bytes) else memoryview(data).tobytes()
    with core.borrow(data) as lent:
        assert lent.size_bytes == len(expected)
        if expected:
            assert core.read(lent.address, lent.size_bytes) == expected
    lent.release()  # once more does nothing


@pytest.mark.parametrize("data", ["text", 5, None, [1, 2]])
def test_borrows_only_buffers(core, data):
    with pytest.raises(TypeError):
        core.borrow(data)
    with pytest.raises(TypeError):
        core.write(core.alloc(8), data)


@pytest.mark.parametrize(
    "data", [memoryview(b"abcdef")[::2], np.arange(9)[::3], np.ones((3, 4)).T], ids=str
)
def test_borrows_only_contiguous_buffers(core, data):
    with pytest.raises(BufferError):
        core.borrow(data)
    with pytest.raises(BufferError):
        core.write(core.alloc(256), data)


def test_lending_gives_the_memory_itself_or_a_copy(core):
    data = bytearray(b"abc")
    with core.borrow(data) as lent:
        core.write(lent.address, b"X")
        assert data == (b"Xbc" if core.is_zero_copy else b"abc")
        if core.is_zero_copy:
            with pytest.raises(BufferError):
                data.append(1)
    data.append(1)


def test_view_outlives_its_block_and_core(core):
    address = core.alloc(1000)
    view = core.view(address, 1000)
    view[:3] = b"abc"
    core.free(address)
    core.close()
    assert len(bytes(view)) == 1000


def test_view_of_more_than_the_block(core):
    address = core.alloc(1000)
    with pytest.raises(Exception, match="bytes"):
        core.view(address, 1 << 40)


def test_use_after_close(core):
    address = core.alloc(10)
    find = core.function("bytes_find")
    lent = core.borrow(b"abc")
    core.close()
    core.close()
    lent.release()
    core.free(address)  # a finalizer may come late
    for use in (
        lambda: core.alloc(1),
        lambda: core.function("bytes_find"),
        lambda: core.read(address, 1),
        lambda: core.write(address, b"x"),
        lambda: core.view(address, 1),
        lambda: core.borrow(b"x"),
    ):
        with pytest.raises(BackendError, match="closed"):
            use()
    if core.name != "reference":
        assert find(address, 0, address, 0) == 0  # functions keep what they need


@pytest.mark.skipif(len(USABLE) < 2, reason="one backend only")
def test_cores_side_by_side():
    cores = [backends.load(name) for name in USABLE for _ in range(2)]
    assert [call_find(core, b"side by side", b"by") for core in cores] == [5] * len(cores)
    first = cores[0]
    first.close()
    assert [call_find(core, b"side by side", b"x") for core in cores[1:]] == [-1] * (len(cores) - 1)
    for core in cores:
        core.close()


@pytest.mark.parametrize("name", [name for name in USABLE if name != "reference"])
def test_threads_take_turns_or_run_together(name):
    wrong = []
    with backends.load(name) as core:

        def work(number: int) -> None:
            hay = bytes([number]) * 500 + b"needle" + bytes([number]) * 50
            for round_ in range(60):
                block = core.alloc(70_000 * (round_ % 3) + 1)
                if call_find(core, hay, b"needle") != 500:
                    wrong.append(number)
                core.free(block)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []
