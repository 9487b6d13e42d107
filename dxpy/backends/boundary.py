"""How the closed set of boundary types looks from Python: checks of arguments, words of 64 bits.

Natively cffi does this; the other backends share what stands here, so that a wrong argument is the
same exception on all of them.
"""

from __future__ import annotations

import functools
import struct
from typing import TYPE_CHECKING, Any

from dxpy._generated.abi import EXPORTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Buffer

ROWS = {export.name: export for export in EXPORTS}

# Every type as a little-endian word of 8 bytes, on a core whose addresses have 64 bits.
WORD_FORMATS = {
    "i32": "i4x", "u32": "I4x", "i64": "q", "u64": "Q", "f64": "d", "addr": "Q", "usize": "Q",
}  # fmt: skip


def check_row(name: str, *, twin: bool) -> None:
    """Whether a function may be asked for.

    Raises:
        KeyError: there is no such row, or it has no twin.
    """
    if not ROWS[name].has_twin and twin:
        raise KeyError(f"{name} has no twin")


class Words:
    """Packs the arguments of a row into words, and takes its result out of one."""

    def __init__(self, name: str) -> None:
        """Prepare for a row."""
        row = ROWS[name]
        self.name = name
        self.kinds = [kind for kind, _ in row.arguments]
        self.layout = struct.Struct("<" + "".join(WORD_FORMATS[kind] for kind in self.kinds))
        is_void = row.result == "void"
        self.result_layout = None if is_void else struct.Struct("<" + WORD_FORMATS[row.result])

    def pack(self, args: Sequence[float]) -> bytes:
        """The words of the arguments.

        Raises:
            TypeError: wrong number or type of arguments.
            OverflowError: an int does not fit its type.
        """
        try:
            return self.layout.pack(*args)
        except struct.error as error:
            raise explain(self.name, self.kinds, args) from error

    def result(self, word: bytes) -> Any:
        """The result from the 8 bytes of its word."""
        return None if self.result_layout is None else self.result_layout.unpack(word)[0]


@functools.cache
def words_of(name: str) -> Words:
    """The one `Words` of a row."""
    return Words(name)


def explain(name: str, kinds: Sequence[str], args: Sequence[float]) -> Exception:
    """The exception for arguments that do not fit a row, as cffi would raise it."""
    if len(args) != len(kinds):
        return TypeError(f"{name}() takes {len(kinds)} arguments, {len(args)} given")
    for kind, value in zip(kinds, args, strict=True):
        if kind == "f64" and not hasattr(value, "__float__") and not hasattr(value, "__index__"):
            return TypeError(f"{name}(): a number is required, not {type(value).__name__}")
        if kind != "f64" and not hasattr(value, "__index__"):
            return TypeError(f"{name}(): an integer is required, not {type(value).__name__}")
    shown = ", ".join(f"{kind} {value!r}" for kind, value in zip(kinds, args, strict=True))
    return OverflowError(f"{name}(): out of range: {shown}")


def bytes_of(data: Buffer) -> bytes:
    """The bytes of a C-contiguous object.

    Raises:
        TypeError: it has no buffer.
        BufferError: its buffer is not C-contiguous.
    """
    try:
        view = memoryview(data)
    except ValueError as error:
        raise BufferError(str(error)) from error
    if not view.c_contiguous:
        raise BufferError("the buffer is not C-contiguous")
    return view.tobytes()
