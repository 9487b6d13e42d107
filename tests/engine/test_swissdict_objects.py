"""SwissDict as an object: references, cycles, iterators, subclasses, size."""

from __future__ import annotations

import gc
import itertools
import operator
import pickle
import random
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
from meddling import ACTIONS, Key, Value, whole

from dxpy import SimdList, SwissDict
from dxpy.engine import default, fast


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


SHORT_OF_MEMORY = """
import resource
from dxpy import SwissDict

ours = SwissDict()
for n in range(1000):
    ours[n * 7] = n
ours.get_many([1])
in_use = int(open("/proc/self/statm").read().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (in_use + (96 << 20),) * 2)
mixed = SwissDict()
for mapping, make in ((ours, lambda n: n * 7), (mixed, lambda n: n * 0.5)):
    added = 1000
    try:
        while True:
            mapping[make(added)] = None
            added += 1
    except MemoryError:
        pass
    mapping.popitem()
    assert len(mapping) in (added - 1, added - 1001), (len(mapping), added)
    for n in range(2000, len(mapping), 999):
        assert mapping[make(n)] is None
    for copying in (mapping.copy, lambda: list(mapping), lambda: mapping.update(text=1)):
        try:
            copying()
        except MemoryError:
            print("refused")
    assert make(5000) in mapping
    del mapping[make(5000)]
    assert make(5000) not in mapping
    mapping.clear()
    mapping[1] = 2
    assert dict(mapping) == {1: 2}
print("whole")
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux how much is in use")
def test_memory_that_runs_out():
    if default.core().name in ("wasm", "reference") or fast.extension() is None:
        pytest.skip("the memory of the extension is asked for")
    done = subprocess.run(
        [sys.executable, "-c", SHORT_OF_MEMORY],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("whole\n"), done.stdout + done.stderr
    assert "refused" in done.stdout
