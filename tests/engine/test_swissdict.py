"""SwissDict against dict: the same operations, the same results and errors, the same order."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping, MutableMapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dxpy import SimdList, SwissDict

SMALL = st.integers(-4, 12)
KEYS = (
    SMALL | st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(1 << 63, 1 << 66) | st.booleans()
    | st.floats(allow_nan=False) | st.text(max_size=2) | st.binary(max_size=2) | st.none()
    | st.tuples(SMALL)
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "set", "del", "get", "pop", "setdefault", "popitem", "in"]),
        st.integers(0, 30),
    ),
    max_size=80,
)


def outcome(action) -> tuple:
    try:
        return ("value", action())
    except Exception as error:
        return (type(error), str(error))


def step(mapping, action: str, key, value):
    match action:
        case "set":
            mapping[key] = value
            return None
        case "del":
            del mapping[key]
            return None
        case "get":
            return mapping.get(key, "absent"), mapping[key]
        case "pop":
            return mapping.pop(key)
        case "setdefault":
            return mapping.setdefault(key, value)
        case "popitem":
            return mapping.popitem()
        case _:
            return key in mapping


def same(ours: SwissDict, theirs: dict) -> None:
    assert [repr(pair) for pair in ours.items()] == [repr(pair) for pair in theirs.items()]
    assert list(ours) == list(theirs)
    assert list(ours.values()) == list(theirs.values())
    assert list(reversed(ours)) == list(reversed(theirs))
    assert list(reversed(ours.items())) == list(reversed(theirs.items()))
    assert len(ours) == len(theirs)
    assert ours == theirs
    assert repr(ours) == f"SwissDict({theirs!r})"


@given(st.lists(SMALL, min_size=1) | st.lists(KEYS, min_size=1), STEPS)
def test_steps(pool, steps):
    ours, theirs = SwissDict(), {}
    for number, (action, which) in enumerate(steps):
        key = pool[which % len(pool)]
        expected = outcome(lambda a=action, k=key, n=number: step(theirs, a, k, n))
        assert outcome(lambda a=action, k=key, n=number: step(ours, a, k, n)) == expected
    same(ours, theirs)
    same(ours.copy(), theirs)
    same(copy.copy(ours), theirs)
    same(pickle.loads(pickle.dumps(ours)), theirs)


@settings(max_examples=20)
@given(st.integers(0, 5000), st.integers(1, 9))
def test_many_keys_and_deletions(count, every):
    ours, theirs = SwissDict(), {}
    for mapping in (ours, theirs):
        for key in range(count):
            mapping[key * 7919] = key
        for key in range(0, count, every):
            del mapping[key * 7919]
        for key in range(0, count, 3):
            mapping[key * 7919] = -key
    same(ours, theirs)


@given(st.dictionaries(KEYS, st.integers(), max_size=30), st.lists(KEYS, max_size=30))
def test_get_many(content, asked):
    ours = SwissDict(content)
    asked = [*asked, *content]
    assert ours.get_many(asked) == [content.get(key) for key in asked]
    assert ours.get_many(iter(asked), "none") == [content.get(key, "none") for key in asked]


def test_get_many_of_arrays():
    ours = SwissDict({i * 3: str(i) for i in range(1000)})
    asked = list(range(500))
    expected = [str(key // 3) if key % 3 == 0 else "?" for key in asked]
    assert ours.get_many(asked, "?") == expected
    assert ours.get_many(SimdList(asked), "?") == expected
    assert ours.get_many(np.array(asked), "?") == expected
    assert ours.get_many(range(500), "?") == expected
    ours["text"] = "now of mixed keys"
    assert ours.get_many(np.array(asked), "?") == expected
    assert ours.get_many([]) == []
    with pytest.raises(TypeError, match="unhashable"):
        ours.get_many([[]])


def test_equal_keys_of_different_types_are_one():
    ours = SwissDict({1: "int"})
    assert ours[1.0] == ours[True] == ours[Fraction(1)] == "int"
    assert "1" not in ours
    assert 1.5 not in ours
    ours[1.0] = "float"
    same(ours, {1: "float"})
    ours = SwissDict({Fraction(2): "two"})
    assert ours[2] == ours[2.0] == "two"


class Awkward:
    """Equal to itself or to what it is told, with the hash it is told."""

    def __init__(self, code, equal=None, error=None):
        self.code, self.equal, self.error = code, equal, error

    def __hash__(self):
        return self.code

    def __eq__(self, other):
        if self.error:
            raise self.error
        if callable(self.equal):
            return self.equal(other)
        return True if other is self else NotImplemented


def test_keys_decide_equality():
    ours = SwissDict()
    colliding = [Awkward(7) for _ in range(50)]
    for number, key in enumerate(colliding):
        ours[key] = number
    assert [ours[key] for key in colliding] == list(range(50))
    failing = Awkward(7, error=RuntimeError("no"))
    with pytest.raises(RuntimeError, match="no"):
        ours[failing]
    assert len(ours) == 50
    assert Awkward(8) not in ours


def test_a_key_that_changes_the_dict_while_it_is_compared():
    ours = SwissDict()

    def meddle(other):
        ours.clear()
        return False

    ours[Awkward(1)] = "first"
    assert Awkward(1, equal=meddle) not in ours
    assert len(ours) == 0


def test_identity_comes_before_equality():
    nan = float("nan")
    ours = SwissDict({nan: 1})
    assert ours[nan] == 1
    assert float("nan") not in ours
    never = Awkward(3, equal=lambda other: False)
    ours[never] = 2
    assert ours[never] == 2


def test_making():
    same(SwissDict(), {})
    same(SwissDict({"a": 1}, b=2), dict({"a": 1}, b=2))
    same(SwissDict([("a", 1), ("b", 2), ("a", 3)]), {"a": 3, "b": 2})
    same(SwissDict(ann=41), {"ann": 41})
    same(SwissDict.fromkeys("abca", 0), dict.fromkeys("abca", 0))
    same(SwissDict({1: 2}) | {3: 4}, {1: 2, 3: 4})
    same({3: 4, 1: 0} | SwissDict({1: 2}), {3: 4, 1: 2})
    joined = SwissDict({1: 2})
    joined |= [(5, 6)]
    same(joined, {1: 2, 5: 6})
    assert isinstance(joined, MutableMapping)
    assert isinstance(joined, Mapping)
    assert SwissDict({1: 2, 3: 4}) == {3: 4, 1: 2}
    assert SwissDict({1: 2}) != {1: 3}
    assert SwissDict() != []


@pytest.mark.parametrize(
    "action",
    [
        lambda kind: kind(5),
        lambda kind: kind([5]),
        lambda kind: kind([(1, 2, 3)]),
        lambda kind: kind([("a", 1), "x"]),
        lambda kind: kind()["missing"],
        lambda kind: kind({1: 2}).pop(3),
        lambda kind: kind().popitem(),
        lambda kind: kind().__delitem__(1),
        lambda kind: kind({1: 2})[[]],
        lambda kind: kind({1: 2}).__setitem__([], 1),
        lambda kind: [] in kind(),
        lambda kind: hash(kind()),
    ],
)
def test_errors_are_those_of_dict(action):
    ours, theirs = outcome(lambda: action(SwissDict)), outcome(lambda: action(dict))
    assert ours[0] is theirs[0]
    assert ours[1].replace("SwissDict", "dict") == theirs[1]


def test_changes_during_iteration_are_noticed():
    for view in (iter, SwissDict.items, SwissDict.values):
        ours = SwissDict({1: 2, 3: 4})
        pairs = iter(view(ours))
        next(pairs)
        ours[5] = 6
        with pytest.raises(RuntimeError, match="changed size during iteration"):
            next(pairs)
    ours = SwissDict({1: 2, 3: 4})
    for key in ours:
        ours[key] = 0
    same(ours, {1: 0, 3: 0})


def test_views():
    ours, theirs = SwissDict({1: "a", 2: "b"}), {1: "a", 2: "b"}
    keys, items, values = ours.keys(), ours.items(), ours.values()
    ours[3] = theirs[3] = "c"
    assert (len(keys), len(items), len(values)) == (3, 3, 3)
    assert keys & {1, 9} == theirs.keys() & {1, 9}
    assert keys | {9} == theirs.keys() | {9}
    assert (1, "a") in items
    assert (1, "b") not in items
    assert "c" in values
