"""SwissDict among keys and values that run code of their own."""

from __future__ import annotations

import gc
import itertools
import operator
import sys
from array import array

import numpy as np
import pytest
from meddling import ACTIONS, CHANGES, Key, Value, whole

from dxpy import SimdList, SwissDict


def filled(stored: Key, *, mixed: bool) -> SwissDict:
    ours: SwissDict = SwissDict((n, str(n)) for n in range(100))
    if mixed:
        ours[stored] = "stored"
        ours[Key()] = "another"
        ours["text"] = "text"
    return ours


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("action", ACTIONS)
def test_changes_while_a_key_is_compared(action, change, answer):
    stored = Key()
    ours = filled(stored, mixed=True)
    asked = Key()

    def compared(_):
        stored.compared = asked.compared = None  # once; the search may then begin again
        CHANGES[change](ours, stored)
        return answer

    for which in (stored, asked):
        which.compared = compared
        try:
            ACTIONS[action](ours, asked)
        except (KeyError, ZeroDivisionError):
            pass
        except RuntimeError as error:
            assert "changed size" in str(error)  # noqa: PT017
        ours.pop(asked, None)
        if stored not in ours:
            ours[stored] = "again"
    whole(ours)


@pytest.mark.parametrize("mixed", [True, False])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("action", ACTIONS)
def test_changes_while_a_key_is_hashed(action, change, mixed):
    stored = Key()
    ours = filled(stored, mixed=mixed)
    asked = Key()
    busy = []

    def hashed():
        if not busy:
            busy.append(1)
            CHANGES[change](ours, stored)

    asked.hashed = hashed
    try:
        ACTIONS[action](ours, asked)
    except (KeyError, ZeroDivisionError):
        pass
    except RuntimeError as error:
        assert "changed size" in str(error)  # noqa: PT017
    whole(ours)


@pytest.mark.parametrize("change", ["add one", "add the same hash", "delete it", "new values"])
def test_a_key_that_always_changes_the_dict_ends_the_search(change):
    ours = SwissDict((Key(), n) for n in range(10))
    calls = itertools.count()
    spare = Key(8)

    def compared(_):
        if next(calls) < 100_000:
            CHANGES[change](ours, spare)
            if change == "delete it":
                ours[spare] = 0
            else:
                ours.popitem()
        return False

    assert ours.get(Key(compared=compared)) is None
    assert next(calls) < 10_000
    whole(ours)


def test_a_key_added_while_it_is_looked_for_is_found():
    ours: SwissDict = SwissDict()
    asked = Key()

    def compared(_):
        stored.compared = None
        ours[asked] = "inner"
        return False

    stored = Key(compared=compared)
    ours[stored] = "first"
    ours[asked] = "outer"
    assert list(ours.values()) == ["first", "outer"]
    whole(ours)


@pytest.mark.parametrize("change", ["clear", "shrink", "grow", "replace"])
@pytest.mark.parametrize("when", ["hashed", "compared"])
@pytest.mark.parametrize("mixed", [True, False])
def test_get_many_of_a_list_that_changes(mixed, when, change):
    ours: SwissDict = SwissDict({n: n for n in range(500)})
    if mixed:
        ours[Key()] = "stored"
    keys: list = [*range(300)]

    def meddle(_=None):
        match change:
            case "clear":
                keys.clear()
            case "shrink":
                del keys[150:]
            case "grow":
                keys.extend(range(1000))
            case _:
                keys[:] = [str(n) for n in range(len(keys))]
        return False

    for place in (0, 63, 64, 100, 299):
        keys[:] = range(300)
        keys[place] = Key(**{when: meddle})
        values = ours.get_many(keys)
        assert values[: min(place, 150)] == list(range(min(place, 150)))
        assert len(values) <= 300 or change == "grow"
        assert values == [*range(place), None, *range(place + 1, 300)][: len(values)]
    keys.clear()
    whole(ours)


def test_get_many_fails_as_its_first_bad_key_does():
    ours = SwissDict({n: n for n in range(200)} | {"text": 1})

    def fail(_=None):
        raise LookupError("no")

    before = sys.getrefcount(ours)
    for bad, error in (([], TypeError), (Key(hashed=fail), LookupError), ({}, TypeError)):
        for place in (0, 5, 63, 64, 130):
            for kind in (list, tuple, iter):
                keys: list = [*range(place), bad, *range(50)]
                with pytest.raises(error):
                    ours.get_many(kind(keys))
                with pytest.raises(error):
                    SwissDict().get_many(kind(keys))
    ours[Key()] = 1
    with pytest.raises(LookupError):
        ours.get_many(["text", Key(compared=fail)])
    with pytest.raises(ZeroDivisionError):
        ours.get_many(1 // n for n in (2, 1, 0))
    with pytest.raises(TypeError):
        ours.get_many(5)
    assert sys.getrefcount(ours) == before


def test_get_many_of_every_kind_of_keys():
    content = {n: str(n) for n in range(300)}
    asked = [5, 299, 300, -1, 0]
    expected = [content.get(key) for key in asked]
    words = np.array(asked)
    spread = np.repeat(words, 3)
    for extra in ({}, {"text": 1}, {1 << 70: 1}):
        ours = SwissDict(content | extra)
        for keys in (
            asked, tuple(asked), words, spread[::3], words[::-1][::-1], array("q", asked),
            memoryview(array("q", asked)), SimdList(asked), dict.fromkeys(asked), iter(asked),
            SimdList(asked).to_numpy(), [float(key) for key in asked], SimdList([*asked, "x"])[:-1],
        ):  # fmt: skip
            assert ours.get_many(keys) == expected
        assert ours.get_many(array("i", asked)) == expected
        for dtype in (np.int32, np.uint64, np.uint16, np.float64, object):
            known = [5, 299, 300, 0]
            assert ours.get_many(np.array(known, dtype)) == [content.get(key) for key in known]
        assert ours.get_many(b"\x05\x06") == ["5", "6"]
        for none in ([], (), words[:0], SimdList(), iter(())):
            assert ours.get_many(none) == []
        with pytest.raises(TypeError, match="unhashable"):
            ours.get_many(np.zeros((2, 2), np.int64))
    assert SwissDict().get_many(asked, 9) == SwissDict().get_many(words, 9) == [9] * 5


@pytest.mark.parametrize("size", [0, 1, 15, 16, 63, 64, 65, 127, 128, 129, 1000])
def test_get_many_around_the_lengths_of_its_batches(size):
    for make in (
        int,
        str,
        float,
        lambda n: str(n).encode(),
        lambda n: (n, "x"),
        lambda n: 1 << 64 | n,
    ):
        keys = [make(n) for n in range(size)]
        content = {key: n for n, key in enumerate(keys) if n % 3}
        ours = SwissDict(content)
        fresh = [make(n) for n in range(size)]
        assert ours.get_many(keys) == ours.get_many(fresh) == [content.get(key) for key in keys]
        mixed = [make(n) if n % 2 else (n, make) for n in range(size)]
        assert ours.get_many(mixed) == [content.get(key) for key in mixed]


def test_values_that_change_the_dict_when_they_die():
    ours: SwissDict = SwissDict()

    def meddle():
        ours[len(ours) + 1000] = 1
        ours.pop(3, None)
        ours.get_many(list(range(100)))

    for change in (
        lambda: operator.setitem(ours, 1, 0),
        lambda: operator.delitem(ours, 1),
        lambda: ours.pop(1),
        lambda: ours.popitem(),
        lambda: ours.clear(),
        lambda: ours.update(dict.fromkeys(range(20), 0)),
        lambda: ours.update(SwissDict(dict.fromkeys(range(20), 0))),
    ):
        ours.clear()
        ours.update((n, Value(meddle)) for n in range(40))
        ours["text"] = Value(meddle)
        change()
        for value in list(ours.values()):
            if isinstance(value, Value):
                value.dies = None
        del value
        whole(ours)


def test_garbage_collection_at_any_moment():
    ours: SwissDict = SwissDict()
    keys: list = []
    turn = itertools.count()

    def meddle():
        match next(turn) % 4:
            case 0:
                ours.clear()
            case 1:
                del keys[len(keys) // 2 :]
            case 2:
                ours.update((n, n) for n in range(60))
            case _:
                ours[f"{len(ours)}"] = 1

    class Cycle:
        def __init__(self):
            self.me = self

        def __del__(self):
            meddle()

    threshold = gc.get_threshold()
    gc.set_threshold(3)
    try:
        for _ in range(300):
            Cycle()
            keys[:] = [*range(100), "text", *range(100)]
            ours.update((n, n) for n in range(30))
            ours.get_many(keys)
            ours.get_many(SimdList(range(40)))
            ours.get_many(key for key in (1, 2, "text"))
            for action in (lambda: list(ours.items()), ours.popitem, ours.copy, lambda: [*ours]):
                try:
                    action()
                except (KeyError, RuntimeError) as error:
                    assert "empty" in str(error) or "changed" in str(error)  # noqa: PT017
    finally:
        gc.set_threshold(*threshold)
    gc.collect()
    whole(ours)
