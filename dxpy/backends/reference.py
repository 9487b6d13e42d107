"""The kernels in plain Python, as one more core: what every other backend is compared with.

It is there to be read and believed, not to be fast: `bytes.find`, exact ints, loops. The functions
stand in reference_bytes.py, reference_arrays.py and reference_swiss.py under the names of their
rows; the memory is reference_memory.py. Not for use by two threads at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dxpy._generated.abi import DIGEST, VERSION
from dxpy.backends import boundary, reference_arrays, reference_bytes, reference_swiss
from dxpy.backends.base import Borrowed, Core
from dxpy.backends.reference_memory import Memory
from dxpy.errors import BackendError

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

NAME = "reference"


class ReferenceBorrowed(Borrowed):
    """A copy of a Python object's bytes in a block."""

    def __init__(self, core: ReferenceCore, data: Buffer) -> None:
        """Copy data in; raises as `Core.borrow`."""
        copied = boundary.bytes_of(data)
        self.size_bytes = len(copied)
        self.address = core.alloc(self.size_bytes)
        self.core: ReferenceCore | None = core
        core.memory.put(self.address, copied)

    def release(self) -> None:
        """Free the copy."""
        core, self.core = self.core, None
        if core is not None:
            core.free(self.address)


class ReferenceCore(Core):
    """The core in plain Python."""

    name = NAME
    version = VERSION
    is_zero_copy = False
    usize_bytes = 8

    def __init__(self) -> None:
        """Begin with empty memory."""
        self.memory = Memory()
        self.is_closed = False
        self.strings: dict[str, int] = {}  # blocks of what target and version give

    def function(self, name: str, *, twin: bool = False) -> Callable[..., Any]:
        """A Python function for a row; its twin is itself. See `Core.function`."""
        self.check_open()
        boundary.check_row(name, twin=twin)
        words, meaning, memory = boundary.words_of(name), self.meaning(name), self.memory

        def call(*args: float) -> Any:
            words.pack(args)
            return meaning(memory, *args)

        call.__name__ = call.__qualname__ = f"dx_{name}"
        call.__doc__ = boundary.ROWS[name].meaning
        return call

    def meaning(self, name: str) -> Callable[..., Any]:
        """The function of a row over a memory."""
        own: dict[str, Callable[..., Any]] = {
            "target": lambda _: self.string(NAME),
            "version": lambda _: self.string(VERSION),
            "digest": lambda _: DIGEST,
        }
        if name in own:
            return own[name]
        for module in (reference_bytes, reference_arrays, reference_swiss):
            found: Callable[..., Any] | None = vars(module).get(name)
            if found is not None:
                return found
        raise BackendError(f"the reference lacks {name}")

    def string(self, text: str) -> int:
        """Address of a NUL-terminated text."""
        if text not in self.strings:
            data = text.encode() + b"\0"
            self.strings[text] = self.memory.alloc(len(data))
            self.memory.put(self.strings[text], data)
        return self.strings[text]

    def alloc(self, size_bytes: int) -> int:
        """A block. See `Core.alloc`."""
        self.check_open()
        return self.memory.alloc(size_bytes)

    def free(self, address: int) -> None:
        """Return a block."""
        if not self.is_closed:
            self.memory.free(address)

    def write(self, address: int, data: Buffer) -> None:
        """Copy bytes into a block; raises CoreFault outside of one."""
        self.check_open()
        self.memory.put(address, boundary.bytes_of(data))

    def read(self, address: int, size_bytes: int) -> bytes:
        """Copy bytes out of a block; raises CoreFault outside of one."""
        self.check_open()
        return self.memory.get(address, size_bytes)

    def view(self, address: int, size_bytes: int) -> memoryview:
        """A writable view of a block, which keeps the block's bytes."""
        self.check_open()
        return self.memory.view(address, size_bytes)

    def borrow(self, data: Buffer) -> ReferenceBorrowed:
        """A copy of data in a block. See `Core.borrow`."""
        self.check_open()
        return ReferenceBorrowed(self, data)

    def close(self) -> None:
        """Let go of all blocks."""
        self.is_closed = True
        self.memory = Memory()

    def check_open(self) -> None:
        """Raise BackendError after `close`."""
        if self.is_closed:
            raise BackendError("the core reference is closed")
