"""`Pieces`: the parts of a text, made only when they are looked at."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from dxpy.engine.text_base import part_of

if TYPE_CHECKING:
    from dxpy.engine.text_base import Text

Part = TypeVar("Part", str, bytes, bytearray)


class Pieces(Sequence[Part], Generic[Part]):
    """A read-only sequence of parts of a text, as `split_lazy` and `splitlines_lazy` give it.

    It keeps two offsets for each part, 16 bytes, in place of an object. `len` is known, a part is
    copied out of the text each time it is asked for, a slice is a list. The text is kept, and a
    bytearray cannot be resized, as long as there are Pieces of it.

    Cost: constant for len and for a part (plus its length).
    """

    __slots__ = ("data", "offsets", "source")

    source: Text  # the text that the parts are of
    offsets: memoryview[int]  # start and end of each part as byte offsets, read-only, int64

    def __init__(self, source: Text, offsets: memoryview[int]) -> None:
        """Parts of source at these offsets; made by the functions named above."""
        self.source = source
        self.offsets = offsets
        if isinstance(source, str):
            self.data: Text = source if source.isascii() else str.encode(source)
        else:
            self.data = source if type(source) is bytes else memoryview(source)

    def __len__(self) -> int:
        return len(self.offsets) // 2

    @overload
    def __getitem__(self, index: int) -> Part: ...
    @overload
    def __getitem__(self, index: slice) -> list[Part]: ...
    def __getitem__(self, index: int | slice) -> Part | list[Part]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        number = operator.index(index)
        number += len(self) if number < 0 else 0
        if not 0 <= number < len(self):
            raise IndexError("Pieces index out of range")
        part: Any = part_of(self.data, self.offsets[2 * number], self.offsets[2 * number + 1])
        if isinstance(self.source, str):
            part = str(part, "utf-8") if isinstance(part, bytes) else part
        elif isinstance(self.source, bytearray):
            part = bytearray(part)
        found: Part = part
        return found

    def __repr__(self) -> str:
        return f"<Pieces: {len(self)} of a {type(self.source).__name__}>"
