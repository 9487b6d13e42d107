"""Run one case of a kernel on one core, and say what could be seen of it.

A case is plain data (bytes and ints by name). `Run` places its buffers in the memory of a core, at
the edge of a guard page where the core's memory allows that, calls the kernel and collects what
the row promises; bytes around every output are checked to be untouched. Two outcomes are equal or
the cores disagree: there is no tolerance.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from dxpy._generated.abi import EXPORTS
from dxpy.verify.generate import f64_to_bits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dxpy.backends.base import Core

CANARY = b"\xa5\x5a\xc3\x3c" * 16
AT_END, AT_START = -1, -2
PAGE_BYTES = 4096
ROWS = {export.name: export for export in EXPORTS}

Case = dict[str, Any]  # bytes, int or list of those, by name
Outcome = tuple[Any, ...]


class CanaryBroken(Exception):
    """A kernel wrote outside the output it was given."""


class Run:
    """The buffers and calls of one case on one core; on exit it frees what it placed."""

    def __init__(self, core: Core, *, twin: bool = False, offset: int = 0) -> None:
        """Start with nothing placed.

        Args:
            core: where to run.
            twin: call the plain twins in place of the kernels.
            offset: bytes past an alignment of 64 at which buffers start, or AT_END or AT_START: at
                that end of a block, next to a guard page where the core has them.
        """
        self.core = core
        self.twin = twin
        self.offset = offset
        self.blocks: list[int] = []
        self.outputs: list[tuple[int, int, int, int]] = []  # address, size, canary before, after

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        for block in self.blocks:
            self.core.free(block)

    def place(self, data: bytes, *, align: int = 1) -> int:
        """Put input bytes somewhere; their address."""
        address, _ = self.room(len(data), align)
        if data:
            self.core.write(address, data)
        return address

    def output(self, size: int, *, align: int = 1, initial: bytes = b"") -> int:
        """Room for `size` output bytes with canaries beside it; its address."""
        address, after = self.room(size, align)
        before = 0 if self.offset == AT_START else len(CANARY)
        after = min(after, len(CANARY))
        self.core.write(address - before, CANARY[:before] + initial)
        if after:
            self.core.write(address + size, CANARY[:after])
        self.outputs.append((address, size, before, after))
        return address

    def room(self, size: int, align: int) -> tuple[int, int]:
        """A start address for `size` bytes, and how many bytes of the same block follow them.

        The blocks of guarded cores end at a guard page and, if they are whole pages, start behind
        one. Before the room there are `len(CANARY)` bytes of the block, except at a page's start.
        """
        if self.offset == AT_END and align == 1:
            block = self.core.alloc(len(CANARY) + size)
            start, end = block + len(CANARY), block + len(CANARY) + size
        elif self.offset == AT_START:
            whole = -(-(size or 1) // PAGE_BYTES) * PAGE_BYTES
            block = self.core.alloc(whole)
            start, end = block, block + whole
        else:
            whole = size + 4 * len(CANARY)
            block = self.core.alloc(whole)
            aligned = -(-(block + len(CANARY)) // 64) * 64
            start, end = aligned + self.offset % 64 // align * align, block + whole
        self.blocks.append(block)
        return start, end - start - size

    def call(self, name: str, *args: float) -> Any:
        """Call a kernel (or its twin, where the row has one); floats come back as their bits."""
        row = ROWS[name]
        result = self.core.function(name, twin=self.twin and row.has_twin)(*args)
        return f64_to_bits(result) if row.result == "f64" else result

    def read(self, address: int, size: int) -> bytes:
        """Bytes of an output."""
        return self.core.read(address, size) if size else b""

    def check_canaries(self) -> None:
        """Raise `CanaryBroken` if a byte next to an output was written."""
        for address, size, before, after in self.outputs:
            if before and self.core.read(address - before, before) != CANARY:
                raise CanaryBroken(f"wrote before an output of {size} bytes")
            if after and self.core.read(address + size, after) != CANARY[:after]:
                raise CanaryBroken(f"wrote after an output of {size} bytes")

    def words(self, address: int, count: int) -> tuple[int, ...]:
        """Unsigned 64-bit words of an output."""
        return struct.unpack(f"<{count}Q", self.read(address, 8 * count))

    def usize(self, value: int) -> bytes:
        """A usize as the core lays it out in memory."""
        return value.to_bytes(4 if self.core.name == "wasm" else 8, "little")


def describe(case: Mapping[str, Any]) -> str:
    """A case as one would type it, long bytes shortened in the middle."""
    parts = []
    for name, value in case.items():
        shown = repr(value)
        if len(shown) > 400:
            shown = f"{shown[:200]} ... {shown[-100:]} ({len(shown)} chars)"
        parts.append(f"{name}={shown}")
    return ", ".join(parts)
