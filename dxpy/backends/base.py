"""What every backend is: a core that is loaded, its functions, and its memory.

Addresses are plain ints in the core's own address space (the process for a native core, the linear
memory for WebAssembly, an arena for the reference, another process for a core under emulation), so
code written over `Core` runs on all of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from typing_extensions import Buffer


class Borrowed(ABC):
    """Bytes of a Python object as a core sees them; use as a context manager.

    Natively it is the object's own memory, exported (so a bytearray cannot be resized meanwhile);
    elsewhere a copy in the core's memory, freed on exit and never written back.
    """

    address: int
    size_bytes: int

    @abstractmethod
    def release(self) -> None:
        """Give it back; the address must not be used any more. Further calls do nothing."""

    def __enter__(self) -> Borrowed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


class Core(ABC):
    """A loaded core. Not safe for use by two threads at once unless the backend says so."""

    name: str  # the target the core reports: avx512, avx2, neon, scalar, wasm, reference
    version: str
    is_zero_copy: bool  # borrow() gives the object's own memory
    usize_bytes: int  # width of addresses and sizes that stand in memory (parts of bytes_join)

    @abstractmethod
    def function(self, name: str, *, twin: bool = False) -> Callable[..., Any]:
        """The function of a row of exports.def, taking and returning plain ints and floats.

        Args:
            name: name of the row, such as "bytes_find".
            twin: the plain scalar twin in its place.

        Raises:
            KeyError: there is no such row, or it has no twin.
        """

    @abstractmethod
    def alloc(self, size_bytes: int) -> int:
        """Address of a new block, aligned to 64, contents unspecified; 0 bytes are a block too.

        Raises:
            CoreMemoryError: the memory cannot hold it.
        """

    @abstractmethod
    def free(self, address: int) -> None:
        """Return a block of `alloc`."""

    @abstractmethod
    def write(self, address: int, data: Buffer) -> None:
        """Copy bytes into the core's memory."""

    @abstractmethod
    def read(self, address: int, size_bytes: int) -> bytes:
        """Copy bytes out of the core's memory."""

    @abstractmethod
    def view(self, address: int, size_bytes: int) -> memoryview:
        """A writable view of a block, valid until it is freed or any `alloc` (memory may move).

        Raises:
            BackendUnavailable: the memory is in another process.
        """

    @abstractmethod
    def borrow(self, data: Buffer) -> Borrowed:
        """The bytes of a C-contiguous object for one or more calls.

        Raises:
            TypeError: it has no buffer.
            BufferError: its buffer is not contiguous.
        """

    @abstractmethod
    def close(self) -> None:
        """Release the core; using it afterwards raises `BackendError`. Further calls do nothing."""

    def __enter__(self) -> Core:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
