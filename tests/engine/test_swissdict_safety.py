"""SwissDict among keys and values that run code of their own; and who owns what."""

from __future__ import annotations

import gc
import itertools
import operator
import pickle
import random
import sys
import weakref
from array import array

import numpy as np
import pytest

from dxpy import SimdList, SwissDict


class Key:
    """A key with the hash it is told, which does what it is told when it is hashed or compared."""

    def __init__(self, code=7, compared=None, hashed=None):
        self.code, self.compared, self.hashed = code, compared, hashed

    def __hash__(self):
        if self.hashed:
            self.hashed()
        return self.code

    def __eq__(self, other):
        return self.compared(other) if self.compared else self is other


class Value:
    """What can be watched to die, and does what it is told when it does."""

    def __init__(self, dies=None):
        self.dies = dies

    def __del__(self):
        if self.dies:
            self.dies()


def whole(ours: SwissDict) -> None:
    """Length, order and look-ups agree, and all of it can be taken apart."""
    keys = list(ours)
    assert len(keys) == len(ours)
    assert list(reversed(ours)) == keys[::-1]
    for key in keys:
        if isinstance(key, Key):
            key.compared = key.hashed = None
    for key, value in list(ours.items()):
        assert ours[key] is value
        assert key in ours
    assert ours.get_many(keys) == list(ours.values())
    while ours:
        key, _ = ours.popitem()
        assert key not in ours


CHANGES = {
    "clear": lambda ours, _: ours.clear(),
    "clear and fill": lambda ours, _: (ours.clear(), ours.update((n, n) for n in range(50))),
    "grow": lambda ours, _: ours.update((f"new {n}", n) for n in range(200)),
    "add one": lambda ours, _: operator.setitem(ours, object(), 1),
    "add the same hash": lambda ours, _: operator.setitem(ours, Key(), 1),
    "delete it": lambda ours, stored: ours.pop(stored, None),
    "delete the others": lambda ours, stored: [ours.pop(k) for k in list(ours) if k is not stored],
    "close holes": lambda ours, _: [ours.pop(n, None) for n in range(100)],
    "new values": lambda ours, _: [operator.setitem(ours, key, Value()) for key in list(ours)],
    "raise": lambda ours, _: 1 / 0,
}
ACTIONS = {
    "get": lambda ours, key: ours.get(key),
    "index": lambda ours, key: ours[key],
    "set": lambda ours, key: operator.setitem(ours, key, "new"),
    "delete": lambda ours, key: operator.delitem(ours, key),
    "in": lambda ours, key: key in ours,
    "pop": lambda ours, key: ours.pop(key, None),
    "setdefault": lambda ours, key: ours.setdefault(key, "new"),
    "get_many": lambda ours, key: ours.get_many([*range(70), key, "text", key, *range(70)]),
    "get_many of a tuple": lambda ours, key: ours.get_many((key, 1, key, "text")),
    "update": lambda ours, key: ours.update({key: "new"}),
    "update by another": lambda ours, key: ours.update(SwissDict({1: 1, key: "new"})),
}


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
        assert ours.get_many(words.astype(np.int32)) == expected
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


def references(*objects: object) -> list[int]:
    return [sys.getrefcount(each) for each in objects]


def test_every_reference_is_given_back():
    key, value, other = "a key of its own" + str(id({})), Value(), Value()
    number = (1 << 60) + 12345
    gc.collect()
    before = references(key, value, other, number, SwissDict)
    for content in ({key: value}, {number: value}, {number: value, key: value}):
        for _ in range(12):
            ours = SwissDict(content)
            for each in content:
                ours[each] = other
                ours[each] = value
                assert ours[each] is ours.get(each) is ours.setdefault(each, other) is value
                assert ours.get_many([each, each, (each,)] * 40, other)[2] is other
                assert ours.get_many((each, 5), other)[1] is other
            assert ours.get_many(np.array([number, 7] * 40), other)[1] is other
            assert len(ours.copy()) == len(SwissDict(ours)) == len(ours | {1: 2}) - 1
            assert len(list(ours)) == len([*ours.values(), *reversed(ours)]) // 2
            for pair in ours.items():
                assert pair[1] is value
            unfinished = iter(ours.items())
            next(unfinished)
            for action in ACTIONS.values():
                with pytest.raises(TypeError):
                    action(ours, [])
            with pytest.raises(KeyError):
                ours["missing"]
            ours.update(ours)
            ours.update(content)
            ours.update(SwissDict(content))
            assert ours.pop(next(iter(content))) is value
            ours.setdefault(next(iter(content)), value)
            del ours[next(iter(content))]
            ours.update(dict.fromkeys(range(300), value))
            for n in range(280):
                del ours[n]
            ours.popitem()
            if len(ours) % 2:
                ours.clear()
        pair = unfinished = ours = content = each = None
    gc.collect()
    assert references(key, value, other, number, SwissDict) == before


def test_cycles_are_collected():
    for make in (
        lambda ours: operator.setitem(ours, 1, ours),
        lambda ours: operator.setitem(ours, "text", [ours]),
        lambda ours: operator.setitem(ours, Key(compared=lambda _, ours=ours: len(ours)), 1),
        lambda ours: operator.setitem(ours, 1, iter(ours)),
        lambda ours: operator.setitem(ours, 1, iter(ours.items())),
        lambda ours: operator.setitem(ours, 1, ours.keys()),
    ):
        ours: SwissDict = SwissDict({n: n for n in range(10)})
        value = Value()
        ours["watched"] = value
        watch, mine = weakref.ref(value), weakref.ref(ours)
        make(ours)
        del ours, value
        gc.collect()
        assert watch() is None
        assert mine() is None


def test_deep_nesting_is_freed():
    ours: SwissDict = SwissDict()
    for _ in range(20_000):
        ours = SwissDict({1: ours})
    del ours
    gc.collect()


def test_iterators_hold_what_they_need():
    ours = SwissDict({n: str(n) for n in range(10)})
    keys, pairs, backwards = iter(ours), iter(ours.items()), reversed(ours.values())
    assert operator.length_hint(keys) in (0, 10)  # of a generator it is unknown
    next(keys)
    del ours
    assert list(keys) == list(range(1, 10))
    assert list(pairs) == [(n, str(n)) for n in range(10)]
    assert list(backwards) == [str(n) for n in range(9, -1, -1)]
    assert list(keys) == list(pairs) == list(backwards) == []


@pytest.mark.parametrize("kind", [SwissDict, dict])
def test_iterators_notice_changes_as_those_of_dict_do(kind):
    def steps(change, *, backwards=False):
        ours = kind({n: n for n in range(20)})
        running, seen = (reversed if backwards else iter)(ours), []
        try:
            for key in itertools.islice(running, 1000):
                seen.append(key)
                change(ours, key)
        except RuntimeError as error:
            seen.append(str(error))
        return seen

    def exchange(ours, key):
        del ours[key]
        ours[key] = 1

    assert steps(lambda ours, _: ours.clear()) == [0, "dictionary changed size during iteration"]
    assert steps(lambda ours, _: ours.popitem())[1:] == ["dictionary changed size during iteration"]
    assert len(steps(exchange)) <= 21
    assert steps(exchange, backwards=True) == list(range(19, -1, -1))
    assert steps(lambda ours, key: operator.setitem(ours, key, 0)) == list(range(20))


def test_an_iterator_gives_no_more_keys_than_there_were():
    ours = SwissDict({n: n for n in range(10)})
    seen = []
    with pytest.raises(RuntimeError, match="keys changed during iteration"):  # noqa: PT012
        for key in ours:
            seen.append(key)
            del ours[key]
            ours[key] = 1
    assert seen == list(range(10))


def counting(base):
    """A subclass with attributes, a __missing__ and a __setitem__ of its own."""

    class Counting(base):
        sets = 0

        def __missing__(self, key):
            if key == "none":
                raise LookupError("none")
            return f"no {key}"

        def __setitem__(self, key, value):
            self.sets += 1
            super().__setitem__(key, value)

    Counting.__qualname__ = Counting.__name__ = f"Counting{base.__name__}"  # for pickle
    return Counting


CountingSwissDict, Countingdict = counting(SwissDict), counting(dict)


@pytest.mark.parametrize("kind", [CountingSwissDict, Countingdict])
def test_subclasses(kind):
    ours = kind({1: 2}, a=3)
    ours.update([(5, 6)])
    ours.setdefault(7, 8)
    assert ours.sets == 0
    ours[9] = 10
    assert ours.sets == 1
    assert dict(ours) == {1: 2, "a": 3, 5: 6, 7: 8, 9: 10}
    assert ours["absent"] == "no absent"
    assert ours.get("absent") is None
    assert "absent" not in ours
    with pytest.raises(LookupError, match="none"):
        ours["none"]
    ours.more = "attribute"
    again = pickle.loads(pickle.dumps(ours))
    assert type(again) is kind
    assert (again.more, dict(again)) == ("attribute", dict(ours))
    assert weakref.ref(ours)() is ours
    value = Value()
    watch = weakref.ref(value)
    ours.me, ours[1] = ours, value
    del ours, value
    gc.collect()
    assert watch() is None


def test_recursive_contents():
    ours: SwissDict = SwissDict({1: 2})
    ours["me"] = ours
    assert repr(ours) == "SwissDict({1: 2, 'me': SwissDict({...})})"
    again = pickle.loads(pickle.dumps(ours))
    assert again["me"] is again
    assert again[1] == 2


def test_making_and_calling_as_dict_has_it():
    bare: SwissDict = SwissDict.__new__(SwissDict, 1, x=2)
    assert dict(bare) == {}
    bare.__init__({1: 2})  # type: ignore[misc]
    bare.__init__({3: 4})  # type: ignore[misc]
    assert dict(bare) == {1: 2, 3: 4}
    assert SwissDict().pop([], 5) == {}.pop([], 5) == 5
    for method in ("get", "setdefault", "pop", "get_many"):
        for wrong in ((), (1, 2, 3)):
            with pytest.raises(TypeError):
                getattr(bare, method)(*wrong)
        assert getattr(SwissDict, method).__doc__
    with pytest.raises(KeyError) as caught:
        bare[(1, 2)]
    assert caught.value.args == ((1, 2),)
    source = {n: n for n in range(10)}

    class Grows:
        def __hash__(self):
            source[len(source)] = 1
            return 1

    source[Grows()] = 1
    with pytest.raises(RuntimeError, match="changed size during iteration"):
        bare.update(source)


def test_large_and_long_lived():
    rng = random.Random(5)
    ours, theirs = SwissDict(), {}
    for turn in range(6):
        for _ in range(8_000):
            key = rng.randrange(16_000) * 977
            if rng.random() < (0.3, 0.9)[turn % 2]:
                assert ours.pop(key, None) == theirs.pop(key, None)
            else:
                ours[key] = theirs[key] = turn
        if turn == 3:
            ours["now"] = theirs["now"] = "of mixed keys"
        assert list(ours.items()) == list(theirs.items())
        asked = rng.choices(range(0, 16_000 * 977, 977), k=5_000)
        assert ours.get_many(asked) == ours.get_many(SimdList(asked)) == [*map(theirs.get, asked)]
    for key in list(theirs)[:-5]:
        del ours[key], theirs[key]
    assert list(ours.items()) == list(theirs.items())
    copied = ours.copy()
    copied[1] = 2
    assert dict(copied) == {**theirs, 1: 2}
    assert dict(ours) == theirs
    whole(ours)
