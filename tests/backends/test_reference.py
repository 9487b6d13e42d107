"""The plain Python kernels: the judge of all others, so they are compared with CPython itself."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dxpy._generated.abi import EXPORTS
from dxpy.backends import reference_arrays, reference_bytes, reference_swiss
from dxpy.backends.reference import ReferenceCore
from dxpy.backends.reference_memory import Memory
from dxpy.errors import CoreFault

ALL_ONES = (1 << 64) - 1


def put(m: Memory, data: bytes) -> int:
    address = m.alloc(len(data))
    m.put(address, data)
    return address


def test_every_row_has_a_meaning():
    with ReferenceCore() as core:
        for export in EXPORTS:
            assert callable(core.meaning(export.name)), export.name


def test_names_of_functions_are_rows():
    """No function is left over when its row goes."""
    rows = {export.name for export in EXPORTS}
    for module in (reference_bytes, reference_arrays, reference_swiss):
        public = {
            name
            for name in vars(module)
            if name.startswith(("bytes_", "utf8_", "array_", "swiss_"))
        }
        assert public <= rows


def test_bytes_outside_of_a_block():
    m = Memory()
    first, second = m.alloc(10), m.alloc(10)
    for address, size in ((first, 11), (first - 1, 2), (second + 10, 1), (0, 1), (first, 1 << 70)):
        with pytest.raises(CoreFault, match="not in a block"):
            m.get(address, size)
    assert m.get(0, 0) == b""
    m.free(first)
    with pytest.raises(CoreFault):
        m.get(first, 1)
    with pytest.raises(CoreFault):
        reference_bytes.bytes_lower(m, second, 10, second + 1)


def pieces_of(split, data: bytes, *middle: int, m: Memory, cap: int, limit: int, start: int):
    """All pieces of a split, in calls of cap pieces."""
    state, out = put(m, struct.pack("<3Q", start, limit, 0)), m.alloc(16 * cap)
    hay = put(m, data)
    found = []
    while not m.words(state, 3)[2]:
        count = split(m, hay, len(data), *middle, state, out, cap)
        words = m.words(out, 2 * count)
        found += [data[a:b] for a, b in zip(words[::2], words[1::2], strict=True)]
    return found


texts = st.text(alphabet="ab,é\u3000\x1c\x85 \n\r\v\U0001f600", max_size=40)
limits = st.integers(-1, 5)
caps = st.integers(1, 4)


@given(texts, st.text(alphabet="ab, é", min_size=1, max_size=2), limits, caps)
def test_split(text, separator, limit, cap):
    m, data, sep = Memory(), text.encode(), separator.encode()
    common = {"m": m, "cap": cap, "limit": limit if limit >= 0 else ALL_ONES}
    middle = (put(m, sep), len(sep))
    forward = pieces_of(reference_bytes.bytes_split, data, *middle, start=0, **common)
    assert forward == data.split(sep, limit)
    backward = pieces_of(reference_bytes.bytes_rsplit, data, *middle, start=len(data), **common)
    assert backward[::-1] == data.rsplit(sep, limit)


@given(texts, limits, caps)
def test_split_space(text, limit, cap):
    m, data = Memory(), text.encode()
    common = {"m": m, "cap": cap, "limit": limit if limit >= 0 else ALL_ONES}
    for is_text in (0, 1):
        source = text if is_text else data
        expected = [each.encode() if is_text else each for each in source.split(None, limit)]
        split = reference_bytes.bytes_split_space
        assert pieces_of(split, data, is_text, start=0, **common) == expected
        expected = [each.encode() if is_text else each for each in source.rsplit(None, limit)]
        split = reference_bytes.bytes_rsplit_space
        assert pieces_of(split, data, is_text, start=len(data), **common)[::-1] == expected
        address, size = put(m, data), len(data)
        prefix = reference_bytes.bytes_space_prefix(m, address, size, is_text)
        suffix = reference_bytes.bytes_space_suffix(m, address, size, is_text)
        assert prefix == size - len(source.lstrip().encode() if is_text else source.lstrip())
        assert suffix == size - len(source.rstrip().encode() if is_text else source.rstrip())


@given(texts, st.booleans(), caps)
def test_split_lines(text, keep_ends, cap):
    m, data = Memory(), text.encode()
    common = {"m": m, "cap": cap, "limit": ALL_ONES, "start": 0}
    split = reference_bytes.bytes_split_lines
    assert pieces_of(split, data, 0, keep_ends, **common) == data.splitlines(keep_ends)
    lines = [line.encode() for line in text.splitlines(keep_ends)]
    assert pieces_of(split, data, 1, keep_ends, **common) == lines


@given(texts, st.text(max_size=2), st.integers(0, 50))
def test_intersperse(text, new, limit):
    m = Memory()
    for is_text, expected in (
        (1, text.replace("", new, limit).encode()),
        (0, text.encode().replace(b"", new.encode(), limit)),
    ):
        data, inserted = text.encode(), new.encode()
        dst = m.alloc(len(expected))
        args = (put(m, data), len(data), is_text, put(m, inserted), len(inserted), limit, dst)
        assert reference_bytes.bytes_intersperse(m, *args, len(expected)) == len(expected)
        assert m.get(dst, len(expected)) == expected
        if expected:
            assert reference_bytes.bytes_intersperse(m, *args, len(expected) - 1) == -1


@given(st.binary(max_size=60), st.integers(0, 60))
def test_utf8(data, index):
    m = Memory()
    src = put(m, data)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        assert reference_bytes.utf8_validate(m, src, len(data)) == error.start  # noqa: PT017
        return
    assert reference_bytes.utf8_validate(m, src, len(data)) == -1
    assert reference_bytes.utf8_count(m, src, len(data)) == len(text)
    offset = len(text[:index].encode()) if index <= len(text) else -1
    assert reference_bytes.utf8_offset(m, src, len(data), index) == offset


def test_float_sum_has_the_stated_order():
    m = Memory()
    values = [1e16, 1.0, -1e16] + [0.0] * 29 + [1.0] * 32
    src = put(m, struct.pack(f"<{len(values)}d", *values))
    lanes = [values[lane] + values[lane + 32] for lane in range(32)]
    for half in (16, 8, 4, 2, 1):
        lanes = [lanes[i] + lanes[i + half] for i in range(half)]
    assert reference_arrays.array_sum_f64(m, src, len(values)) == lanes[0]
    assert math.copysign(1, reference_arrays.array_sum_f64(m, src, 0)) == 1


def test_computed_nans_are_one():
    m = Memory()
    other = struct.pack("<Q", 0xFFF8_0000_0000_0123)
    src, dst = put(m, other), m.alloc(8)
    canonical = (0x7FF8 << 48).to_bytes(8, "little")
    assert struct.pack("<d", reference_arrays.array_sum_f64(m, src, 1)) == canonical
    reference_arrays.array_add_f64(m, src, 1, 1.0, dst)
    assert m.get(dst, 8) == canonical
    assert struct.pack("<d", reference_arrays.array_min_f64(m, src, 1)) == other
    reference_arrays.array_sort_f64(m, src, 1, 0)
    assert m.get(src, 8) == other


keys = st.integers(0, 30)
steps = st.lists(st.tuples(st.sampled_from(["insert", "delete", "get"]), keys, keys), max_size=150)


@given(steps)
def test_tables_are_dicts(steps):
    m, expected = Memory(), {}
    table = m.alloc(reference_swiss.table_size(m, 64))
    reference_swiss.swiss_i64_init(m, table, 64, 1, 2)
    for action, key, value in steps:
        key = (key - 15) << 58
        if action == "insert":
            added = reference_swiss.swiss_i64_insert(m, table, key, value)
            assert added == (key not in expected)
            expected[key] = value
        elif action == "delete":
            got = reference_swiss.swiss_i64_delete(m, table, key, -1)
            assert got == expected.pop(key, -1)
        else:
            assert reference_swiss.swiss_i64_get(m, table, key, -1) == expected.get(key, -1)
    assert reference_swiss.Table(m, table).count == len(expected)


def test_table_is_full_at_seven_eighths():
    m = Memory()
    table = m.alloc(reference_swiss.table_size(m, 16))
    reference_swiss.swiss_index_init(m, table, 16, 0, 0)
    for entry in range(14):
        assert reference_swiss.swiss_index_insert(m, table, ALL_ONES, entry) == 1
    assert reference_swiss.swiss_index_insert(m, table, ALL_ONES, 99) == -1
    assert reference_swiss.swiss_index_delete(m, table, ALL_ONES, 5) == 1
    assert reference_swiss.swiss_index_insert(m, table, 7, 99) == 1
    assert reference_swiss.swiss_capacity(m, 14) == 16
    assert reference_swiss.swiss_capacity(m, 15) == 32
