"""A core in another process: the NEON build under qemu-aarch64 on a machine with another CPU.

The program is kernels/native/driver.c around a core; its header comment is the protocol. Its memory
is its own, so data is copied through the pipe, and a call takes some tens of microseconds: this
backend is for verification, not for work. Blocks end exactly at a page that nobody may touch (and
begin right behind another one if they are whole pages), so a kernel that reads too far is caught;
therefore only blocks of a multiple of 64 bytes are aligned to 64.

Any thread may call; they take turns.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import threading
import weakref
from typing import TYPE_CHECKING, Any

from dxpy._generated.abi import DIGEST, EXPORTS, VERSION
from dxpy.backends import artifacts, boundary
from dxpy.backends.base import Borrowed, Core
from dxpy.errors import BackendError, BackendUnavailable, CoreFault, CoreMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from typing_extensions import Buffer

MAGIC = b"dxpydrv\0"
HELLO = struct.Struct("<8sQ64s64s")
REQUEST = struct.Struct("<3Q")
MAP, UNMAP, WRITE, READ, CALL = range(1, 6)
BAD_REQUEST = 3
PAGE_BYTES = 4096
KEPT_PAGES = 256  # mappings up to this size are kept when freed
ENDING_SECONDS = 10.0
EMULATORS = ("qemu-aarch64", "qemu-aarch64-static")
INSTALL = "install qemu-user (Debian, Ubuntu: apt-get install qemu-user; Fedora: dnf install qemu)"
ROW_NUMBERS = {export.name: number for number, export in enumerate(EXPORTS)}


class EmulatedBorrowed(Borrowed):
    """A copy of a Python object's bytes in the memory of the other process."""

    def __init__(self, core: EmulatedCore, data: Buffer) -> None:
        """Copy data over; raises as `Core.borrow`."""
        copied = boundary.bytes_of(data)
        self.size_bytes = len(copied)
        self.address = core.alloc(self.size_bytes)
        self.core: EmulatedCore | None = core
        core.write(self.address, copied)

    def release(self) -> None:
        """Free the copy."""
        core, self.core = self.core, None
        if core is not None:
            core.free(self.address)


def runner_for(artifact: artifacts.Artifact) -> list[str]:
    """What must stand before the path of a driver to run it here: nothing, or an emulator.

    Raises:
        BackendUnavailable: there is no way to run it; the message says what to install.
    """
    if artifacts.host_system() != "linux":
        raise BackendUnavailable(f"{artifact.target} runs on Linux only")
    if artifact.machine == artifacts.host_machine():
        return []
    if artifact.machine != "aarch64":
        raise BackendUnavailable(f"{artifact.target} needs a CPU of the kind {artifact.machine}")
    for name in EMULATORS:
        found = shutil.which(name)
        if found:
            return [found]
    raise BackendUnavailable(f"the emulator qemu-aarch64 is not installed; {INSTALL}")


def check(core: str, machine: str, folder: Path = artifacts.CORES) -> artifacts.Artifact:
    """The driver of a core, if it can be run here.

    Raises:
        BackendError: it cannot; the message says why.
    """
    artifact = artifacts.find(folder, core, "driver", "linux", machine)
    artifacts.verified(artifact)
    runner_for(artifact)
    return artifact


class EmulatedCore(Core):
    """A core behind a pipe."""

    is_zero_copy = False
    usize_bytes = 8

    def __init__(self, path: Path, runner: Sequence[str] | None = None) -> None:
        """Start the driver in the file.

        Args:
            path: a driver with the manifest.json of its build beside it.
            runner: command that runs it; by default none or qemu-aarch64, as its header demands.

        Raises:
            CoreNotFound: the file or the manifest is missing.
            CoreCorrupt: the file is truncated or altered.
            CoreMismatch: it is not what the manifest says, or of another version of dxpy.
            BackendUnavailable: this machine cannot run it; says what to install.
            CoreFault: it ended before it said who it is.
        """
        artifact = artifacts.describe(path)
        artifacts.verified(artifact)
        command = [*(runner_for(artifact) if runner is None else runner), str(artifact.path)]
        self.name, self.version = artifact.core, VERSION
        self.path = path
        self.lock = threading.RLock()
        self.is_closed = False
        self.ending = ""  # how the driver ended, once it has
        self.used: dict[int, tuple[int, int]] = {}  # by address of the block: start and pages
        self.idle: dict[int, list[int]] = {}  # starts of kept mappings by pages
        try:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except OSError as error:
            raise BackendUnavailable(f"{command[0]} cannot be started: {error}") from error
        self.stop = weakref.finalize(self, stop_process, self.process, os.getpid())
        forbid_dump(self.process)
        try:
            magic, digest, target, version = HELLO.unpack(self.receive(HELLO.size))
            artifacts.check_name(path, "protocol", str(magic), str(MAGIC))
            artifacts.check_identity(path, digest, DIGEST)
            self.version = version.rstrip(b"\0").decode("utf-8", "replace")
            self.name = target.rstrip(b"\0").decode("utf-8", "replace")
            artifacts.check_name(path, "version", self.version, VERSION)
            artifacts.check_name(path, "target", self.name, artifact.core)
        except BaseException:
            self.close()
            raise

    def function(self, name: str, *, twin: bool = False) -> Callable[..., Any]:
        """A Python function that has a row called. See `Core.function`."""
        self.check_open()
        boundary.check_row(name, twin=twin)
        words, number = boundary.words_of(name), 2 * ROW_NUMBERS[name] + twin
        request = REQUEST.pack(CALL, number, len(words.kinds))

        def call(*args: float) -> Any:
            packed = words.pack(args)
            with self.lock:
                self.send(request + packed)
                return words.result(self.receive(8))

        call.__name__ = call.__qualname__ = f"dx_{name}"
        call.__doc__ = boundary.ROWS[name].meaning
        return call

    def alloc(self, size_bytes: int) -> int:
        """A block that ends at a guard page; aligned to 64 if its size is. See `Core.alloc`."""
        if size_bytes < 0:
            raise ValueError(f"a block of {size_bytes} bytes")
        pages = max(-(-size_bytes // PAGE_BYTES), 1)
        with self.lock:
            self.check_open()
            try:
                start = self.idle[pages].pop()
            except (KeyError, IndexError):
                start = self.new_mapping(pages, size_bytes)
        address = start + pages * PAGE_BYTES - size_bytes
        self.used[address] = (start, pages)
        return address

    def new_mapping(self, pages: int, size_bytes: int) -> int:
        """Start of fresh pages between two guard pages."""
        start = 0
        if pages < 1 << 48:
            self.send(REQUEST.pack(MAP, pages, 0))
            start = int.from_bytes(self.receive(8), "little")
        if not start:
            raise CoreMemoryError(f"no memory for {size_bytes} bytes in the driver {self.name}")
        return start

    def free(self, address: int) -> None:
        """Return a block."""
        region = self.used.pop(address, None)
        if region is None:
            if self.is_closed:
                return
            raise ValueError(f"{address:#x} is not the address of a block")
        start, pages = region
        if pages <= KEPT_PAGES:
            self.idle.setdefault(pages, []).append(start)
        elif not self.is_closed and not self.ending:
            with self.lock:
                self.send(REQUEST.pack(UNMAP, start, pages))

    def write(self, address: int, data: Buffer) -> None:
        """Copy bytes over the pipe."""
        copied = boundary.bytes_of(data)
        with self.lock:
            self.send(REQUEST.pack(WRITE, address, len(copied)) + copied)

    def read(self, address: int, size_bytes: int) -> bytes:
        """Copy bytes back over the pipe."""
        with self.lock:
            self.send(REQUEST.pack(READ, address, size_bytes))
            return self.receive(size_bytes)

    def view(self, address: int, size_bytes: int) -> memoryview:
        """Always raises BackendUnavailable: the memory is in another process."""
        raise BackendUnavailable(
            f"the memory of the core {self.name} is in another process: "
            f"{size_bytes} bytes at {address:#x} can be read and written, not viewed"
        )

    def borrow(self, data: Buffer) -> EmulatedBorrowed:
        """A copy of data in the other process. See `Core.borrow`."""
        self.check_open()
        return EmulatedBorrowed(self, data)

    def close(self) -> None:
        """End the driver."""
        self.is_closed = True
        self.stop()

    def check_open(self) -> None:
        """Raise BackendError after `close`, CoreFault after the driver has ended."""
        if self.is_closed:
            raise BackendError(f"the core {self.name} is closed")
        if self.ending:
            raise CoreFault(self.ending)

    def send(self, data: bytes) -> None:
        """Send a request, or part of several: what needs an answer is flushed by `receive`."""
        self.check_open()
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
        except OSError as error:
            raise self.fault() from error

    def receive(self, size_bytes: int) -> bytes:
        """The bytes of an answer."""
        self.check_open()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.flush()
            data = self.process.stdout.read(size_bytes)
        except OSError as error:
            raise self.fault() from error
        if len(data) != size_bytes:
            raise self.fault()
        return data

    def fault(self) -> CoreFault:
        """The exception for a driver that has ended, and how it did."""
        process = self.process
        assert process.stderr is not None
        try:
            status = process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        said = process.stderr.read().decode("utf-8", "replace").strip()
        if status < 0:
            how = f"was ended by {signal.Signals(-status).name}"
        elif status == BAD_REQUEST:
            how = "refused a request (an address that is not its own?)"
        else:
            how = f"ended with status {status}"
        self.ending = f"the driver {self.path.name} {how}" + (f": {said}" if said else "")
        return CoreFault(self.ending)


def forbid_dump(process: subprocess.Popen[bytes]) -> None:
    """Have no core file written when the driver faults: a fault is an answer here."""
    import resource

    with contextlib.suppress(OSError):  # it may have ended already
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (0, 0))


def stop_process(process: subprocess.Popen[bytes], owner_pid: int) -> None:
    """End a driver and its pipes; in a fork of the process that owns it, the pipes only."""
    if os.getpid() == owner_pid:
        process.kill()
        process.wait()
    else:
        process.returncode = 0  # else its finalizer warns that it still runs
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):  # unsent requests to a driver that is gone
                pipe.close()
