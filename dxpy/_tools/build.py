"""Compile the cores: `python dxpy/_tools/build.py [--target NAME]... [--out FOLDER]`.

Runs wherever the ziglang wheel does, with the standard library only, because the build hook of
`pip install .` calls it before anything else is installed. A target is one row of TARGETS, one
unit in kernels/ and one artifact; manifest.json beside the artifacts says what each file is, how
long it is and what it hashes to, and the loaders refuse a file that differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
KERNELS = ROOT / "kernels"
PACKAGE = ROOT / "dxpy"
CORES = PACKAGE / "cores"

COMMON_FLAGS = [
    "-std=c11", "-O3", "-fno-sanitize=undefined", "-ffp-contract=off", "-fvisibility=hidden",
    "-s", "-Wall", "-Wextra", "-Wundef", "-Wshadow", "-Wconversion", "-Wstrict-prototypes",
    "-Wmissing-prototypes", "-Wvla", "-Werror",
    "-Wno-unused-function",  # a shim defines the whole contract; a core uses what it uses
]  # fmt: skip
SHARED = ["-shared", "-fPIC"]
WASM_LINK = [
    "-nostdlib", "--rtlib=compiler-rt", "-Wl,--no-entry", "-Wl,-z,stack-size=65536",
    "-Wl,--export=__heap_base",  # where the host's allocator begins
]  # fmt: skip


class Target(NamedTuple):
    """One artifact: how to make it and where it runs."""

    name: (
        str  # as `dxpy info` and DXPY_BACKEND spell it, with the system where it is not this one's
    )
    core: str  # what the core reports of itself
    system: str  # platform.system().lower(), or "wasm"
    machine: str  # x86_64, aarch64, wasm32
    triple: str  # zig's -target
    cpu: str  # zig's -mcpu
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    file: str
    # core; cpu: tells the features of an x86 CPU; driver: a core as a process; extension: _fast
    kind: str = "core"


LIBRARY_ENDINGS = {"linux": "so", "darwin": "dylib", "windows": "dll"}
AVX512_CPU = "x86_64_v4+avx512vbmi+avx512vbmi2"


def native_target(core: str, system: str, machine: str, triple: str, cpu: str) -> Target:
    """A shared object for one instruction set of one system."""
    file = f"dxpy-{system}-{machine}-{core}.{LIBRARY_ENDINGS[system]}"
    name = core if system == "linux" else f"{core}-{system}"
    if system == "darwin" and core == "scalar":
        name = f"{core}-{system}-{machine}"
    return Target(
        name, core, system, machine, triple, cpu, (f"native/{core}.c",), tuple(SHARED), file
    )


def cpu_target(system: str, triple: str) -> Target:
    """The library that is loaded before a core is chosen, for the oldest x86-64 there is."""
    name = "cpu" if system == "linux" else f"cpu-{system}"
    file = f"dxpy-{system}-x86_64-cpu.{LIBRARY_ENDINGS[system]}"
    return Target(
        name,
        "cpu",
        system,
        "x86_64",
        triple,
        "x86_64",
        ("native/cpu.c",),
        tuple(SHARED),
        file,
        "cpu",
    )


def driver_target(core: str, machine: str, cpu: str) -> Target:
    """A static program around a core, for an emulator of its CPU or for tests."""
    name = f"{core}-driver"
    flags = ("-static", f'-DDX_UNIT="{core}.c"')
    triple = f"{machine}-linux-musl"
    file = f"dxpy-linux-{machine}-{name}"
    return Target(
        name, core, "linux", machine, triple, cpu, ("native/driver.c",), flags, file, "driver"
    )


def extension_target(machine: str, cpu: str) -> Target:
    """dxpy._fast, which stands in the package itself under the name that CPython imports."""
    name = "extension" if machine == host_machine() else f"extension-{machine}"
    file = "_fast.abi3.so" if machine == host_machine() else f"_fast-{machine}.abi3.so"
    triple = f"{machine}-linux-gnu.2.28"
    return Target(
        name, "extension", "linux", machine, triple, cpu, ("native/fast.c",), tuple(SHARED), file,
        "extension",
    )  # fmt: skip


def host_machine() -> str:
    """This machine as TARGETS spells it."""
    machine = platform.machine().lower()
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)


TARGETS = (
    native_target("scalar", "linux", "x86_64", "x86_64-linux-gnu.2.28", "x86_64_v2"),
    native_target("avx2", "linux", "x86_64", "x86_64-linux-gnu.2.28", "x86_64_v3"),
    native_target("avx512", "linux", "x86_64", "x86_64-linux-gnu.2.28", AVX512_CPU),
    native_target("neon", "linux", "aarch64", "aarch64-linux-gnu.2.28", "generic"),
    native_target("neon", "darwin", "aarch64", "aarch64-macos", "apple_m1"),
    native_target("avx2", "darwin", "x86_64", "x86_64-macos", "x86_64_v3"),
    native_target("avx2", "windows", "x86_64", "x86_64-windows-gnu", "x86_64_v3"),
    native_target("avx512", "windows", "x86_64", "x86_64-windows-gnu", AVX512_CPU),
    Target(
        "wasm", "wasm", "wasm", "wasm32", "wasm32-freestanding", "generic+simd128+bulk_memory",
        ("wasm/simd128.c", "wasm/libc.c"), tuple(WASM_LINK), "dxpy.wasm",
    ),
    cpu_target("linux", "x86_64-linux-gnu.2.28"),
    cpu_target("darwin", "x86_64-macos"),
    cpu_target("windows", "x86_64-windows-gnu"),
    driver_target("neon", "aarch64", "generic"),
    driver_target("scalar", "x86_64", "x86_64_v2"),
    extension_target("x86_64", "x86_64"),
    extension_target("aarch64", "generic"),
)  # fmt: skip


def project_version() -> str:
    """The one version, from pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def host_targets() -> list[Target]:
    """Targets this machine may load, wasm, and the NEON core for an emulator on Linux."""
    system, machine = platform.system().lower(), host_machine()
    return [
        target
        for target in TARGETS
        if target.system == "wasm"
        or (target.kind != "driver" and (target.system, target.machine) == (system, machine))
        or (target.name == "neon-driver" and target.system == system)
    ]


def command_of(target: Target, out: Path, defines: list[str], kernels: Path) -> list[str]:
    """The compiler call that makes a target."""
    return [
        sys.executable, "-m", "ziglang", "cc", *COMMON_FLAGS,
        "-target", target.triple, f"-mcpu={target.cpu}", *target.flags,
        f'-DDX_VERSION="{project_version()}"', *(f"-D{each}" for each in defines),
        *(str(kernels / source) for source in target.sources), "-o", str(out),
    ]  # fmt: skip


def build(
    target: Target, folder: Path, defines: list[str] | None = None, kernels: Path = KERNELS
) -> Path:
    """Compile one target into folder. Raises CalledProcessError if the compiler refuses."""
    folder.mkdir(parents=True, exist_ok=True)
    out = folder / target.file
    partial = folder / f".{os.getpid()}-{target.file}"
    subprocess.run(command_of(target, partial, defines or [], kernels), check=True)
    partial.replace(out)
    partials = f".{os.getpid()}-*"  # debug files of other systems
    import_library = f"{Path(target.sources[0]).stem}.lib"  # of Windows
    for leftover in (*folder.glob(partials), *folder.glob(import_library)):
        leftover.unlink()
    return out


def write_manifest(folder: Path) -> None:
    """Describe every artifact that lies in folder."""
    files = {}
    for target in TARGETS:
        path = folder / target.file
        if target.kind != "extension" and path.exists():
            data = path.read_bytes()
            files[target.file] = {
                "target": target.name, "core": target.core, "kind": target.kind,
                "system": target.system, "machine": target.machine,
                "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
            }  # fmt: skip
    text = json.dumps({"version": project_version(), "files": files}, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{os.getpid()}-manifest.json"
    partial.write_text(text, encoding="utf-8")
    partial.replace(folder / "manifest.json")


def recipe_of(target: Target, folder: Path, defines: list[str]) -> str:
    """A hash of all that an artifact is made of: the sources and the compiler call."""
    sha = hashlib.sha256()
    command = command_of(target, folder / target.file, defines, KERNELS)
    sha.update(repr(command[1:]).encode())  # whichever interpreter runs the compiler
    for path in sorted(p for p in KERNELS.rglob("*") if p.suffix in (".c", ".h", ".def")):
        sha.update(str(path.relative_to(KERNELS)).encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Records:
    """What was built from what, so that nothing is compiled twice."""

    def __init__(self, path: Path) -> None:
        """Read the records in a file; one that is missing or broken holds none."""
        self.path = path
        try:
            self.recipes = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.recipes = {}

    def are_fresh(self, artifact: Path, recipe: str) -> bool:
        """Whether the artifact is there, unaltered, and made by that recipe."""
        known = self.recipes.get(artifact.name)
        return artifact.exists() and known == [recipe, hash_of(artifact)]

    def note(self, artifact: Path, recipe: str) -> None:
        """Remember how an artifact was made."""
        self.recipes[artifact.name] = [recipe, hash_of(artifact)]
        partial = self.path.with_name(f".{os.getpid()}-{self.path.name}")
        partial.write_text(json.dumps(self.recipes, indent=1) + "\n", encoding="utf-8")
        partial.replace(self.path)


def main() -> int:
    """Build what is asked for; without --target, what this machine can run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--target", action="append", choices=[*(t.name for t in TARGETS), "host", "all"], default=[]
    )
    parser.add_argument("--out", type=Path, default=CORES)
    parser.add_argument("--define", action="append", default=[], help="NAME=VALUE, as DX_ASSERTS=1")
    options = parser.parse_args()
    chosen = (
        list(TARGETS)
        if "all" in options.target
        else [t for t in TARGETS if t.name in options.target]
    )
    if not options.target or "host" in options.target:
        chosen += [target for target in host_targets() if target not in chosen]
    records = Records(options.out / "built.json")
    for target in chosen:
        is_packaged = target.kind == "extension" and options.out == CORES
        folder = PACKAGE if is_packaged else options.out
        recipe = recipe_of(target, folder, options.define)
        if records.are_fresh(folder / target.file, recipe):
            print(f"{target.name:16} up to date      {target.file}")
            continue
        path = build(target, folder, options.define)
        write_manifest(options.out)  # at once: if a later target fails, this one is usable
        records.note(path, recipe)
        print(f"{target.name:16} {path.stat().st_size:>8} bytes  {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
