"""The files of the cores: where they lie, and everything that is checked before one is used.

A truncated library can kill the process inside `dlopen`, so no byte of a file is executed before
its size, hash and header agree with manifest.json, which the build writes beside it.
"""

from __future__ import annotations

import hashlib
import json
import platform
from pathlib import Path
from typing import NamedTuple

from dxpy._generated.abi import VERSION
from dxpy.errors import BackendUnavailable, CoreCorrupt, CoreMismatch, CoreNotFound

CORES = Path(__file__).resolve().parents[1] / "cores"
MANIFEST = "manifest.json"
REPAIR = "build the cores again (`make core`) or reinstall dxpy-runtime"

# What a file starts with on each system, and where its header names the machine (ELF and Mach-O
# specifications, PE format, WebAssembly core specification).
ELF_MACHINES = {62: "x86_64", 183: "aarch64"}
MACHO_MACHINES = {0x0100_0007: "x86_64", 0x0100_000C: "aarch64"}
PE_MACHINES = {0x8664: "x86_64", 0xAA64: "aarch64"}


class Artifact(NamedTuple):
    """A file of a core, as the manifest describes it."""

    path: Path
    target: str  # as the build names it
    core: str  # what the core says of itself
    kind: str  # core, cpu or driver
    system: str
    machine: str
    size_bytes: int
    sha256: str


def host_system() -> str:
    """This system as the manifest spells it."""
    return platform.system().lower()


def host_machine() -> str:
    """This machine as the manifest spells it."""
    machine = platform.machine().lower()
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)


def manifest_of(folder: Path) -> dict[str, Artifact]:
    """What the folder should contain, by file name.

    Raises:
        CoreNotFound: there is no manifest.
        CoreCorrupt: it cannot be read.
        CoreMismatch: its files were built for another version of dxpy.
    """
    folder = folder.absolute()  # a bare name would be sought on the system's paths
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
    except OSError as error:
        raise CoreNotFound(f"no cores in {folder} ({error.strerror}); {REPAIR}") from error
    try:
        content = json.loads(text)
        version = content["version"]
        artifacts = {
            name: Artifact(
                folder / name,
                str(entry["target"]), str(entry["core"]), str(entry["kind"]),
                str(entry["system"]), str(entry["machine"]),
                int(entry["size_bytes"]), str(entry["sha256"]),
            )
            for name, entry in content["files"].items()
        }  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CoreCorrupt(f"{path} is not a manifest ({error!r}); {REPAIR}") from error
    if version != VERSION:
        raise CoreMismatch(
            f"the cores in {folder} were built for dxpy {version}, this is {VERSION}; {REPAIR}"
        )
    return artifacts


def find(
    folder: Path, core: str, kind: str = "core", system: str = "", machine: str = ""
) -> Artifact:
    """The artifact of a core for this system, or for the one that is named.

    Raises:
        CoreNotFound: the manifest has none, or its file is missing.
        CoreCorrupt, CoreMismatch: as `manifest_of`.
    """
    system, machine = system or host_system(), machine or host_machine()
    for artifact in manifest_of(folder).values():
        here = (artifact.core, artifact.kind, artifact.system, artifact.machine)
        if here == (core, kind, system, machine):
            if not artifact.path.is_file():
                raise CoreNotFound(f"{artifact.path} is missing; {REPAIR}")
            return artifact
    raise CoreNotFound(f"{folder} has no {kind} {core} for {system} {machine}; {REPAIR}")


def describe(path: Path) -> Artifact:
    """The manifest's entry of a file.

    Raises:
        CoreNotFound: the file or the manifest beside it is missing.
        CoreCorrupt, CoreMismatch: as `manifest_of`; also CoreCorrupt if it has no entry.
    """
    if not path.is_file():
        raise CoreNotFound(f"{path} is missing; {REPAIR}")
    artifact = manifest_of(path.parent).get(path.name)
    if artifact is None:
        raise CoreCorrupt(f"{path} is not in the manifest beside it; {REPAIR}")
    return artifact


def verified(artifact: Artifact) -> bytes:
    """The bytes of an artifact, proven to be those that were built. Cost: one read and one hash.

    Raises:
        CoreNotFound: the file is missing.
        CoreCorrupt: it is truncated or altered.
        CoreMismatch: it is for another system or machine than the manifest says.
    """
    path = artifact.path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CoreNotFound(f"{path} cannot be read ({error.strerror}); {REPAIR}") from error
    if len(data) != artifact.size_bytes:
        raise CoreCorrupt(
            f"{path} has {len(data)} bytes where {artifact.size_bytes} were built; {REPAIR}"
        )
    if hashlib.sha256(data).hexdigest() != artifact.sha256:
        raise CoreCorrupt(f"{path} is not what was built (its hash differs); {REPAIR}")
    found = header_of(data)
    if found != (artifact.system, artifact.machine):
        raise CoreMismatch(
            f"{path} is for {' '.join(found)}, not for {artifact.system} {artifact.machine}"
        )
    return data


def header_of(data: bytes) -> tuple[str, str]:
    """System and machine that a file's own header tells; "unknown" for what is none of ours."""

    def word(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], "little")

    if data[:6] == b"\x7fELF\x02\x01":  # 64 bits, little-endian
        return "linux", ELF_MACHINES.get(word(18, 2), "unknown")
    if data[:4] == b"\xcf\xfa\xed\xfe":
        return "darwin", MACHO_MACHINES.get(word(4, 4), "unknown")
    if data[:2] == b"MZ" and data[word(60, 4) :][:4] == b"PE\0\0":
        return "windows", PE_MACHINES.get(word(word(60, 4) + 4, 2), "unknown")
    if data[:8] == b"\0asm\1\0\0\0":
        return "wasm", "wasm32"
    return "unknown", "unknown"


def check_identity(path: Path, digest: int, expected_digest: int) -> None:
    """Compare what a loaded core was built from with what this package was built from.

    Raises:
        CoreMismatch: they differ.
    """
    if digest != expected_digest:
        raise CoreMismatch(
            f"{path} was built from other tables ({digest:016x}, not {expected_digest:016x}); "
            f"{REPAIR}"
        )


def check_name(path: Path, what: str, found: str, expected: str) -> None:
    """Compare the target or version that a loaded core reports with the expected one.

    Raises:
        CoreMismatch: they differ.
    """
    if found != expected:
        raise CoreMismatch(f"{path} reports the {what} {found!r}, not {expected!r}; {REPAIR}")


def check_host(artifact: Artifact) -> None:
    """Refuse a library of another system or machine.

    Raises:
        BackendUnavailable: it is for another one than this.
    """
    here = (host_system(), host_machine())
    if (artifact.system, artifact.machine) != here:
        raise BackendUnavailable(
            f"{artifact.path.name} is for {artifact.system} {artifact.machine}, "
            f"this is {' '.join(here)}"
        )
