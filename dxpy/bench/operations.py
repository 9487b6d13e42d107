"""What is measured: every operation of the engine, at every size, beside each peer that has it.

A benchmark is one operation at one size with its contenders: "dxpy" (the native engine) and the
that have the operation: CPython, NumPy, StringZilla, PyArrow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import stringzilla as sz

from dxpy import SimdList, SwissDict, text
from dxpy.bench import data
from dxpy.bench.timing import Contender

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NO_LIMIT = (1 << 64) - 1
PEERS = ("cpython", "numpy", "stringzilla", "pyarrow")


@dataclass
class Benchmark:
    """One operation at one size."""

    operation: str
    size: int  # bytes of a string, elements of an array, keys of a dict
    unit: str  # "B", "elements" or "keys"
    contenders: list[Contender] = field(default_factory=list)
    is_judged: bool = True  # a row that shows something else than the peers' race is not

    def add(self, name: str, statement: str, **names: Any) -> Benchmark:
        """Add a contender; gives the benchmark back."""
        self.contenders.append(Contender(name, statement, names))
        return self


def arrow_scalar(value: bytes) -> pa.Array:
    """A column of one binary value, as PyArrow's string kernels want it."""
    return pa.array([value], pa.large_binary())


def searches(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """find, rfind and searches for sets of bytes, with needles that are not there."""
    for size in sizes:
        hay = data.text(size)
        wide = np.frombuffer(hay, np.uint8)
        column = arrow_scalar(hay) if size <= 1 << 20 else None
        for m in (1, 4, 16, 64):
            if m > size // 2:
                continue
            needle = b"~" if m == 1 else data.needle_of(hay, m)
            for name in ("find", "rfind"):
                bench = Benchmark(f"{name} m={m}", size, "B")
                bench.add("dxpy", "f(h, n)", f=getattr(text, name), h=hay, n=needle)
                bench.add("cpython", f"h.{name}(n)", h=hay, n=needle)
                bench.add("stringzilla", f"h.{name}(n)", h=sz.Str(hay), n=needle)
                if name == "find" and column is not None:
                    bench.add("pyarrow", "f(h, n)", f=pc.find_substring, h=column, n=needle)
                if m == 1 and name == "find":
                    bench.add("numpy", "(h == 126).argmax()", h=wide)
                yield bench
        if size >= 64:
            russian = data.text(size, russian=True)
            needle = data.needle_of(russian, 16)
            bench = Benchmark("find m=16 utf-8", size, "B")
            bench.add("dxpy", "f(h, n)", f=text.find, h=russian, n=needle)
            bench.add("cpython", "h.find(n)", h=russian, n=needle)
            bench.add("stringzilla", "h.find(n)", h=sz.Str(russian), n=needle)
            yield bench
        for chars in (b"!#$%", b"!#$%&*+<=>?@"):
            prepared = text.ByteSet(chars)
            bench = Benchmark(f"find_any_of k={len(chars)}", size, "B")
            bench.add("dxpy", "f(h, s)", f=text.find_any_of, h=hay, s=prepared)
            bench.add("stringzilla", "h.find_first_of(s)", h=sz.Str(hay), s=chars)
            yield bench


def adversarial(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """The inputs that break naive searches, both ways."""
    for size in sizes:
        if size < 4 << 10 or size > 1 << 20:
            continue
        for label, (hay, needle) in data.adversaries(size).items():
            for name in ("find", "rfind"):
                reverse = name == "rfind"
                h, n = (hay[::-1], needle[::-1]) if reverse else (hay, needle)
                bench = Benchmark(f"{name} worst {label}", size, "B")
                bench.add("dxpy", "f(h, n)", f=getattr(text, name), h=h, n=n)
                bench.add("cpython", f"h.{name}(n)", h=h, n=n)
                bench.add("stringzilla", f"h.{name}(n)", h=sz.Str(h), n=n)
                yield bench


def counts_and_comparisons(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """count, eq, compare, is_ascii, hash."""
    for size in sizes:
        hay = data.text(size)
        wide = np.frombuffer(hay, np.uint8)
        for label, needle in (("byte, frequent", b"e"), ("byte, absent", b"~"), ("word", b"th")):
            bench = Benchmark(f"count {label}", size, "B")
            bench.add("dxpy", "f(h, n)", f=text.count, h=hay, n=needle)
            bench.add("cpython", "h.count(n)", h=hay, n=needle)
            bench.add("stringzilla", "h.count(n)", h=sz.Str(hay), n=needle)
            if size <= 1 << 20:
                bench.add("pyarrow", "f(h, n)", f=pc.count_substring, h=arrow_scalar(hay), n=needle)
            if len(needle) == 1:
                bench.add("numpy", "f(h == b)", f=np.count_nonzero, h=wide, b=needle[0])
            yield bench
        other = bytes(bytearray(hay))
        bench = Benchmark("eq", size, "B")
        bench.add("dxpy", "f(a, b)", f=text.eq, a=hay, b=other)
        bench.add("cpython", "a == b", a=hay, b=other)
        bench.add("stringzilla", "a == b", a=sz.Str(hay), b=sz.Str(other))
        yield bench
        bench = Benchmark("is_ascii", size, "B")
        bench.add("dxpy", "f(a)", f=text.is_ascii, a=hay)
        bench.add("cpython", "a.isascii()", a=hay)
        yield bench
        bench = Benchmark("hash", size, "B")
        bench.add("dxpy", "f(a)", f=text.hash, a=hay)
        bench.add("stringzilla", "f(a)", f=sz.hash, a=hay)
        yield bench


def transformations(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """lower, upper, translate, replace, join, split."""
    lower_table = bytes(range(256)).lower()
    for size in sizes:
        hay = data.text(size)
        column = arrow_scalar(hay)
        strings = pa.array([hay.decode()], pa.large_string())
        for name in ("lower", "upper"):
            bench = Benchmark(name, size, "B")
            table = lower_table if name == "lower" else bytes(range(256)).upper()
            bench.add("dxpy", "f(h)", f=getattr(text, name), h=hay)
            bench.add("cpython", f"h.{name}()", h=hay)
            bench.add("stringzilla", "f(h, t)", f=sz.translate, h=hay, t=table)
            bench.add("pyarrow", "f(h)", f=getattr(pc, f"ascii_{name}"), h=strings)
            yield bench
        swap = bytes((byte ^ 0x55) for byte in range(256))
        bench = Benchmark("translate", size, "B")
        bench.add("dxpy", "f(h, t)", f=text.translate, h=hay, t=swap)
        bench.add("cpython", "h.translate(t)", h=hay, t=swap)
        bench.add("stringzilla", "f(h, t)", f=sz.translate, h=hay, t=swap)
        yield bench
        replacements = (
            ("byte by byte", b"e", b"E"),
            ("byte by 3 bytes", b"e", b"<e>"),
            ("word by word", b"the", b"that"),
            ("absent", b"~#", b"!"),
        )
        for label, old, new in replacements:
            bench = Benchmark(f"replace {label}", size, "B")
            bench.add("dxpy", "f(h, o, n)", f=text.replace, h=hay, o=old, n=new)
            bench.add("cpython", "h.replace(o, n)", h=hay, o=old, n=new)
            if size <= 1 << 20:
                bench.add("pyarrow", "f(h, o, n)", f=pc.replace_substring, h=column, o=old, n=new)
            yield bench
        if size > 1 << 20:
            continue  # the objects made, not the splitting, would be measured
        for label, pieces, sep in (
            ("words", hay.split(), b" "),
            ("lines", hay.split(b"\n"), b"\n"),
        ):
            bench = Benchmark(f"join {label}", size, "B")
            bench.add("dxpy", "f(s, p)", f=text.join, s=sep, p=pieces)
            bench.add("cpython", "s.join(p)", s=sep, p=pieces)
            bench.add(
                "pyarrow",
                "f(p, s)",
                f=pc.binary_join,
                p=pa.array([pieces], pa.list_(pa.binary())),
                s=sep,
            )
            yield bench
        for label, sep in (("words", b" "), ("lines", b"\n")):
            bench = Benchmark(f"split {label}", size, "B")
            bench.add("dxpy", "f(h, s)", f=text.split, h=hay, s=sep)
            bench.add("cpython", "h.split(s)", h=hay, s=sep)
            bench.add("pyarrow", "f(h, s)", f=pc.split_pattern, h=column, s=sep)
            yield bench
            bench = Benchmark(f"split {label}, lazily", size, "B")
            bench.add("dxpy", "f(h, s)", f=text.split_lazy, h=hay, s=sep)
            bench.add("stringzilla", "h.split(s)", h=sz.Str(hay), s=sep)
            yield bench
        bench = Benchmark("split white space", size, "B")
        bench.add("dxpy", "f(h)", f=text.split, h=hay)
        bench.add("cpython", "h.split()", h=hay)
        bench.add("pyarrow", "f(h)", f=pc.ascii_split_whitespace, h=strings)
        yield bench
        bench = Benchmark("splitlines", size, "B")
        bench.add("dxpy", "f(h)", f=text.splitlines, h=hay)
        bench.add("cpython", "h.splitlines()", h=hay)
        yield bench


def utf8(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """Validation and counting of code points."""
    for size in sizes:
        for label, hay in (("ascii", data.text(size)), ("russian", data.text(size, russian=True))):
            bench = Benchmark(f"utf8 validate {label}", size, "B")
            bench.add("dxpy", "f(h)", f=text.utf8_valid, h=hay)
            bench.add("cpython", "h.decode()", h=hay)
            yield bench
            bench = Benchmark(f"utf8 count {label}", size, "B")
            bench.add("dxpy", "f(h)", f=text.utf8_count, h=hay)
            bench.add("stringzilla", "f(h)", f=sz.utf8_count, h=hay)
            yield bench


def arrays(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """Reductions, maps, filters and searches of int64 and float64."""
    for size in sizes:
        for kind, values in (("i64", data.integers(size)), ("f64", data.floats(size))):
            ours, theirs = SimdList.from_numpy(values), pa.array(values)
            listed = values.tolist() if size <= 128 << 10 else None
            for name in ("sum", "min", "max"):
                bench = Benchmark(f"{name} {kind}", size, "elements")
                bench.add("dxpy", f"a.{name}()", a=ours)
                bench.add("numpy", f"a.{name}()", a=values)
                bench.add("pyarrow", "f(a)", f=getattr(pc, name), a=theirs)
                if listed is not None:
                    bench.add("cpython", f"{name}(a)", a=listed)
                yield bench
            for name in ("argmin", "argmax"):
                bench = Benchmark(f"{name} {kind}", size, "elements")
                yield bench.add("dxpy", f"a.{name}()", a=ours).add("numpy", f"a.{name}()", a=values)
            bench = Benchmark(f"dot {kind}", size, "elements")
            yield bench.add("dxpy", "a.dot(a)", a=ours).add("numpy", "a.dot(a)", a=values)
            for label, method, symbol, value in (("x2", "mul", "*", 2), ("+ 7", "add", "+", 7)):
                number = float(value) if kind == "f64" else value
                bench = Benchmark(f"map {label} {kind}", size, "elements")
                bench.add("dxpy", f"a.{method}(v)", a=ours, v=number)
                bench.add("numpy", f"a {symbol} v", a=values, v=number)
                arrow = pc.multiply_checked if method == "mul" else pc.add_checked
                bench.add("pyarrow", "f(a, v)", f=arrow, a=theirs, v=pa.scalar(number))
                if listed is not None:
                    bench.add("cpython", f"[x {symbol} v for x in a]", a=listed, v=number)
                yield bench
            for percent in (1, 50, 99):
                limit = data.threshold(values, percent / 100)
                bound = limit if kind == "f64" else int(limit)
                bench = Benchmark(f"filter {percent} % {kind}", size, "elements")
                bench.add("dxpy", "a.filter('<', v)", a=ours, v=bound)
                bench.add("numpy", "a[a < v]", a=values, v=bound)
                scalar = pa.scalar(bound)
                bench.add("pyarrow", "a.filter(f(a, v))", f=pc.less, a=theirs, v=scalar)
                if listed is not None:
                    bench.add("cpython", "[x for x in a if x < v]", a=listed, v=bound)
                yield bench
            last = values[-1].item()
            for name, statement in (("index", "(a == v).argmax()"), ("count", "n(a == v)")):
                bench = Benchmark(f"{name} {kind}", size, "elements")
                bench.add("dxpy", f"a.{name}(v)", a=ours, v=last)
                bench.add("numpy", statement, a=values, v=last, n=np.count_nonzero)
                if name == "index":
                    bench.add("pyarrow", "f(a, v)", f=pc.index, a=theirs, v=pa.scalar(last))
                if listed is not None:
                    bench.add("cpython", f"a.{name}(v)", a=listed, v=last)
                yield bench


def sorts(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """Sort (of a copy, the copy included on all sides) and argsort."""
    for size in sizes:
        if size > 1 << 20:
            continue
        for label, values in data.sort_inputs(size).items():
            for kind in ("i64", "f64"):
                array = values if kind == "i64" else values.astype(np.float64)
                ours = SimdList.from_numpy(array)
                bench = Benchmark(f"sort {label} {kind}", size, "elements")
                bench.add("dxpy", "f(a)", f=SimdList.sorted, a=ours)
                bench.add("numpy", "f(a)", f=np.sort, a=array)
                if size <= 16 << 10:
                    bench.add("cpython", "sorted(a)", a=array.tolist())
                yield bench
                bench = Benchmark(f"argsort {label} {kind}", size, "elements")
                bench.add("dxpy", "a.argsort()", a=ours)
                bench.add("numpy", "f(a, kind='stable')", f=np.argsort, a=array)
                bench.add("pyarrow", "f(a)", f=pc.array_sort_indices, a=pa.array(array))
                yield bench


def dicts(sizes: Sequence[int]) -> Iterator[Benchmark]:
    """Look-ups of random keys, one by one and in batches of up to 64 Ki."""
    for size in sizes:
        rng = np.random.default_rng(data.SEED)
        keys = rng.permutation(size * 4)[:size].astype(np.int64) * 7919
        asked = keys[rng.integers(0, size, min(size, 64 << 10))]
        missing = asked + 1
        plain = dict.fromkeys(keys.tolist(), 1)
        ours: SwissDict[Any, int] = SwissDict(plain)
        for label, batch in (("hit", asked), ("miss", missing)):
            bench = Benchmark(f"dict int {label}, batch", size, "keys")
            bench.add("dxpy", "d.get_many(k, 0)", d=ours, k=SimdList.from_numpy(batch))
            bench.add("cpython", "list(map(g, k))", g=plain.get, k=batch.tolist())
            yield bench
        names = {f"key{key}": key for key in keys.tolist()}
        wanted = [f"key{key}" for key in asked.tolist()]
        ours = SwissDict(names)
        bench = Benchmark("dict str hit, batch", size, "keys")
        bench.add("dxpy", "d.get_many(k)", d=ours, k=wanted)
        bench.add("cpython", "list(map(g, k))", g=names.get, k=wanted)
        yield bench
        one = wanted[0]
        bench = Benchmark("dict str hit, one", size, "keys", is_judged=False)
        yield bench.add("dxpy", "d[k]", d=ours, k=one).add("cpython", "d[k]", d=names, k=one)


FAMILIES = {
    "search": (searches, "strings"),
    "worst": (adversarial, "strings"),
    "count": (counts_and_comparisons, "strings"),
    "transform": (transformations, "strings"),
    "utf8": (utf8, "strings"),
    "array": (arrays, "arrays"),
    "sort": (sorts, "arrays"),
    "dict": (dicts, "dicts"),
}
SIZES = {"strings": data.STRING_SIZES, "arrays": data.ARRAY_SIZES, "dicts": data.DICT_SIZES}
