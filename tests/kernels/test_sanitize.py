"""Every kernel under the address and undefined-behaviour sanitizers, with assertions on.

The sanitizers come with the system's gcc (the compiler of the package has no runtime for them), so
this builds the driver of a core, a program that obeys over a pipe, and verifies it against plain
Python. A report of a sanitizer ends the program, which is a mismatch in the case it was at.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dxpy.backends import artifacts, cpu
from dxpy.backends.emulated import EmulatedCore
from dxpy.verify import targets
from dxpy.verify.kernels import verify_kernel
from dxpy.verify.scenarios import SCENARIOS

if TYPE_CHECKING:
    from dxpy import backends

KERNELS = Path(__file__).resolve().parents[2] / "kernels"
SANITIZE = (
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=all",
    "-DDX_ASSERTS=1",
    "-DDX_INLINE=0",
)
MACHINE_FLAGS = {
    "scalar": ("-march=x86-64-v2",),
    "avx2": ("-march=x86-64-v3",),
    "avx512": ("-march=x86-64-v4", "-mavx512vbmi", "-mavx512vbmi2"),
}


def build(name: str, folder: Path) -> Path:
    """The sanitized driver of a core, with a manifest that lets it be loaded."""
    path = folder / f"driver-{name}"
    command = [
        "gcc", "-std=gnu11", "-O1", "-g", "-ffp-contract=off", *SANITIZE, *MACHINE_FLAGS[name],
        f'-DDX_UNIT="{name}.c"', f'-DDX_VERSION="{artifacts.VERSION}"',
        str(KERNELS / "native" / "driver.c"), "-o", str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    data = path.read_bytes()
    entry = {
        "target": f"{name}-driver", "core": name, "kind": "driver", "system": "linux",
        "machine": "x86_64", "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
    }  # fmt: skip
    manifest = {"version": artifacts.VERSION, "files": {path.name: entry}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=list(MACHINE_FLAGS))
def core(request, tmp_path_factory):
    """A sanitized core of each instruction set that this CPU has."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        pytest.skip("the sanitized build is for Linux on x86-64")
    if shutil.which("gcc") is None:
        pytest.skip("gcc, which brings the sanitizers, is not installed")
    lacking = cpu.missing(request.param)
    if lacking:
        pytest.skip(cpu.message(request.param, lacking))
    path = build(request.param, tmp_path_factory.mktemp(request.param))
    with EmulatedCore(path, runner=()) as loaded:
        yield loaded


def tried(core: backends.Core, kernel: str, cases: int) -> None:
    oracle = targets.load(targets.ORACLE)
    found = verify_kernel(
        SCENARIOS[kernel], core, oracle, seed=7, cases=cases, note=lambda number: None
    )
    assert found.findings == []
    assert found.cases == cases


@pytest.mark.parametrize("kernel", list(SCENARIOS))
def test_no_report(core, kernel):
    tried(core, kernel, 25)


@pytest.mark.slow
@pytest.mark.parametrize("kernel", list(SCENARIOS))
def test_no_report_in_many_cases(core, kernel):
    tried(core, kernel, 600)
