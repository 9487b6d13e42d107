"""SimdList against list: the same operations, the same results and errors, whatever the storage."""

from __future__ import annotations

import copy
import math
import operator
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxpy import SimdList
from dxpy.engine.simdlist import OPERATORS

INTS = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-5, 5)
FLOATS = st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, 2.0])
ANYTHING = (
    INTS | FLOATS | st.integers(1 << 63, 1 << 70) | st.booleans() | st.none() | st.text(max_size=2)
)
LISTS = st.lists(INTS, max_size=40) | st.lists(FLOATS, max_size=40) | st.lists(ANYTHING, max_size=9)
SLICES = st.slices(12)


def same(ours: SimdList, theirs: list) -> None:
    """Equal element by element, and of the same types (1 is not 1.0 here)."""
    assert type(ours) is SimdList
    assert [(type(x), repr(x)) for x in ours] == [(type(x), repr(x)) for x in theirs]
    assert len(ours) == len(theirs)
    assert ours.tolist() == theirs
    expected = {kind(x) for x in theirs}
    if len(expected) == 1 and ours.dtype != "object":
        assert ours.dtype in expected


def kind(value: object) -> str:
    if type(value) is int and -(1 << 63) <= value < 1 << 63:
        return "int64"
    return "float64" if type(value) is float else "object"


def outcome(action) -> tuple:
    """What an action gives: a value, or the type and text of its exception."""
    try:
        result = action()
    except Exception as error:
        return (type(error), str(error).replace("SimdList", "list"))
    return ("value", result.tolist() if isinstance(result, SimdList) else result)


@given(LISTS)
def test_holds_what_it_is_given(values):
    ours = SimdList(values)
    same(ours, values)
    assert repr(ours) == f"SimdList({values!r})"
    assert ours == values
    assert SimdList(iter(values)) == ours
    assert list(reversed(ours)) == values[::-1]
    same(copy.copy(ours), values)
    same(pickle.loads(pickle.dumps(ours)), values)


def test_storage_follows_the_elements():
    ours = SimdList()
    assert ours.dtype == "empty"
    ours.append(1)
    assert ours.dtype == "int64"
    ours.append(2.5)
    assert ours.dtype == "object"
    same(ours, [1, 2.5])
    ours.clear()
    ours.append(2.5)
    assert ours.dtype == "float64"
    assert SimdList([True]).dtype == "object"
    assert SimdList([1 << 63]).dtype == "object"
    assert SimdList([(1 << 63) - 1, -(1 << 63)]).dtype == "int64"


@given(LISTS, st.integers(-12, 12), ANYTHING)
def test_items(values, index, value):
    ours, theirs = SimdList(values), list(values)
    assert outcome(lambda: ours[index]) == outcome(lambda: theirs[index])
    assert outcome(lambda: operator.setitem(ours, index, value)) == outcome(
        lambda: operator.setitem(theirs, index, value)
    )
    same(ours, theirs)
    assert outcome(lambda: ours.pop(index)) == outcome(lambda: theirs.pop(index))
    same(ours, theirs)
    assert outcome(lambda: operator.delitem(ours, index)) == outcome(
        lambda: operator.delitem(theirs, index)
    )
    same(ours, theirs)
    ours.insert(index, value)
    theirs.insert(index, value)
    same(ours, theirs)


@given(LISTS, SLICES, LISTS)
def test_slices(values, part, others):
    ours, theirs = SimdList(values), list(values)
    same(ours[part], theirs[part])
    assert outcome(lambda: operator.setitem(ours, part, SimdList(others))) == outcome(
        lambda: operator.setitem(theirs, part, others)
    )
    same(ours, theirs)
    del ours[part], theirs[part]
    same(ours, theirs)


@given(LISTS, LISTS, st.integers(-1, 3))
def test_joining_and_repeating(values, others, times):
    ours = SimdList(values)
    same(ours + SimdList(others), values + others)
    same(ours + others, values + others)
    same(others + ours, others + values)
    same(ours * times, values * times)
    same(times * ours, values * times)
    ours += others
    same(ours, values + others)
    ours *= times
    same(ours, (values + others) * times)
    ours.extend(iter(others))
    same(ours, (values + others) * times + others)


@given(LISTS, ANYTHING)
def test_finding(values, value):
    ours = SimdList(values)
    if values:
        value = values[len(values) // 2] if hash(repr(value)) % 2 else value
    assert (value in ours) == (value in values)
    assert ours.count(value) == values.count(value)
    assert outcome(lambda: ours.index(value)) == outcome(lambda: values.index(value))
    assert outcome(lambda: ours.index(value, 1, -1)) == outcome(lambda: values.index(value, 1, -1))
    copied = list(values)
    assert outcome(lambda: ours.remove(value)) == outcome(lambda: copied.remove(value))
    same(ours, copied)


def test_numbers_of_other_types_are_found():
    ours = SimdList([1, 2, 3])
    assert 2.0 in ours
    assert True in ours
    assert Fraction(3) in ours
    assert 2.5 not in ours
    assert 1 << 80 not in ours
    assert float("inf") not in ours
    assert (1 << 53) + 1 not in SimdList([float(1 << 53)])
    assert SimdList([0.0, -0.0]).count(0) == 2


@given(LISTS, LISTS)
def test_order(values, others):
    for compare in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge):
        expected = outcome(lambda compare=compare: compare(values, others))
        assert outcome(lambda c=compare: c(SimdList(values), SimdList(others))) == expected
        assert outcome(lambda c=compare: c(SimdList(values), others)) == expected


@given(LISTS, st.booleans())
def test_sorting(values, reverse):
    ours, theirs = SimdList(values), list(values)
    expected = outcome(lambda: theirs.sort(reverse=reverse))
    assert outcome(lambda: ours.sort(reverse=reverse)) == expected
    if expected[0] == "value":
        same(ours, theirs)
        same(SimdList(values).sorted(reverse=reverse), theirs)
        order = SimdList(values).argsort()
        assert order.tolist() == sorted(range(len(values)), key=values.__getitem__)
        assert SimdList(values).is_sorted() == (values == sorted(values))
    by_text = SimdList(values)
    by_text.sort(key=str, reverse=reverse)
    same(by_text, sorted(values, key=str, reverse=reverse))
    ours.reverse()
    theirs.reverse()
    if expected[0] == "value":
        same(ours, theirs)


@given(st.lists(INTS, max_size=60), INTS)
def test_array_operations_of_ints(values, value):
    ours = SimdList(values)
    assert ours.sum() == sum(values)
    assert ours.dot(ours) == sum(x * x for x in values)
    for name, operation in (("add", operator.add), ("sub", operator.sub), ("mul", operator.mul)):
        same(getattr(ours, name)(value), [operation(x, value) for x in values])
    for sign, compare in OPERATORS.items():
        for limit in (value, value + 0.5, *values[:1]):
            kept = [x for x in values if compare(x, limit)]
            same(ours.filter(sign, limit), kept)
            assert ours.count_where(sign, limit) == len(kept)
            chosen = [i for i, x in enumerate(values) if compare(x, limit)]
            same(ours.filter_index(sign, limit), chosen)
    if values:
        assert (ours.min(), ours.max()) == (min(values), max(values))
        assert ours.argmin() == values.index(min(values))
        assert ours.argmax() == values.index(max(values))


@given(st.lists(st.floats(-1e100, 1e100), max_size=60), st.floats(-1e100, 1e100))
def test_array_operations_of_floats(values, value):
    ours = SimdList(values)
    scale = math.fsum(abs(x) for x in values) or 1.0
    assert abs(ours.sum() - math.fsum(values)) <= 1e-12 * scale
    for name, operation in (("add", operator.add), ("sub", operator.sub), ("mul", operator.mul)):
        same(getattr(ours, name)(value), [operation(x, value) for x in values])
        same(getattr(ours, name)(3), [operation(x, 3) for x in values])
    same(ours.filter("<", value), [x for x in values if x < value])
    same(ours.filter("!=", value), [x for x in values if x != value])
    if values:
        assert (ours.min(), ours.max()) == (min(values), max(values))


def test_float_sum_is_defined_by_lanes():
    """Element i belongs to lane i % 32; then lanes are added by halves (exports.def)."""
    values = [math.sin(i) * 10.0 ** (i % 17 - 8) for i in range(1000)]
    lanes = [0.0] * 32
    for i, value in enumerate(values):
        lanes[i % 32] += value
    while len(lanes) > 1:
        half = len(lanes) // 2
        lanes = [lanes[i] + lanes[i + half] for i in range(half)]
    assert SimdList(values).sum() == lanes[0]


def test_nan_is_treated_as_numpy_does():
    nan = float("nan")
    ours = SimdList([2.0, nan, 1.0])
    assert math.isnan(ours.min())
    assert math.isnan(ours.max())
    assert (ours.argmin(), ours.argmax()) == (1, 1)
    assert ours.sorted().tolist()[:2] == [1.0, 2.0]
    assert ours.argsort().tolist() == [2, 0, 1]
    assert nan not in ours
    assert ours.count_where("!=", 2.0) == 2


def test_mixed_numbers_are_added_as_python_adds():
    same(SimdList([1, 1 << 62]).add(0.5), [1.5, (1 << 62) + 0.5])
    same(SimdList([1 << 62]).mul(4), [1 << 64])
    same(SimdList([1.5]).add(1), [2.5])
    assert SimdList([1, 2]).dot([0.5, 0.25]) == 1.0
    assert SimdList(["a", "b"]).add("c").tolist() == ["ac", "bc"]
    with pytest.raises(TypeError):
        SimdList([1]).add("c")
    with pytest.raises(OverflowError):
        SimdList([1.5]).add(10**400)


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (lambda: SimdList(5), TypeError),
        (lambda: SimdList([1])["a"], TypeError),
        (lambda: SimdList([1]).filter("~", 1), ValueError),
        (lambda: SimdList([1]).filter("<", "a"), TypeError),
        (lambda: SimdList([1]).dot([1, 2]), ValueError),
        (lambda: SimdList().min(), ValueError),
        (lambda: SimdList().argmax(), ValueError),
        (lambda: hash(SimdList()), TypeError),
        (lambda: operator.add(SimdList([1]), (1,)), TypeError),
        (lambda: SimdList([1]) * 1.5, TypeError),
        (lambda: SimdList([1]) < 5, TypeError),
        (lambda: SimdList.from_buffer(b"12345678"), TypeError),
        (lambda: SimdList.from_buffer(5), TypeError),
        (lambda: SimdList.from_numpy(np.zeros((2, 2))), ValueError),
        (lambda: SimdList.from_numpy(np.zeros(4)[::2]), ValueError),
        (lambda: SimdList.from_numpy(np.zeros(4, np.float32)), TypeError),
        (lambda: SimdList.from_numpy(np.zeros(4, ">f8")), TypeError),
    ],
)
def test_bad_input(action, error):
    with pytest.raises(error):
        action()


@given(st.lists(INTS, max_size=50) | st.lists(FLOATS, max_size=50))
def test_numpy_and_back(values):
    dtype = np.float64 if values and type(values[0]) is float else np.int64
    array = np.array(values, dtype)
    ours = SimdList.from_numpy(array)
    same(ours, values)
    back = ours.to_numpy()
    assert back.tolist() == values
    assert np.asarray(ours).tolist() == values


def test_numpy_memory_is_shared_until_a_change():
    array = np.arange(100)
    ours = SimdList.from_numpy(array)
    ours[0] = -1
    assert array[0] == 0, "a change of the list must not reach the array"
    ours.append(7)
    assert len(array) == 100
    readonly = np.arange(10)
    readonly.flags.writeable = False
    locked = SimdList.from_numpy(readonly)
    locked.reverse()
    assert readonly[0] == 0
    assert locked[0] == 9


def test_a_view_keeps_the_length():
    ours = SimdList(range(100))
    array = ours.to_numpy()
    if not np.shares_memory(array, ours.to_numpy()):
        pytest.skip("this backend's memory is not the process's")
    array[3] = -5
    assert ours[3] == -5
    with pytest.raises(BufferError):
        ours.append(1)
    with pytest.raises(BufferError):
        ours.clear()
    del array
    ours.append(1)
    assert len(ours) == 101


def test_growth_keeps_elements():
    ours, theirs = SimdList(), []
    for i in range(3000):
        ours.append(i * i)
        theirs.append(i * i)
    same(ours, theirs)
    while theirs:
        assert ours.pop() == theirs.pop()
    assert not ours


def test_iteration_sees_changes_as_a_list_does():
    ours, theirs = SimdList([1, 2, 3]), [1, 2, 3]
    for values in (ours, theirs):
        seen = []
        for value in values:
            seen.append(value)
            if len(values) < 6:
                values.append(value * 10)
        assert seen == [1, 2, 3, 10, 20, 30]


@settings(max_examples=30)
@given(st.lists(st.integers(-3, 3) | st.sampled_from([0.0, -0.0, 1.5]), max_size=300))
def test_sort_is_stable_for_equal_floats(values):
    floats = [float(value) for value in values] + [-0.0, 0.0, -0.0]
    assert [repr(x) for x in SimdList(floats).sorted()] == [repr(x) for x in sorted(floats)]
    down = SimdList(floats).sorted(reverse=True)
    assert [repr(x) for x in down] == [repr(x) for x in sorted(floats, reverse=True)]
