"""Functions on texts: str, bytes, bytearray, memoryview and any other C-contiguous buffer.

Each does what CPython's method of the same name does, with the same results and errors, on the
kernels of the default core (`DXPY_BACKEND` chooses it). The text is the first argument:
`text.find(b"haystack", b"st")`. What CPython has as an operator or not at all is a function too:
`contains`, `eq`, `compare`, `common_prefix`, `find_any_of` and kin, `find_all`, `hash`, `utf8_*`.

Notes that hold for all of them:

* Methods of bytes decide what a buffer means: results are bytes, bytearrays for a bytearray. A
  str goes with str only, a buffer with buffers only; anything else is CPython's TypeError.
* Indices of a str count code points. A str that is not ASCII is searched as its UTF-8, which
  CPython makes on first use and keeps with the str (`len(s.encode())` bytes more memory).
* Where the meaning needs Unicode's tables (`lower` and kin, `strip`, `replace` of a str that is not
  ASCII), and for lone surrogates, the host's own method does the work.
* A bytearray that is being read cannot be resized: who tries gets CPython's BufferError. Large
  inputs are worked on without the GIL; if another thread writes to them meanwhile, the result is
  one of the contents seen, or a BufferError, never a crash.
* Natively the functions are builtins that cost about as much as the methods themselves
  (`dxpy.engine.fast` says when they are not); bind them to local names in hot loops.
"""

from __future__ import annotations

from dxpy.engine import default
from dxpy.engine.text import ByteSet, Pieces, TextEngine

__all__ = [
    "ByteSet", "Pieces", "common_prefix", "compare", "contains", "count", "count_any_of",
    "endswith", "eq", "find", "find_all", "find_any_of", "find_none_of", "hash", "index",
    "is_ascii", "join", "lower", "lstrip", "partition", "replace", "rfind", "rfind_any_of",
    "rfind_none_of", "rindex", "rpartition", "rsplit", "rstrip", "split", "split_lazy",
    "splitlines", "splitlines_lazy", "startswith", "strip", "swapcase", "translate", "upper",
    "utf8_count", "utf8_offset", "utf8_valid",
]  # fmt: skip

engine: TextEngine = default.engine()

find = engine.find
rfind = engine.rfind
index = engine.index
rindex = engine.rindex
count = engine.count
contains = engine.contains
startswith = engine.startswith
endswith = engine.endswith
find_all = engine.find_all
find_any_of = engine.find_any_of
find_none_of = engine.find_none_of
rfind_any_of = engine.rfind_any_of
rfind_none_of = engine.rfind_none_of
count_any_of = engine.count_any_of

eq = engine.eq
compare = engine.compare
common_prefix = engine.common_prefix
hash = engine.hash  # noqa: A001
is_ascii = engine.is_ascii
utf8_valid = engine.utf8_valid
utf8_count = engine.utf8_count
utf8_offset = engine.utf8_offset

lower = engine.lower
upper = engine.upper
swapcase = engine.swapcase
translate = engine.translate

split = engine.split
rsplit = engine.rsplit
splitlines = engine.splitlines
split_lazy = engine.split_lazy
splitlines_lazy = engine.splitlines_lazy
partition = engine.partition
rpartition = engine.rpartition
strip = engine.strip
lstrip = engine.lstrip
rstrip = engine.rstrip
join = engine.join
replace = engine.replace
