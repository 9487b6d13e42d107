"""The installed cores agree with plain Python: a short form of `dxpy verify kernels`."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from dxpy._generated.abi import EXPORTS
from dxpy.verify import report, targets
from dxpy.verify.scenarios import COVERED_BY, SCENARIOS

CASES = 60


def test_every_kernel_has_a_scenario():
    missing = {row.name for row in EXPORTS if row.has_twin} - SCENARIOS.keys() - COVERED_BY.keys()
    assert not missing
    assert set(COVERED_BY.values()) <= SCENARIOS.keys()


@pytest.mark.parametrize("name", [target.name for target in targets.targets()])
def test_core_agrees_with_plain_python(name):
    target = {each.name: each for each in targets.targets()}[name]
    if not target.is_usable:
        pytest.skip(target.reason)
    found = report.verify_target(name, kernels=list(SCENARIOS), seed=CASES, cases=CASES)
    assert [kernel.kernel for kernel in found.kernels] == list(SCENARIOS)
    assert [finding for kernel in found.kernels for finding in kernel.findings] == []
    assert found.mismatches == 0
    assert found.cases == CASES * len(SCENARIOS)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dxpy", *arguments], capture_output=True, text=True, check=False
    )


def test_command_prints_json():
    chosen = ("--target", "wasm", "--kernel", "bytes_find", "--cases", "20")
    done = command("verify", "kernels", *chosen, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["mismatches"] == 0
    assert [target["target"] for target in document["targets"]] == ["wasm"]
    assert document["targets"][0]["cases"] == 20


def test_command_lists_what_cannot_run():
    done = command("verify", "kernels", "--kernel", "bytes_is_ascii", "--cases", "1")
    assert done.returncode == 0, done.stderr
    for target in targets.targets():
        assert target.name in done.stdout
        assert target.is_usable or "not run" in done.stdout


@pytest.mark.parametrize("wrong", [("--target", "z80"), ("--kernel", "bytes_fnd")])
def test_command_refuses_unknown_names(wrong):
    done = command("verify", "kernels", *wrong)
    assert done.returncode == 2
    assert wrong[1] in done.stderr
