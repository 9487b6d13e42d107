"""Which backend is taken, and that a forced one never gives way to another."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from damage import NATIVE, USABLE

from dxpy import backends
from dxpy.backends import artifacts, cpu
from dxpy.errors import BackendUnavailable, CoreCorrupt, CoreNotFound, UnknownBackend


def run(forced: str | None, program: str) -> subprocess.CompletedProcess[str]:
    """A process with DXPY_BACKEND set or not."""
    environment = {k: v for k, v in os.environ.items() if k != backends.VARIABLE}
    if forced is not None:
        environment[backends.VARIABLE] = forced
    command = [sys.executable, "-c", "from dxpy import backends\n" + program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_every_backend_has_a_reason():
    found = backends.available()
    assert [each.name for each in found] == list(backends.NAMES)
    assert all(each.reason for each in found)
    assert found[-1].is_usable


@pytest.mark.parametrize("name", USABLE)
def test_forced_by_the_environment(name):
    done = run(name, "print(backends.load().name, backends.default_name())")
    assert done.stdout.split() == [name, name], done.stderr


@pytest.mark.parametrize("name", sorted(set(backends.NAMES) - set(USABLE)))
def test_forced_one_that_cannot_run(name):
    done = run(name, "backends.load()")
    assert done.returncode == 1
    assert "dxpy.errors." in done.stderr
    reason = {each.name: each.reason for each in backends.available()}[name]
    assert reason in done.stderr
    with pytest.raises((BackendUnavailable, CoreNotFound)):
        backends.load(name)


def test_forced_one_for_another_cpu():
    other = "neon" if artifacts.host_machine() == "x86_64" else "avx2"
    with pytest.raises(BackendUnavailable, match=f"{other} is for {cpu.MACHINES[other]}, this"):
        backends.load(other)


def test_unknown_names(monkeypatch):
    for name in ("sse9", "", "WASM", "avx512 "):
        with pytest.raises(UnknownBackend, match="avx512, avx2, neon, scalar, wasm, reference"):
            backends.load(name)
    monkeypatch.setenv(backends.VARIABLE, "sse9")
    with pytest.raises(ValueError, match="unknown backend 'sse9'"):
        backends.load()
    with pytest.raises(UnknownBackend):
        backends.default_name()
    monkeypatch.setenv(backends.VARIABLE, "")  # as if it were not set
    assert backends.default_name() in USABLE


def test_argument_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv(backends.VARIABLE, "sse9")
    with backends.load("reference") as core:
        assert core.name == "reference"


def test_the_best_native_one_is_taken():
    best = (*NATIVE, "wasm")[0]
    assert backends.default_name() == best
    with backends.load() as core:
        assert core.name == best


def test_without_native_cores_wasm_is_taken(box):
    box.add("wasm")
    choice = backends.choose(folder=box.folder)
    assert choice == ("wasm", "no native core runs here")
    with backends.load(folder=box.folder) as core:
        assert core.name == "wasm"


@pytest.mark.skipif(len(NATIVE) < 2, reason="only one native core runs here")
def test_missing_core_gives_way_but_a_damaged_one_does_not(box):
    if artifacts.host_machine() == "x86_64":
        box.add("cpu", "cpu")
    best = box.add(NATIVE[0])
    box.add(NATIVE[1])
    with backends.load(folder=box.folder) as core:
        assert core.name == NATIVE[0]
    best.write_bytes(best.read_bytes()[:-1])
    with pytest.raises(CoreCorrupt):
        backends.load(folder=box.folder)
    with backends.load(NATIVE[1], folder=box.folder) as core:
        assert core.name == NATIVE[1]
    best.unlink()
    with backends.load(folder=box.folder) as core:
        assert core.name == NATIVE[1]
    with pytest.raises(CoreNotFound):
        backends.load(NATIVE[0], folder=box.folder)


def test_nothing_can_run(tmp_path):
    with pytest.raises(BackendUnavailable, match="no core can run here") as caught:
        backends.load(folder=tmp_path)
    for name in (*backends.NATIVE, "wasm"):
        assert f"{name}: " in str(caught.value)
    assert not any(each.is_usable for each in backends.available(folder=tmp_path)[:-1])
    with backends.load("reference", folder=tmp_path) as core:
        assert core.name == "reference"


def test_cpu_without_any_native_core(monkeypatch):
    monkeypatch.setattr(cpu, "features", lambda _: frozenset())
    assert backends.choose().name == "wasm"
    with pytest.raises(BackendUnavailable, match="needs a CPU with"):
        backends.load(NATIVE[0] if NATIVE else "scalar")


@pytest.mark.parametrize("name", [*NATIVE[:1], "wasm"])
def test_cffi_is_missing(name, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(BackendUnavailable, match="cffi is not installed"):
        backends.load(name)
    with pytest.raises(BackendUnavailable, match="no core can run here"):
        backends.load()
