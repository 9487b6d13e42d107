"""SimdList among wrong arguments, code that runs in the middle of a method, and shared memory."""

from __future__ import annotations

import contextlib
import copy
import ctypes
import gc
import pickle
import subprocess
import sys
import textwrap
import threading
import tracemalloc
import weakref
from array import array

import numpy as np
import pytest

from dxpy import SimdList
from dxpy.engine import default

IS_NATIVE = default.core().is_zero_copy
WRONG = [
    None, True, -1, 3, 1 << 63, 1 << 80, -1 << 80, 1.5, float("nan"), "x", "int64", "object", "<",
    "min", "add", b"", b"12345678901", bytearray(16), [1], [1, "a"], [1.5], (), {}, object(),
    memoryview(b"12345678"), np.arange(3), slice(0, 9), SimdList([1]), SimdList(["a"]),
]  # fmt: skip


class Lying(SimdList):
    """Says another length than it has."""

    says = 1 << 20

    def __len__(self) -> int:
        return self.says


class Finalizer:
    """Runs something when it is let go."""

    def __init__(self, run) -> None:
        self.run = run

    def __del__(self) -> None:
        self.run()


@pytest.mark.skipif(not IS_NATIVE, reason="the extension's own checks")
def test_wrong_arguments_of_every_method():
    if not hasattr(SimdList, "_engine"):
        pytest.skip("the extension is not in use")
    kept = ("__init_subclass__", "__subclasshook__", "__class__", "__new__", "__setattr__")
    names = [n for n in dir(SimdList) if n not in kept and callable(getattr(SimdList, n))]
    for elements in ([], [3, 1, 2], [3.5, -1.5], ["a", None]):
        for name in names:
            for first in WRONG:
                for rest in ((), (1 << 62,), (2, SimdList()), (1, SimdList([4]), True)):
                    ours = SimdList(elements)
                    with contextlib.suppress(Exception):
                        getattr(ours, name)(first, *rest)
                    ours.append("end")
                    assert ours.tolist()[-1:] == ["end"], (name, first, rest)


@pytest.mark.parametrize("kind", ["empty", "object", "none", "", 3, None])
@pytest.mark.parametrize("method", ["_set_bytes", "_share"])
def test_only_arrays_are_made_of_bytes(method, kind):
    ours = SimdList([1, 2])
    with pytest.raises(ValueError, match="kind of array"):
        getattr(ours, method)(kind, memoryview(bytes(16)))
    assert ours == [1, 2]


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 71, 8 * 8 + 7, 8 * 1000 + 5])
@pytest.mark.parametrize("method", ["_set_bytes", "_share"])
def test_bytes_that_are_no_whole_number_of_elements(method, size):
    ours = SimdList([1, 2])
    getattr(ours, method)("int64", memoryview(b"\1" * size))
    assert ours == [0x0101010101010101] * (size // 8)
    ours.append(5)
    assert ours[-1] == 5


@pytest.mark.parametrize("elements", [[], [3, 1, 2], [3.5, 1.5], ["b", "a"]])
@pytest.mark.parametrize("says", [0, 2, 1 << 20])
def test_a_length_that_is_not_so(elements, says):
    calls = [
        lambda x: x[1 << 30], lambda x: x[1000:5000], lambda x: x[-1], lambda x: x.pop(),
        lambda x: x.index(77), lambda x: x.index(77, 1000), lambda x: x.remove(77),
        lambda x: x.__setitem__(1 << 30, x.tolist()[0]), lambda x: next(reversed(x), None),
        lambda x: x.argmax(), lambda x: x.sort(), lambda x: x == SimdList([1, 2]),
        lambda x: x.dot(SimdList([1, 2])), lambda x: SimdList([1.5, 2.5]).dot(x),
        lambda x: x.reverse(), lambda x: x.min(), lambda x: x.extend(x),
        lambda x: x.filter("<", 9), lambda x: x.argsort(), lambda x: x + x, lambda x: 77 in x,
    ]  # fmt: skip
    for call in calls:
        ours = Lying(elements)
        ours.says = says
        with contextlib.suppress(IndexError, ValueError, TypeError):
            call(ours)


def test_making_of_anything_iterable():
    class NeverEqual:
        def __ne__(self, other: object) -> bool:
            raise ZeroDivisionError

        def __iter__(self):
            return iter([1, 2])

    assert SimdList(np.array([1.5])).tolist() == [1.5]
    assert SimdList(np.array([])) == []
    assert SimdList(np.array([1, 2, 3])) == [1, 2, 3]
    assert SimdList(NeverEqual()) == [1, 2]
    ours = SimdList([1, 2])
    ours.__init__()
    assert ours == []
    ours.__init__("ab")
    assert ours == ["a", "b"]


def test_a_list_in_itself():
    ours = SimdList([1, "a"])
    ours.append(ours)
    assert repr(ours) == "SimdList([1, 'a', SimdList([...])])"
    for other in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert other is not ours
        assert other[2] is other
        assert other[:2] == [1, "a"]
    leaf = Finalizer(int)
    ours.append(leaf)
    alive = weakref.ref(leaf)
    del ours, other, leaf
    gc.collect()
    assert alive() is None


@pytest.mark.skipif(not IS_NATIVE, reason="other backends copy")
def test_a_cycle_through_lent_memory_is_collected():
    if not hasattr(SimdList, "_engine"):
        pytest.skip("finalizers of the storage in Python hold the lender")

    class Lender(np.ndarray):
        pass

    lender = np.arange(10).view(Lender)
    lender.list = SimdList.from_numpy(lender)
    alive = weakref.ref(lender)
    del lender
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("change", ["clear", "pop", "append", "become"])
def test_an_eq_that_changes_the_list(change):
    for elements in ([1] * 20, [1.5] * 20, ["a"] * 20):
        ours, theirs = SimdList(elements), list(elements)

        class Meddler:
            left = 3

            def __init__(self, target) -> None:
                self.target = target

            def __eq__(self, other: object) -> bool:
                self.left -= 1
                if self.left >= 0 and len(self.target):
                    if change == "become":
                        self.target[-1] = None
                    elif change == "append":
                        self.target.append(2)
                    else:
                        getattr(self.target, change)()
                return False

            __hash__ = None

        for each in (ours, theirs):
            assert (Meddler(each) in each) is False
            with pytest.raises(ValueError, match="in list"):
                each.index(Meddler(each))
        assert ours == theirs


def test_finalizers_that_fill_the_list_again():
    def becomes(ours, how):
        with contextlib.suppress(RuntimeError):
            how(ours)
        ours.append(1)
        assert ours.tolist()[-1] == 1

    for addition in (1, 1.5, "x"):
        for how in (
            lambda x: x.clear(),
            lambda x: x._fill([1, 2, 3]),
            lambda x: x._fill(["a", 2, 3]),
            lambda x: x._set_bytes("int64", bytes(80)),
            lambda x: x._share("int64", memoryview(bytes(80))),
            lambda x: x.__init__([1, 2]),
            lambda x: x.__imul__(3),
        ):
            ours = SimdList(["first"])
            ours.append(Finalizer(lambda ours=ours, addition=addition: ours.append(addition)))
            becomes(ours, how)


@pytest.mark.parametrize("how", ["clear", "append", "sort", "pop", "reverse", "_become_objects"])
def test_a_lender_whose_end_changes_the_list(how):
    class Lender(np.ndarray):
        def __del__(self) -> None:
            for run in meddling:
                run()

    for change in (lambda x: x.clear(), lambda x: x.append(7), lambda x: x.append("x")):
        meddling: list = []
        ours = SimdList.from_numpy(np.arange(20).view(Lender))
        meddling.append(lambda change=change, ours=ours: change(ours))
        with contextlib.suppress(RuntimeError):
            ours.append(3) if how == "append" else getattr(ours, how)()
        meddling.clear()
        ours.append(1)
        assert ours.tolist()[-1] == 1


@pytest.mark.parametrize("change", ["clear", "grow", "become"])
def test_the_garbage_collector_changes_the_list(change):
    def meddle():
        if change == "clear":
            ours.clear()
        elif change == "grow":
            ours.extend([5] * 1000)
        else:
            ours.append("x")

    methods = (
        "tolist", "sorted", "argsort", "_become_objects", "copy", "sum", "__repr__",
    )  # fmt: skip
    calls = [lambda name=name: getattr(ours, name)() for name in methods]
    calls += [
        lambda: ours.filter("<", 100),
        lambda: ours.add(1),
        lambda: ours[3:200],
        lambda: 1 in ours,
    ]
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()  # or each collection looks at all modules
    try:
        for call in calls:
            for threshold in range(1, 8):
                ours = SimdList(range(500))
                cycle = [Finalizer(meddle)]
                cycle.append(cycle)
                del cycle
                gc.set_threshold(threshold)
                with contextlib.suppress(RuntimeError, TypeError):
                    call()
                gc.set_threshold(*before)
                gc.collect()
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@pytest.mark.parametrize("kind", ["i8", "f8"])
def test_memory_that_is_not_aligned_or_read_only(kind):
    plain = np.arange(50).astype(kind)[::-1].copy()
    moved = np.frombuffer(b"x" + plain.tobytes(), dtype=kind, offset=1)
    frozen = np.frombuffer(plain.tobytes(), dtype=kind)
    shared = SimdList()
    shared._share("int64" if kind == "i8" else "float64", memoryview(b"x" + plain.tobytes())[1:])
    expected = plain.tolist()
    for ours in (SimdList.from_numpy(moved), SimdList.from_numpy(frozen), shared):
        assert ours == expected
        assert ours.sum() == sum(expected)
        assert (ours.min(), ours.max(), ours.argmin()) == (0, 49, 49)
        assert ours.sorted() == sorted(expected)
        assert ours.argsort() == list(range(49, -1, -1))
        assert ours.filter("<", 3) == [2, 1, 0]
        assert ours.dot(ours) == sum(x * x for x in expected)
        assert ours[3:5] == expected[3:5]
        ours.sort()
        ours[0] = ours[1]
        ours.append(ours[2])
        assert ours == [1, *sorted(expected)[1:], 2]
    assert frozen.tolist() == expected
    assert moved.tolist() == expected


def test_buffers_that_spell_their_byte_order():
    assert SimdList.from_buffer((ctypes.c_double * 2)(1.5, 2.5)) == [1.5, 2.5]
    assert SimdList.from_buffer((ctypes.c_int64 * 2)(1, 2)) == [1, 2]
    for wrong in (np.zeros(2, ">f8"), np.zeros(2, "u8"), np.zeros(2, "f4"), array("i", [1]), b"1"):
        with pytest.raises(TypeError, match="int64 or float64"):
            SimdList.from_buffer(wrong)


@pytest.mark.skipif(not IS_NATIVE, reason="other backends copy")
def test_an_array_keeps_memory_and_length():
    ours = SimdList([3, 1, 2])
    shown = ours.to_numpy()
    changes = (
        ("append", 1), ("append", "x"), ("clear",), ("pop",), ("extend", [1]), ("insert", 0, 5),
        ("__setitem__", 0, "x"), ("__delitem__", 0), ("__init__", [1]), ("__init__",),
        ("__imul__", 2),
    )  # fmt: skip
    for name, *arguments in changes:
        with pytest.raises(BufferError):
            getattr(ours, name)(*arguments)
    ours.sort()
    ours.reverse()
    assert shown.tolist() == [3, 2, 1]
    del ours
    gc.collect()
    shown[0] = 9
    assert shown.tolist() == [9, 2, 1]


def test_threads_on_one_list():
    ours = SimdList(np.random.default_rng(1).integers(0, 1 << 62, 60_000).tolist())
    calls = [
        lambda: ours.append(5), ours.sort, ours.sum, ours.reverse, ours.argsort, ours.pop,
        lambda: ours.filter("<", 1 << 60), lambda: ours.__setitem__(7, 1 << 61), ours.sorted,
        lambda: ours.index(-1), lambda: ours.add(1), lambda: memoryview(ours.to_numpy()).release(),
    ]  # fmt: skip

    def work(first: int) -> None:
        for i in range(60 if IS_NATIVE else 2):
            with contextlib.suppress(BufferError, ValueError):
                calls[(first + i * (1 + first)) % len(calls)]()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ours.sorted().is_sorted()


def test_nothing_leaks():
    marker = object()

    def work() -> None:
        ours = SimdList([1, 2, marker])
        with contextlib.suppress(TypeError):
            ours.sort()
        with contextlib.suppress(ValueError):
            ours._share("object", memoryview(b"12345678"))
        ours[0:2] = [marker, marker]
        ours.count(marker), ours.index(marker), ours.copy(), ours * 3, ours[::-1], ours.pop()
        numbers = SimdList(range(100))
        numbers[5] = marker
        lent = SimdList.from_numpy(np.arange(100))
        lent.add(1 << 62).filter("<", 3), lent.sum(), lent.sorted(), lent.argsort(), lent.dot(lent)
        lent.to_numpy()
        lent.append(marker)

    for _ in range(30):
        work()
    gc.collect()
    references = sys.getrefcount(marker)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(200):
        work()
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert sys.getrefcount(marker) == references
    assert after - before < 20_000


@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_AS")
def test_no_memory_and_the_end_of_the_interpreter():
    if not IS_NATIVE:
        pytest.skip("a limit of addresses stops WebAssembly itself")
    code = """
        import resource
        from dxpy import SimdList
        limit = int(open("/proc/self/statm").read().split()[0]) * 4096 + (400 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        keep = SimdList([1, 2, 3]) * 5_000_000
        for call in (
            lambda: SimdList([1]) * (1 << 40), lambda: keep.extend(keep), keep.argsort, keep.sorted,
            lambda: keep + keep, lambda: keep.add(1), lambda: keep.filter("<", 9), keep.sort,
            lambda: keep.append("x"), lambda: keep.append(1),
        ):
            held = []
            try:
                for _ in range(5):
                    held.append(call())
            except MemoryError:
                print("none")
            del held
        assert sorted(keep[:3]) in ([1, 1, 1], [1, 2, 3])
        import builtins
        builtins.kept = (keep, SimdList(["a", keep]), memoryview(keep.to_numpy()))
    """
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(code)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "none" in done.stdout
