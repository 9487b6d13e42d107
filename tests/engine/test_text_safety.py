"""dxpy.text under threads, without leaks, and beyond 4 GiB."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import tracemalloc

import pytest

from dxpy import backends
from dxpy.engine.fast import extension, text_engine
from dxpy.engine.text import ByteSet, TextEngine
from dxpy.errors import CoreMismatch

LARGE = 1 << 20  # more than what is worked on with the GIL held


def native_names():
    """The native backends that run here, best first."""
    return [b.name for b in backends.available() if b.is_usable and b.name in backends.NATIVE]


def native_core():
    """The best native core, whatever DXPY_BACKEND says."""
    names = native_names()
    if not names:
        pytest.skip("no native core runs here")
    return backends.load(names[0])


@pytest.fixture(scope="module", params=["fast", "generic"])
def engine(request):
    """Both engines over the best core here."""
    core = native_core()
    if request.param == "generic":
        return TextEngine(core)
    if extension() is None:
        pytest.skip("the extension is not there")
    return text_engine(core)


@pytest.fixture
def quick_switches():
    """Threads take turns every 0.1 ms, so that they meet more often."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


def calls_on(engine, data):
    """A call of every function that works on a large buffer, with arguments that fit."""
    table = bytes(range(256))
    return [
        lambda: engine.find(data, b"needle"),
        lambda: engine.rfind(data, b"needle"),
        lambda: engine.count(data, b"a"),
        lambda: engine.contains(data, b"needle"),
        lambda: engine.find_all(data, b"ab"),
        lambda: engine.find_any_of(data, b"xyz"),
        lambda: engine.count_any_of(data, b"ab"),
        lambda: engine.eq(data, bytes(data)),
        lambda: engine.compare(data, bytes(data)),
        lambda: engine.common_prefix(data, bytes(data)),
        lambda: engine.hash(data),
        lambda: engine.is_ascii(data),
        lambda: engine.utf8_valid(data),
        lambda: engine.utf8_count(data),
        lambda: engine.utf8_offset(data, 1000),
        lambda: engine.lower(data),
        lambda: engine.translate(data, table),
        lambda: engine.split(data, b"b"),
        lambda: engine.split(data),
        lambda: engine.splitlines(data),
        lambda: len(engine.split_lazy(data, b"b")),
        lambda: list(engine.splitlines_lazy(data)[:5]),
        lambda: engine.partition(data, b"needle"),
        lambda: engine.rpartition(data, b"b"),
        lambda: engine.strip(data, b"a"),
        lambda: engine.join(data, [b"x", data]),
        lambda: engine.replace(data, b"b", b"--"),
        lambda: engine.replace(data, b"", b"-"),
    ]


@pytest.mark.usefixtures("quick_switches")
def test_a_buffer_cannot_be_resized_while_it_is_read(engine):
    data = bytearray(b"ab\n" * (4 * LARGE // 3))
    stop, seen = threading.Event(), []

    def resize():
        while not stop.is_set():
            try:
                data.append(0)
                data.pop()
            except BufferError as error:
                seen.append(str(error))

    thread = threading.Thread(target=resize)
    thread.start()
    try:
        for call in calls_on(engine, data):
            call()
        for _ in range(200):  # until the other thread has met a call at least once
            engine.count(data, b"a")
            engine.replace(data, b"b", b"--")
            if seen:
                break
    finally:
        stop.set()
        thread.join()
    assert set(seen) == {"Existing exports of data: object cannot be re-sized"}
    data.append(0)  # nothing holds it any more


@pytest.mark.usefixtures("quick_switches")
def test_writing_to_a_buffer_while_it_is_read_breaks_nothing(engine):
    data = bytearray(b"ab\n" * (LARGE // 3))
    size = len(data)
    stop = threading.Event()
    patterns = [b"bbb" * 4096, b"\n\n\n" * 4096, b"   " * 4096, b"\xff\xc3\xa9" * 4096]

    def scribble():
        turn = 0
        while not stop.is_set():
            at = turn * 7919 % (size - 12288)
            data[at : at + 12288] = patterns[turn % 4]
            turn += 1

    thread = threading.Thread(target=scribble)
    thread.start()
    try:
        for call in calls_on(engine, data) * 3:
            try:
                call()
            except BufferError as error:
                assert "changed by another thread" in str(error)  # noqa: PT017
    finally:
        stop.set()
        thread.join()
    assert len(data) == size
    data.append(0)


@pytest.mark.usefixtures("quick_switches")
def test_a_list_may_be_emptied_while_it_is_joined(engine):
    parts = []
    stop = threading.Event()

    def churn():
        while not stop.is_set():
            parts[:] = [bytes([i]) * 1000 for i in range(256)] * 8
            parts.clear()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(20):
            joined = engine.join(b",", parts)
            assert len(joined) in (0, *range(1000, 2_050_049))
    finally:
        stop.set()
        thread.join()


@pytest.mark.usefixtures("quick_switches")
def test_large_calls_let_other_threads_run(engine):
    data = b"a" * (64 << 20)
    turns = []
    stop = threading.Event()

    def count():
        while not stop.is_set():
            turns.append(None)

    thread = threading.Thread(target=count)
    thread.start()
    before = len(turns)
    while len(turns) == before:
        pass
    for _ in range(5):
        engine.count(data, b"a")
    stop.set()
    thread.join()
    assert len(turns) > before


def small_calls(engine):
    """Calls of every kind, those that fail included."""
    views = bytearray(b"aXbXc"), memoryview(b"aXbXc"), "aXbXc", "aéXbX", "\ud800X", b"aXbXc"
    prepared = ByteSet(b"X")
    for text in views:
        is_str = isinstance(text, str)
        x, long = ("X", "Z" * 2000) if is_str else (b"X", b"Z" * 2000)
        for name in ("find", "rfind", "count", "contains", "startswith", "endswith", "find_all"):
            getattr(engine, name)(text, x)
        for name in ("find_any_of", "rfind_none_of", "count_any_of", "strip"):
            getattr(engine, name)(text, x)
            getattr(engine, name)(text, prepared)
        for name in (
            "lower",
            "upper",
            "split",
            "rsplit",
            "splitlines",
            "strip",
            "is_ascii",
            "hash",
        ):
            getattr(engine, name)(text)
        for name in ("split", "rsplit", "partition", "rpartition", "eq", "compare"):
            getattr(engine, name)(text, x)
        engine.replace(text, x, long)
        engine.replace(text, x, x + x, 1)
        engine.replace(text, x[:0], x)
        engine.join(x, [x, x, x])
        engine.join(x, iter([x, x]))
        if text != "\ud800X":
            list(engine.split_lazy(text, x))
            memoryview(engine.splitlines_lazy(text).offsets)
        for call in (
            lambda t=text, x=x: engine.index(t, x + x + x),
            lambda t=text: engine.find(t, 2.5),
            lambda t=text: engine.find(t),
            lambda t=text, x=x: engine.split(t, x[:0]),
            lambda t=text, x=x: engine.find(t, x, "1"),
            lambda t=text, x=x: engine.join(x, [x, 5]),
            lambda t=text: engine.replace(t, memoryview(b"abcd")[::2], b""),
            lambda t=text: engine.split_lazy(t, 5),
            lambda t=text: engine.utf8_offset(t, 99),
        ):
            with pytest.raises((ValueError, TypeError, BufferError, IndexError)):
                call()
    for exported in views[:1]:
        exported.append(0)
        exported.pop()


def test_calls_leave_nothing_behind(engine):
    small_calls(engine)  # warm: caches of functions, interned names
    references = [None, True, False, b"", "", (), bytes, str, bytearray]
    gc.collect()
    counts = [sys.getrefcount(each) for each in references]
    tracemalloc.start()
    try:
        small_calls(engine)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(50):
            small_calls(engine)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 4000
    for each, count in zip(references, counts, strict=True):
        assert abs(sys.getrefcount(each) - count) < 40, each


def test_arguments_keep_their_references(engine):
    text, sub, sep = b"some text " * 3, b"text" + b"", b"," + b" "
    parts = [b"part one", b"part two"]
    every = [text, sub, sep, *parts]
    counts = [sys.getrefcount(each) for each in every]
    for _ in range(10):
        engine.find(text, sub)
        engine.partition(text, sub)
        engine.join(sep, parts)
        engine.join(sep, parts[:1])
        engine.replace(text, sub, sep)
        engine.replace(text, b"none", sep)
        engine.split(text, b"none")
        len(engine.split_lazy(text, sub))
    assert [sys.getrefcount(each) for each in every] == counts


def test_pieces_in_a_cycle_are_collected():
    if extension() is None:
        pytest.skip("the extension is not there")
    engine = text_engine(native_core())

    class Source(bytearray):
        pieces = None

    source = Source(b"a b c")
    source.pieces = engine.split_lazy(source)
    died = threading.Event()
    import weakref

    weakref.finalize(source, died.set)
    del source
    gc.collect()
    assert died.is_set()


def test_engines_over_several_cores_stand_side_by_side():
    module = extension()
    if module is None:
        pytest.skip("the extension is not there")
    engines = [text_engine(backends.load(name)) for name in native_names()]
    for engine in engines:
        assert engine.find(b"x" * 1000 + b"needle", b"needle") == 1000
    core = native_core()
    engine = text_engine(core)
    core.close()
    del core
    gc.collect()
    assert engine.lower(b"ABC" * 100) == b"abc" * 100  # the library stays


def test_what_does_not_fit_together_is_refused(monkeypatch):
    module = extension()
    if module is None:
        pytest.skip("the extension is not there")
    core = native_core()
    generic = TextEngine(core)
    from dxpy._generated.abi import EXPORTS
    from dxpy._generated.native_ffi import ffi

    addresses = [int(ffi.cast("uintptr_t", core.function(row.name))) for row in EXPORTS]
    for wrong in (addresses[:-1], addresses + addresses[:1], [0, *addresses[1:]]):
        with pytest.raises(ValueError, match="address"):
            module.Engine(tuple(wrong), generic, core)
    with pytest.raises(TypeError):
        module.Engine(addresses, generic, core)
    with pytest.raises(AttributeError, match="find"):
        module.Engine(tuple(addresses), object(), core)
    monkeypatch.setattr("dxpy.engine.fast.EXPORTS", EXPORTS[:-1])
    with pytest.raises(CoreMismatch, match="functions"):
        text_engine(core)


@pytest.mark.parametrize("wanted", ["0", "1"])
def test_the_extension_can_be_left_unused(wanted, monkeypatch):
    module = extension()
    monkeypatch.setenv("DXPY_NO_EXTENSION", wanted)
    assert (extension() is module) == (wanted == "0" or module is None)
    engine = text_engine(native_core())
    assert type(engine) is TextEngine or wanted == "0"
    assert engine.find(b"abc", b"c") == 2


PROGRAM = """
import sys
from dxpy import text
assert text.find(b"abc", b"c") == 2
assert "wasmtime" not in sys.modules
print(type(text.engine).__name__)
"""


@pytest.mark.parametrize("without", ["0", "1"])
def test_the_module_is_bound_to_the_default_core(without):
    environment = {"DXPY_NO_EXTENSION": without, "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    native_core()
    fast = without == "0" and extension() is not None
    assert done.stdout.strip() == ("Engine" if fast else "TextEngine")


@pytest.mark.slow
def test_more_than_four_gib(engine):
    size = (1 << 32) + 100
    data = bytearray(size)
    data[-10:-4] = b"needle"
    assert engine.find(data, b"needle") == size - 10
    assert engine.rfind(data, b"\x01") == -1
    assert engine.find(data, b"needle", size - 9) == -1
    assert engine.count(data, 0) == size - 6
    assert engine.find_any_of(data, b"e") == size - 9
    assert engine.rfind_none_of(data, b"\0") == size - 5
    assert engine.is_ascii(data) is True
    assert engine.utf8_count(data) == size
    assert engine.common_prefix(data, memoryview(data)) == size
    assert engine.find_all(data, b"needle").tolist() == [size - 10]
    lazy = engine.split_lazy(data, b"needle")
    assert lazy.offsets.tolist() == [0, size - 10, size - 4, size]
    del lazy
    assert engine.strip(data, b"\0") == b"needle"
    if type(engine) is not TextEngine:  # which would need four times the memory
        replaced = engine.replace(data, b"needle", b"<>")
        assert (len(replaced), replaced[-8:]) == (size - 4, b"\0\0<>\0\0\0\0")
