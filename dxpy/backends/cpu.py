"""What this CPU can run, by names, and what each native core needs of it.

On x86-64 a tiny library, compiled for the oldest such CPU, asks `cpuid` and what registers the
system saves (kernels/native/cpu.c); every name it gives may be used. On aarch64 NEON ("asimd") is
part of the architecture.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from dxpy.backends import artifacts
from dxpy.errors import BackendUnavailable

if TYPE_CHECKING:
    from pathlib import Path

# x86-64 psABI, levels v2, v3 and v4, and what the AVX-512 core takes beyond them.
X86_V2 = ("sse3", "ssse3", "sse4.1", "sse4.2", "popcnt", "cx16", "lahf")
X86_V3 = (*X86_V2, "avx", "avx2", "fma", "f16c", "bmi1", "bmi2", "lzcnt", "movbe")
X86_V4 = (*X86_V3, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")
NEEDS = {
    "avx512": (*X86_V4, "avx512vbmi", "avx512vbmi2"),
    "avx2": X86_V3,
    "scalar": X86_V2,
    "neon": ("asimd",),
}
MACHINES = {"avx512": "x86_64", "avx2": "x86_64", "scalar": "x86_64", "neon": "aarch64"}
NAMES_BYTES = 512


def features(folder: Path = artifacts.CORES) -> frozenset[str]:
    """Names of the features of this CPU that this system lets programs use.

    Args:
        folder: where the cores lie. Asked once for each folder.

    Raises:
        CoreNotFound, CoreCorrupt, CoreMismatch: the library that asks the CPU is not usable.
        BackendUnavailable: there is no such library for this system or machine.
    """
    return read_features(folder, artifacts.host_system(), artifacts.host_machine())


@functools.cache
def read_features(folder: Path, system: str, machine: str) -> frozenset[str]:
    """The features, asked."""
    if machine == "aarch64":
        return frozenset({"asimd"})
    if machine != "x86_64":
        raise BackendUnavailable(f"there is no native core for the machine {machine}")
    import ctypes

    artifact = artifacts.find(folder, "cpu", "cpu", system, machine)
    artifacts.verified(artifact)
    try:
        library = ctypes.CDLL(str(artifact.path))
    except OSError as error:
        raise BackendUnavailable(f"{artifact.path} cannot be loaded: {error}") from error
    names = ctypes.create_string_buffer(NAMES_BYTES)
    length = library.dx_cpu_features(names, ctypes.c_uint32(NAMES_BYTES))
    if length < 0:
        raise BackendUnavailable(f"{artifact.path} has more to say than {NAMES_BYTES} bytes")
    return frozenset(names.value.decode("ascii").split())


def missing(core: str, folder: Path = artifacts.CORES) -> tuple[str, ...]:
    """Features that a native core needs and this CPU or system lacks, in the order of NEEDS.

    Raises:
        BackendError: as `features`.
    """
    have = features(folder)
    return tuple(name for name in NEEDS[core] if name not in have)


def message(core: str, lacking: tuple[str, ...]) -> str:
    """Why a core cannot run, for an exception."""
    return (
        f"the core {core} needs a CPU with {', '.join(lacking)}, "
        "which this one or its system does not have"
    )
