"""The shim of every target as something that runs cases: loaded, in WebAssembly, or emulated.

A probe core is built with DX_PROBE=1 and holds nothing but kernels/simd/probe.c over one shim. Each
kind of target has a class with the same method: `run(operation, cases)` gives the results of some
cases, the operands of each in a block of PROBE_IN bytes and its results in one of PROBE_OUT.
"""

from __future__ import annotations

import ctypes
import re
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING, Protocol

import wasmtime

from dxpy._tools import build
from dxpy.backends import cpu

if TYPE_CHECKING:
    from pathlib import Path

PROBE_C = (build.KERNELS / "simd" / "probe.c").read_text(encoding="utf-8")
SHAPES = dict(re.findall(r"\bROW\((\w+), (\w+)\)", PROBE_C))  # operation: shape, in their order
PROBE_IN = int(re.search(r"#define PROBE_IN\s+(\d+)", PROBE_C)[1])
PROBE_OUT = int(re.search(r"#define PROBE_OUT\s+(\d+)", PROBE_C)[1])
TARGETS = ("scalar", "avx2", "avx512", "neon", "wasm")
# Those that are loaded into this process, where a guard page can be set.
LOADED = ("neon",) if build.host_machine() == "aarch64" else ("scalar", "avx2", "avx512")
ALIGNMENT = 64


class Probe(Protocol):
    """The operations of one shim."""

    def run(self, operation: str, cases: list[bytes], offset: int = 0) -> list[bytes]:
        """Results of the cases; operands stand `offset` bytes behind an aligned address."""


def blocks(cases: list[bytes]) -> bytes:
    return b"".join(case.ljust(PROBE_IN, b"\0") for case in cases)


def results(out: bytes) -> list[bytes]:
    return [out[i : i + PROBE_OUT] for i in range(0, len(out), PROBE_OUT)]


class LoadedProbe:
    """A shared object of this CPU."""

    def __init__(self, path: Path) -> None:
        self.library = ctypes.CDLL(str(path))

    def call(self, operation: str, in_address: int, out_address: int, count: int) -> None:
        function = getattr(self.library, f"dx_probe_{operation}")
        function(ctypes.c_void_p(in_address), ctypes.c_void_p(out_address), ctypes.c_size_t(count))

    def run(self, operation: str, cases: list[bytes], offset: int = 0) -> list[bytes]:
        out_size = PROBE_OUT * len(cases)
        memory = ctypes.create_string_buffer(
            3 * ALIGNMENT + offset + out_size + PROBE_IN * len(cases)
        )
        start = -(-ctypes.addressof(memory) // ALIGNMENT) * ALIGNMENT
        operands = start + out_size + ALIGNMENT + offset
        ctypes.memmove(operands, blocks(cases), PROBE_IN * len(cases))
        self.call(operation, operands, start, len(cases))
        return results(ctypes.string_at(start, out_size))


class WasmProbe:
    """The WebAssembly module in wasmtime."""

    def __init__(self, path: Path) -> None:
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        module = wasmtime.Module.from_file(engine, str(path))
        self.exports = wasmtime.Instance(self.store, module, []).exports(self.store)
        self.memory = self.exports["memory"]
        self.free = self.memory.data_len(self.store)  # what follows was never used

    def run(self, operation: str, cases: list[bytes], offset: int = 0) -> list[bytes]:
        out_size = PROBE_OUT * len(cases)
        operands = self.free + out_size + ALIGNMENT + offset
        missing = operands + PROBE_IN * len(cases) - self.memory.data_len(self.store)
        if missing > 0:
            self.memory.grow(self.store, -(-missing // 65536))
        self.memory.write(self.store, bytes(out_size), self.free)
        self.memory.write(self.store, blocks(cases), operands)
        self.exports[f"dx_probe_{operation}"](self.store, operands, self.free, len(cases))
        return results(bytes(self.memory.read(self.store, self.free, self.free + out_size)))


class EmulatedProbe:
    """A static program of another CPU under an emulator; it places operands itself."""

    def __init__(self, command: list[str]) -> None:
        self.numbers = {operation: number for number, operation in enumerate(SHAPES)}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, operation: str, cases: list[bytes], offset: int = 0) -> list[bytes]:
        del offset
        found = []
        for case in cases:  # one at a time: neither side may fill its pipe while the other does
            request = struct.pack("<QQ", self.numbers[operation], 1)
            self.process.stdin.write(request + blocks([case]))
            self.process.stdin.flush()
            found.append(self.process.stdout.read(PROBE_OUT))
        return found

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def why_not(name: str) -> str | None:
    """Why a target cannot run here, or None."""
    if name == "neon" and build.host_machine() != "aarch64":
        return None if shutil.which("qemu-aarch64") else "qemu-aarch64 is not installed"
    if name not in {target.name for target in build.host_targets()}:
        return f"{name} is not a target of this system"
    lacking = cpu.missing(name) if name in ("scalar", "avx2", "avx512") else ()
    return cpu.message(name, lacking) if lacking else None


def probe_of(name: str, folder: Path) -> Probe:
    """Build a target's probe core in `folder` and make it ready."""
    targets = {target.name: target for target in build.TARGETS}
    if name == "neon" and build.host_machine() != "aarch64":
        driver = targets["neon-driver"]._replace(sources=("native/probe_driver.c",))
        path = build.build(driver, folder, ["DX_PROBE=1"])
        return EmulatedProbe(["qemu-aarch64", str(path)])
    path = build.build(targets[name], folder, ["DX_PROBE=1"])
    return WasmProbe(path) if name == "wasm" else LoadedProbe(path)
