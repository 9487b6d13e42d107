"""dxpy.text against CPython's own methods, run live, on every engine that exists here."""

from __future__ import annotations

import array
import inspect
import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dxpy import backends
from dxpy.engine.fast import extension, text_engine
from dxpy.engine.text import FUNCTIONS, ByteSet, Pieces, TextEngine
from dxpy.errors import BackendError

CHARS = "aAbBzZ09 \t\n\r\x0b\x1c\x85é€\u2028\u3000\U0001f600"
WITH_SURROGATES = CHARS + "\ud800\udfff"
BYTES = b"aAbBzZ09 \t\n\r\x0b\x0c\x1c\x85\xc3\xa9\xff\x00"


def native_core():
    """The best native core that runs here."""
    usable = [b.name for b in backends.available() if b.is_usable and b.name in backends.NATIVE]
    if not usable:
        pytest.skip("no native core runs here")
    return backends.load(usable[0])


@pytest.fixture(scope="session", params=["fast", "native", "wasm", "reference"])
def engine(request):
    """Every engine: the extension and Python over the best native core, Python over the others."""
    kind = request.param
    try:
        core = native_core() if kind in ("fast", "native") else backends.load(kind)
    except BackendError as error:
        pytest.skip(str(error))
    if kind == "fast" and extension() is None:
        pytest.skip("the extension is not there")
    with core:
        chosen = text_engine(core) if kind == "fast" else TextEngine(core)
        assert (type(chosen) is TextEngine) == (kind != "fast")
        yield chosen


@pytest.fixture(scope="session")
def fast():
    """The extension over the best native core."""
    if extension() is None:
        pytest.skip("the extension is not there")
    return text_engine(native_core())


def outcome(function, *args, **kwargs):
    """What a call does: its result with types, or its exception."""
    try:
        result = function(*args, **kwargs)
    except Exception as error:
        # CPython counts and names arguments as of the method; ours have the text before them.
        return type(error).__name__, str(error)
    return typed(result)


def typed(value):
    """A value with the types of all that is in it, so that 1 is not True and bytes no bytearray."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [typed(each) for each in value]
    return type(value).__name__, value


KINDS = {
    "str": st.text(CHARS, max_size=40) | st.text("ab", max_size=150),
    "surrogates": st.text(WITH_SURROGATES, max_size=20),
    "bytes": st.lists(st.sampled_from(list(BYTES)), max_size=40).map(bytes)
    | st.lists(st.sampled_from(b"ab"), max_size=150).map(bytes),
}
PART_KINDS = {
    "str": st.text(CHARS, max_size=3) | st.text("ab", max_size=8),
    "surrogates": st.text(WITH_SURROGATES, max_size=2),
    "bytes": st.lists(st.sampled_from(list(BYTES)), max_size=3).map(bytes)
    | st.lists(st.sampled_from(b"ab"), max_size=8).map(bytes),
}
INDEX = st.none() | st.integers(-60, 60) | st.sampled_from([2**63, -(2**63) - 1, 10**30])


@st.composite
def texts(draw, kind):
    """A text of a kind, now and then long enough for every block size."""
    text = draw(KINDS[kind])
    return text * draw(st.sampled_from([1, 1, 1, 2, 7, 40]))


@st.composite
def wrapped(draw, text):
    """The same bytes as bytes, bytearray, memoryview or array."""
    if isinstance(text, str):
        return text
    return draw(st.sampled_from([bytes, bytes, bytearray, memoryview]))(text)


@st.composite
def arguments(draw, method, kind):
    """Arguments of a method for a text of a kind."""
    part = PART_KINDS[kind]
    some = part if kind != "bytes" else part.flatmap(wrapped)
    if method in ("find", "rfind", "index", "rindex", "count", "startswith", "endswith"):
        sub = some
        if kind == "bytes" and not method.endswith("with"):
            sub = some | st.integers(0, 255)
        if method.endswith("with"):
            sub = part | st.lists(part, max_size=3).map(tuple)
        return (draw(sub), *draw(st.lists(INDEX, max_size=2)))
    if method in ("split", "rsplit"):
        sep = draw(st.none() | some)
        return (sep, *draw(st.lists(st.integers(-2, 4), max_size=1)))
    if method == "splitlines":
        return tuple(draw(st.lists(st.booleans(), max_size=1)))
    if method in ("partition", "rpartition"):
        return (draw(some),)
    if method in ("strip", "lstrip", "rstrip"):
        return tuple(draw(st.lists(st.none() | some, max_size=1)))
    if method == "replace":
        return (draw(some), draw(some), *draw(st.lists(st.integers(-2, 4), max_size=1)))
    if method == "join":
        return (draw(st.lists(some, max_size=8)),)
    assert method in ("lower", "upper", "swapcase", "isascii")
    return ()


METHODS = (
    "find rfind index rindex count startswith endswith split rsplit splitlines partition "
    "rpartition strip lstrip rstrip replace join lower upper swapcase isascii"
).split()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_method_does_what_cpythons_does(engine, method, kind, data):
    text = data.draw(texts(kind))
    args = data.draw(arguments(method, kind))
    function = getattr(engine, "is_ascii" if method == "isascii" else method)
    expected = outcome(getattr(text, method), *args)
    assert outcome(function, text, *args) == expected
    if kind == "bytes":
        mutable = bytearray(text)
        assert outcome(function, mutable, *args) == outcome(getattr(mutable, method), *args)
        assert outcome(function, memoryview(text), *args) == expected
        assert outcome(function, array.array("B", text), *args) == expected


COUNTS = {
    "replace": (2, 3), "isascii": (0, 0), "lower": (0, 0), "upper": (0, 0), "swapcase": (0, 0),
    "join": (1, 1), "splitlines": (0, 1), "partition": (1, 1), "rpartition": (1, 1),
    "strip": (0, 1), "lstrip": (0, 1), "rstrip": (0, 1), "split": (0, 2), "rsplit": (0, 2),
}  # fmt: skip
WRONG = [None, 5, 5.0, "a", b"a", bytearray(b"a"), [], (1,), 300, -1, 2**70, object, True]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", ["text a", "té", b"text a", bytearray(b"text a")], ids=repr)
def test_wrong_arguments_are_refused_in_cpythons_words(engine, method, text):
    function = getattr(engine, "is_ascii" if method == "isascii" else method)
    fewest, most = COUNTS.get(method, (1, 3))
    rng = random.Random(method)
    for count in range(fewest, most + 1):
        for _ in range(60):
            args = [rng.choice(WRONG) for _ in range(count)]
            assert outcome(function, text, *args) == outcome(getattr(text, method), *args), args
    for count in {fewest - 1, most + 1} - {-1}:
        with pytest.raises(TypeError, match="argument"):
            function(text, *[text] * count)


ALONE = (
    "lower upper swapcase is_ascii utf8_valid utf8_count hash split rsplit splitlines "
    "split_lazy splitlines_lazy strip lstrip rstrip"
).split()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_no_text_is_refused(engine, name):
    second = {"join": [b"", b""], "translate": bytes(256), "utf8_offset": 0}.get(name, b"x")
    count = len(inspect.signature(getattr(TextEngine, name)).parameters) - 1
    needs = [second, b"y"][: 2 if name == "replace" else 1]
    if name in ALONE:
        needs = []
    assert count >= len(needs)
    for wrong in (None, 5, 2.5, [], object()):
        with pytest.raises(TypeError, match=r"bytes-like object is required|must be str, not"):
            getattr(engine, name)(wrong, *needs)
    gaps = memoryview(b"abcdef")[::2]
    with pytest.raises(BufferError, match="not C-contiguous"):
        getattr(engine, name)(gaps, *needs)
    with pytest.raises(TypeError):
        getattr(engine, name)()
    with pytest.raises(TypeError):
        getattr(engine, name)(b"", *needs, unknown=1)


def test_gaps_in_the_second_argument_are_refused(engine):
    gaps = memoryview(b"abcdef")[::2]
    for (
        name
    ) in "find count split partition replace startswith eq compare find_any_of strip".split():
        args = (gaps, b"y") if name == "replace" else (gaps,)
        if name == "startswith":
            assert outcome(engine.startswith, b"abc", gaps) == outcome(b"abc".startswith, gaps)
            continue
        with pytest.raises(BufferError, match="not C-contiguous"):
            getattr(engine, name)(b"abc", *args)


def test_keywords_are_those_of_the_methods(engine):
    assert engine.split("a b c", maxsplit=1) == ["a", "b c"]
    assert engine.split(b"a,b,c", sep=b",", maxsplit=1) == [b"a", b"b,c"]
    assert engine.rsplit("a,b,c", sep=",", maxsplit=1) == ["a,b", "c"]
    assert engine.splitlines("a\nb\n", keepends=True) == ["a\n", "b\n"]
    assert engine.replace("aaa", "a", "b", count=2) == "bba"
    assert engine.translate(b"abc", None, delete=b"b") == b"ac"
    assert list(engine.split_lazy("a b c", maxsplit=1)) == ["a", "b c"]
    assert list(engine.splitlines_lazy(b"a\nb", keepends=True)) == [b"a\n", b"b"]
    for call in (
        lambda: engine.find("a", sub="a"),
        lambda: engine.split("a", separator="a"),
        lambda: engine.split("a", "b", sep="b"),
        lambda: engine.lower(text="a"),
    ):
        with pytest.raises(TypeError, match="argument"):
            call()


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(list(KINDS)))
def test_contains_eq_compare_and_common_prefix(engine, data, kind):
    left = data.draw(texts(kind))
    cut = data.draw(st.integers(0, len(left)))
    right = left[:cut] + data.draw(texts(kind))
    sub = data.draw(PART_KINDS[kind])
    assert engine.contains(left, sub) is (sub in left)
    assert engine.eq(left, right) is (left == right)
    assert engine.eq(left, left[:-1] + left[-1:]) is True
    assert engine.compare(left, right) == (left > right) - (left < right)
    shared = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        shared += 1
    assert engine.common_prefix(left, right) == shared
    if kind == "bytes":
        assert engine.eq(bytearray(left), memoryview(right)) is (left == right)
        assert engine.compare(memoryview(left), bytearray(right)) == (left > right) - (left < right)
        assert engine.common_prefix(bytearray(left), right) == shared


def test_kinds_do_not_mix(engine):
    assert engine.eq("a", b"a") is False
    assert engine.eq(b"a", "a") is False
    for name, operator in (("compare", "<"), ("contains", "in"), ("common_prefix", "")):
        for left, right in (("a", b"a"), (b"a", "a"), (bytearray(b"a"), "a")):
            with pytest.raises(TypeError) as caught:
                getattr(engine, name)(left, right)
            if operator == "<":
                assert outcome(lambda a=left, b=right: a < b)[1] == str(caught.value)
            if operator == "in":
                assert outcome(lambda a=left, b=right: b in a)[1] == str(caught.value)
    assert outcome(engine.contains, b"a", 300) == outcome(lambda: 300 in b"a")
    assert engine.contains(b"a", 97) is True


def first_index(text, wanted, indices):
    """The oracle of the searches for a set."""
    return next((i for i in indices if wanted(text[i])), -1)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(list(KINDS)))
def test_searches_for_sets(engine, data, kind):
    text = data.draw(texts(kind))
    chars = data.draw(PART_KINDS[kind])
    start, end = data.draw(INDEX), data.draw(INDEX)
    first, last, _ = slice(start, end).indices(len(text))
    beyond = start is not None and start > len(text)
    places = range(first, last) if not beyond else range(0)
    sets = [chars]
    if isinstance(chars, bytes) or chars.isascii():
        sets.append(ByteSet(chars))
    for each in sets:
        for name, wanted, order in (
            ("find_any_of", lambda c: c in chars, places),
            ("find_none_of", lambda c: c not in chars, places),
            ("rfind_any_of", lambda c: c in chars, places[::-1]),
            ("rfind_none_of", lambda c: c not in chars, places[::-1]),
        ):
            assert getattr(engine, name)(text, each, start, end) == first_index(text, wanted, order)
        expected = sum(text[i] in chars for i in places)
        assert engine.count_any_of(text, each, start, end) == expected


def test_wrong_sets_are_refused(engine):
    with pytest.raises(TypeError, match="must be str or ByteSet, not bytes"):
        engine.find_any_of("a", b"a")
    with pytest.raises(TypeError, match="a bytes-like object is required, not 'str'"):
        engine.find_any_of(b"a", "a")
    with pytest.raises(ValueError, match="above 127"):
        engine.find_any_of("a", ByteSet(b"\xff"))
    with pytest.raises(TypeError, match="slice indices"):
        engine.rfind_none_of("a", "a", "b")
    assert engine.strip("xax", ByteSet("x")) == "a"
    assert engine.strip(b"\xffa\xff", ByteSet(b"\xff")) == b"a"


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(list(KINDS)))
def test_find_all(engine, data, kind):
    text = data.draw(texts(kind))
    sub = data.draw(PART_KINDS[kind].filter(bool))
    start, end = data.draw(INDEX), data.draw(INDEX)
    expected = []
    index = text.find(sub, start, end)
    while index >= 0:
        expected.append(index)
        index = text.find(sub, index + len(sub), end)
    found = engine.find_all(text, sub, start, end)
    assert (found.format, found.readonly, found.tolist()) == ("q", True, expected)


def test_find_all_of_many_and_of_nothing(engine):
    assert engine.find_all("ab" * 10000, "a").tolist() == list(range(0, 20000, 2))
    assert engine.find_all("é" * 5000, "é").tolist() == list(range(5000))
    assert engine.find_all(b"\x01" * 9000, 1).tolist() == list(range(9000))
    for text, sub in (("a", ""), (b"a", b"")):
        with pytest.raises(ValueError, match="empty substring"):
            engine.find_all(text, sub)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), kind=st.sampled_from(["str", "bytes"]))
def test_lazy_parts_are_those_of_split(engine, data, kind):
    text = data.draw(texts(kind))
    source = data.draw(wrapped(text))
    same = bytearray if isinstance(source, bytearray) else type(text)
    args = data.draw(arguments("split", kind).filter(lambda a: a[0] is None or len(a[0])))
    keep = data.draw(st.booleans())
    for lazy, eager in (
        (engine.split_lazy(source, *args), text.split(*args)),
        (engine.splitlines_lazy(source, keep), text.splitlines(keep)),
    ):
        parts = [same(part) for part in eager] if same is bytearray else eager
        assert typed(list(lazy)) == typed(parts)
        assert (len(lazy), bool(lazy)) == (len(parts), bool(parts))
        assert typed(lazy[1:-1]) == typed(parts[1:-1])
        assert typed(lazy[::-2]) == typed(parts[::-2])
        assert lazy.source is source
        encoded = text.encode() if kind == "str" else text
        offsets = lazy.offsets.tolist()
        cut = [encoded[s:e] for s, e in zip(offsets[::2], offsets[1::2], strict=True)]
        assert cut == [part.encode() if kind == "str" else part for part in eager]


def test_pieces_are_a_sequence(engine):
    lazy = engine.split_lazy("a,bb,ccc", ",")
    assert isinstance(lazy, Pieces)
    assert (lazy[-1], lazy[0], lazy[True]) == ("ccc", "a", "bb")
    assert ("bb" in lazy, "x" in lazy) == (True, False)
    assert list(reversed(lazy)) == ["ccc", "bb", "a"]
    assert re.fullmatch("<Pieces: 3 of a str>", repr(lazy))
    for index in (3, -4, 2**70):
        with pytest.raises(IndexError):
            lazy[index]
    with pytest.raises(TypeError):
        lazy["a"]
    assert len(engine.split_lazy("", None)) == 0
    assert engine.split_lazy("", None).offsets.tolist() == []


def test_pieces_hold_the_buffer_of_a_bytearray(engine):
    source = bytearray(b"a b c")
    lazy = engine.split_lazy(source)
    with pytest.raises(BufferError, match="cannot be re-sized"):
        source.append(1)
    source[0] = ord("z")
    assert list(lazy) == [b"z", b"b", b"c"]
    del lazy
    source.append(1)


def test_translate(engine):
    swap = bytes(reversed(range(256)))
    data = bytes(range(256)) * 5
    assert engine.translate(data, swap) == data.translate(swap)
    assert typed(engine.translate(bytearray(data), bytearray(swap))) == typed(
        bytearray(data).translate(swap)
    )
    assert engine.translate(memoryview(data), swap, delete=b"abc") == data.translate(swap, b"abc")
    assert engine.translate("aé", {0xE9: "e"}) == "ae"
    for wrong in (b"short", "x" * 256, 5):
        assert outcome(engine.translate, b"a", wrong) == outcome(b"a".translate, wrong)


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_hash_is_the_same_everywhere(engine, seed):
    reference = TextEngine(backends.load("reference"))
    for text in (b"", b"a", b"abc" * 50, "aé€", "\ud800", bytearray(b"xyz")):
        assert engine.hash(text, seed) == reference.hash(text, seed=seed)
    assert engine.hash("é") == engine.hash("é".encode())
    assert engine.hash(b"a", 1) != engine.hash(b"a", 2)
    for wrong in (-1, 2**64):
        with pytest.raises(OverflowError, match="64 bits"):
            engine.hash(b"a", wrong)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(WITH_SURROGATES, max_size=60), noise=st.binary(max_size=40))
def test_utf8(engine, text, noise):
    data = text.encode("utf-8", "surrogatepass")
    has_surrogates = any("\ud800" <= char <= "\udfff" for char in text)
    assert engine.utf8_valid(data) is not has_surrogates
    assert engine.utf8_valid(text) is not has_surrogates
    assert engine.utf8_count(data) == engine.utf8_count(text) == len(text)
    for index in range(len(text) + 1):
        offset = len(text[:index].encode("utf-8", "surrogatepass"))
        assert engine.utf8_offset(data, index) == offset
        if index < len(text):
            assert engine.utf8_offset(data, index - len(text)) == offset
    for index in (len(text) + 1, -len(text) - 1, 2**70):
        with pytest.raises(IndexError, match="out of range"):
            engine.utf8_offset(data, index)
    try:
        noise.decode()
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert engine.utf8_valid(noise) is valid


def test_unchanged_texts_are_returned_themselves(engine):
    for text in ("some text here", b"some text here"):
        no, yes = ("!", "?") if isinstance(text, str) else (b"!", b"?")
        assert engine.replace(text, no, yes) is text
        assert engine.replace(text, no, no + no) is text
        assert engine.replace(text, text[:1], yes, 0) is text
        assert engine.strip(text) is text
        assert engine.lstrip(text, no) is text
        assert engine.split(text, no)[0] is text
        assert engine.split(text, maxsplit=0)[0] is text
        assert engine.splitlines(text)[0] is text
        assert engine.partition(text, no)[0] is text
        assert engine.rpartition(text, no)[2] is text
        assert engine.partition(text, sep := text[4:5])[1] is sep
    data = b"some text here"
    assert engine.translate(data, bytes(range(256))) is data
    assert engine.join(b",", [data]) is data
    mutable = bytearray(data)
    for copy in (engine.replace(mutable, b"!", b"?"), engine.strip(mutable), engine.lower(mutable)):
        assert type(copy) is bytearray
        assert copy == mutable
        assert copy is not mutable


def test_results_of_subclasses_are_plain(engine):
    class Text(str):
        __slots__ = ()

    class Data(bytes):
        __slots__ = ()

    for text in (Text("a b"), Text("a é"), Data(b"a b")):
        base = str if isinstance(text, str) else bytes
        sep, no = (" ", "!") if base is str else (b" ", b"!")
        assert type(engine.lower(text)) is base
        assert type(engine.replace(text, no, no)) is base
        assert type(engine.strip(text)) is base
        assert [type(part) for part in engine.split(text, sep)] == [base, base]
        assert type(engine.split(text, no)[0]) is base
        assert engine.find(text, sep) == 1


def test_join_of_many_kinds(engine):
    parts = [b"a", bytearray(b"bb"), memoryview(b"ccc"), array.array("B", b"dddd")]
    assert engine.join(b", ", parts) == b", ".join(parts)
    assert engine.join(b", ", tuple(parts)) == b", ".join(parts)
    assert engine.join(b", ", iter(parts)) == b", ".join(parts)
    assert typed(engine.join(bytearray(b","), [b"a", b"b"])) == typed(bytearray(b"a,b"))
    assert engine.join("é", ["a", "b"]) == "aéb"
    assert engine.join(memoryview(b"-"), [b"a", b"b"]) == b"a-b"
    for wrong in (5, [b"a", "b"], [b"a", 5], ["a"], (b"a", None), [memoryview(b"ab")[::2]]):
        assert outcome(engine.join, b",", wrong) == outcome(b",".join, wrong)
        assert outcome(engine.join, ",", wrong) == outcome(",".join, wrong)

    def failing():
        yield b"a"
        raise KeyError("from the iterator")

    with pytest.raises(KeyError, match="from the iterator"):
        engine.join(b",", failing())


def test_a_result_for_which_there_is_no_memory_is_an_error(engine):
    if type(engine) is TextEngine and engine.core.name == "reference":
        pytest.skip("counting in plain Python would take minutes")
    many = b"a" * (1 << 24)
    for text in (many, many.decode()):
        for old in (text[:1], text[:0]):
            with pytest.raises(MemoryError):
                engine.replace(text, old, text)  # 2**48 bytes, more than addresses reach
    assert engine.replace("aa", "a", "b") == "bb"


def test_arrays_are_buffers(engine):
    np = pytest.importorskip("numpy")
    grid = np.arange(120, dtype=np.uint8).reshape(10, 12)
    data = grid.tobytes()
    assert engine.find(grid, b"ab") == data.find(b"ab")
    assert engine.find(data, grid[2]) == 24
    assert engine.upper(grid) == data.upper()
    assert engine.split(grid, b"AB") == data.split(b"AB")
    assert engine.startswith(grid, data[:5]) is True
    assert engine.eq(grid, data) is True
    assert engine.find(np.arange(5, dtype=np.int32), np.int8(3)) == 12
    assert engine.find(grid[:0], b"a") == -1
    assert engine.endswith(grid[:0], b"") is True
    for gaps in (grid[:, ::2], np.asfortranarray(grid)):
        assert outcome(engine.find, gaps, b"a") == outcome(b"".strip, gaps)
        assert outcome(engine.find, b"a", gaps) == outcome(b"a".find, gaps)


@pytest.mark.parametrize("size", [1, 2, 1023, 1024, 1025, 5000, 1 << 18, (1 << 20) + 3, 3 << 20])
def test_results_of_every_size(engine, size):
    if size > 5000 and type(engine) is TextEngine and engine.core.name == "reference":
        size = 5000
    text = ("Ab cD\n" * (size // 6 + 1))[:size]
    data = text.encode()
    assert engine.lower(text) == text.lower()
    assert engine.upper(data) == data.upper()
    assert engine.swapcase(bytearray(data)) == data.swapcase()
    assert engine.replace(text, "b", "xyz") == text.replace("b", "xyz")
    assert engine.replace(data, b"b c", b"") == data.replace(b"b c", b"")
    assert engine.replace(data, b"b", b"c") == data.replace(b"b", b"c")
    assert engine.replace(text, "", "-") == text.replace("", "-")
    assert engine.split(text) == text.split()
    assert engine.rsplit(data, b"D", 3) == data.rsplit(b"D", 3)
    assert engine.join(b"--", data.split(b"A")) == b"--".join(data.split(b"A"))
    assert list(engine.splitlines_lazy(data)) == data.splitlines()
    assert engine.count(data, b"D\n") == data.count(b"D\n")
    lowered = engine.lower(text)
    assert (hash(lowered), lowered.isascii()) == (hash(text.lower()), True)


def test_fast_functions_have_the_words_of_the_generic_ones(fast):
    assert inspect.getdoc(fast.find)
    for name in FUNCTIONS:
        function, generic = getattr(fast, name), getattr(TextEngine, name)
        assert inspect.getdoc(function) == inspect.getdoc(generic)
        names = [*inspect.signature(generic).parameters.values()][1:]
        for ours, theirs in zip(
            inspect.signature(function).parameters.values(), names, strict=True
        ):
            assert (ours.name, ours.kind, ours.default) == (
                theirs.name,
                theirs.kind,
                theirs.default,
            )


def test_byteset():
    each = ByteSet(b"ab\xff")
    assert (97 in each, 99 in each, 255 in each, -1 in each, "a" in each) == (
        True,
        False,
        True,
        False,
        False,
    )
    assert (list(each), len(each)) == ([97, 98, 255], 3)
    assert each == ByteSet([255, 97, 98]) != ByteSet("ab")
    assert hash(each) == hash(ByteSet(b"\xffba"))
    assert repr(each) == r"ByteSet(b'ab\xff')"
    assert (each.is_ascii, ByteSet("ab").is_ascii, len(ByteSet())) == (False, True, 0)
    with pytest.raises(ValueError, match="ASCII"):
        ByteSet("é")
    with pytest.raises(ValueError, match="range"):
        ByteSet([256])
    with pytest.raises(AttributeError, match="cannot be changed"):
        each.table = b""
    import pickle

    assert pickle.loads(pickle.dumps(each)) == each
