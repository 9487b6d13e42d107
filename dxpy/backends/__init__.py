"""The cores dxpy can run on, and the choice between them.

A backend is a way to run the core: natively for an instruction set (avx512, avx2, neon, scalar), as
WebAssembly (wasm), or as plain Python (reference). `load()` gives the one that DXPY_BACKEND names;
without it, the best native one that this CPU runs, else wasm. A backend that was asked for by name
and cannot run is an error that says why, never a silent fallback.

Importing this package loads nothing.
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, NamedTuple

from dxpy.errors import BackendUnavailable, CoreNotFound, UnknownBackend

if TYPE_CHECKING:
    from pathlib import Path

    from dxpy.backends.base import Core

NATIVE = ("avx512", "avx2", "neon", "scalar")  # best first
NAMES = (*NATIVE, "wasm", "reference")
VARIABLE = "DXPY_BACKEND"


class Availability(NamedTuple):
    """Whether a backend can run here."""

    name: str
    is_usable: bool
    reason: str  # why not; for a usable one, what it is


class Choice(NamedTuple):
    """The backend that `load()` takes, and why."""

    name: str
    reason: str


def load(name: str | None = None, *, emulated: bool = False, folder: Path | None = None) -> Core:
    """Load a core; each call gives one of its own. A native one takes some milliseconds.

    Args:
        name: one of NAMES; by default DXPY_BACKEND, or else the best that runs here.
        emulated: also accept neon under qemu-aarch64 where the CPU is another one.
        folder: where the cores lie, if not in the package.

    Raises:
        UnknownBackend: there is no backend of that name.
        BackendUnavailable: this CPU, system or installation cannot run it.
        CoreNotFound: its file is missing.
        CoreCorrupt: its file is truncated or altered.
        CoreMismatch: its file is of another version or target.
    """
    from dxpy.backends import artifacts

    where = folder or artifacts.CORES
    name = choose(folder=where).name if name is None else known(name)
    path = check(name, where, emulated=emulated)
    if name == "reference":
        from dxpy.backends.reference import ReferenceCore

        return ReferenceCore()
    assert path is not None
    if name == "wasm":
        from dxpy.backends.wasm import WasmCore

        return WasmCore(path)
    if is_foreign(name):
        from dxpy.backends.emulated import EmulatedCore

        return EmulatedCore(path)
    from dxpy.backends.native import NativeCore

    return NativeCore(path)


def available(*, emulated: bool = False, folder: Path | None = None) -> list[Availability]:
    """Every backend, whether it can run here, and why not; best first. Loads none of them.

    Args:
        emulated: count neon under qemu-aarch64 as a way to run it.
        folder: where the cores lie, if not in the package.
    """
    from dxpy.backends import artifacts
    from dxpy.errors import BackendError

    found = []
    for name in NAMES:
        try:
            path = check(name, folder or artifacts.CORES, emulated=emulated)
        except BackendError as error:
            found.append(Availability(name, is_usable=False, reason=str(error)))
        else:
            what = path.name if path else "plain Python"
            what += " under qemu-aarch64" if is_foreign(name) else ""
            found.append(Availability(name, is_usable=True, reason=what))
    return found


def default_name() -> str:
    """The backend that `load()` takes. Raises as `choose`."""
    return choose().name


def choose(*, folder: Path | None = None) -> Choice:
    """The backend that `load()` takes, and why.

    A core whose file is missing or that the CPU does not run is passed over; a file that is altered
    or of another version is an error, because the installation is broken.

    Raises:
        UnknownBackend: DXPY_BACKEND names none.
        BackendUnavailable: neither a native core nor wasm can run here; says why for each.
        CoreCorrupt, CoreMismatch: a core that would be taken has the wrong file.
    """
    forced = os.environ.get(VARIABLE)
    if forced:
        return Choice(known(forced), f"{VARIABLE} names it")
    from dxpy.backends import artifacts

    reasons = []
    for name in (*NATIVE, "wasm"):
        try:
            check(name, folder or artifacts.CORES)
        except (BackendUnavailable, CoreNotFound) as error:
            reasons.append(f"{name}: {error}")
            continue
        kind = "the best native core for this CPU" if name in NATIVE else "no native core runs here"
        return Choice(name, kind)
    raise BackendUnavailable("no core can run here:\n  " + "\n  ".join(reasons))


def known(name: str) -> str:
    """The name, if it is one of NAMES; raises UnknownBackend otherwise."""
    if name not in NAMES:
        raise UnknownBackend(f"unknown backend {name!r}; there are {', '.join(NAMES)}")
    return name


def is_foreign(name: str) -> bool:
    """Whether a backend is a native one for another CPU than this."""
    from dxpy.backends import artifacts, cpu

    return name in NATIVE and cpu.MACHINES[name] != artifacts.host_machine()


def check(name: str, folder: Path, *, emulated: bool = False) -> Path | None:
    """The file that a backend runs (the reference has none), if it can run here.

    Raises:
        BackendError: it cannot; the message says why.
    """
    if name == "reference":
        return None
    from dxpy.backends import artifacts, cpu

    if importlib.util.find_spec("_cffi_backend") is None:
        raise BackendUnavailable("the package cffi is not installed; `pip install cffi`")
    if name == "wasm":
        from dxpy.backends import wasmtime_api

        artifact = artifacts.find(folder, name, system="wasm", machine="wasm32")
        wasmtime_api.library_path()
    elif is_foreign(name):
        if not emulated:
            raise BackendUnavailable(
                f"{name} is for {cpu.MACHINES[name]}, this machine is {artifacts.host_machine()}"
            )
        from dxpy.backends.emulated import check as check_emulated

        return check_emulated(name, cpu.MACHINES[name], folder).path
    else:
        artifact = artifacts.find(folder, name)
        lacking = cpu.missing(name, folder)
        if lacking:
            raise BackendUnavailable(cpu.message(name, lacking))
    artifacts.verified(artifact)
    return artifact.path
