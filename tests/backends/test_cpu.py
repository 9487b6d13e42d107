"""What the CPU is said to run, against what the system says, and under an emulator of others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dxpy.backends import artifacts, cpu
from dxpy.errors import BackendUnavailable

IS_X86 = artifacts.host_machine() == "x86_64"
SPELLED = {"sse3": "pni", "sse4.1": "sse4_1", "sse4.2": "sse4_2", "lahf": "lahf_lm", "lzcnt": "abm"}
SPELLED["avx512vbmi2"] = "avx512_vbmi2"


@pytest.mark.skipif(not IS_X86 or sys.platform != "linux", reason="reads /proc/cpuinfo of x86")
def test_agrees_with_the_kernel():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    flags = set(next(line for line in lines if line.startswith("flags")).split(":")[1].split())
    names = {name for needs in cpu.NEEDS.values() for name in needs if name != "asimd"}
    assert cpu.features() == {name for name in names if SPELLED.get(name, name) in flags}


def test_every_target_needs_something():
    assert set(cpu.NEEDS) == set(cpu.MACHINES)
    assert set(cpu.NEEDS["scalar"]) < set(cpu.NEEDS["avx2"]) < set(cpu.NEEDS["avx512"])


def test_other_machines(tmp_path):
    assert cpu.read_features(tmp_path, "darwin", "aarch64") == {"asimd"}
    with pytest.raises(BackendUnavailable, match="riscv64"):
        cpu.read_features(tmp_path, "linux", "riscv64")


@pytest.mark.skipif(not IS_X86, reason="emulates x86")
@pytest.mark.skipif(shutil.which("qemu-x86_64") is None, reason="qemu-x86_64 is not installed")
@pytest.mark.parametrize(("model", "best"), [("Nehalem", "scalar"), ("Haswell", "avx2")])
def test_choice_on_older_cpus(model, best):
    program = "from dxpy import backends; print(backends.load().name)"
    command = ["qemu-x86_64", "-cpu", model, sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == best
