"""`TextEngine`: the functions of `dxpy.text` over any core, in Python.

This is the one place that says what they mean: the fast functions of the extension
(kernels/native/fast.c) do the same for common arguments and call these for all others. Docstrings
are copied into the extension by dxpy/_tools/gen_docs.py.
"""

from __future__ import annotations

from dxpy.engine.byteset import ByteSet
from dxpy.engine.pieces import Pieces
from dxpy.engine.text_build import Building
from dxpy.engine.text_case import Mapping
from dxpy.engine.text_compare import Comparing
from dxpy.engine.text_search import Searching
from dxpy.engine.text_split import Splitting

__all__ = ["FUNCTIONS", "ByteSet", "Pieces", "TextEngine"]

FUNCTIONS = (
    "find", "rfind", "index", "rindex", "count", "contains", "startswith", "endswith", "find_all",
    "find_any_of", "find_none_of", "rfind_any_of", "rfind_none_of", "count_any_of",
    "eq", "compare", "common_prefix", "hash", "is_ascii",
    "utf8_valid", "utf8_count", "utf8_offset",
    "lower", "upper", "swapcase", "translate",
    "split", "rsplit", "splitlines", "split_lazy", "splitlines_lazy",
    "partition", "rpartition", "strip", "lstrip", "rstrip",
    "join", "replace",
)  # fmt: skip


class TextEngine(Searching, Comparing, Mapping, Splitting, Building):
    """The functions of `dxpy.text` on one core of any backend.

    Args:
        core: a loaded core.

    Threads: as the core allows; see its class.
    """
