"""A core in another process: NEON under qemu-aarch64."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import struct
import threading

import pytest
from damage import call_find

from dxpy import backends
from dxpy._generated.abi import DIGEST, EXPORTS, VERSION
from dxpy.backends import artifacts, emulated
from dxpy.backends.emulated import EmulatedCore
from dxpy.errors import BackendError, BackendUnavailable, CoreCorrupt, CoreFault, CoreMemoryError

IS_FOREIGN = backends.is_foreign("neon")
REASON = {each.name: each for each in backends.available(emulated=True)}["neon"]

pytestmark = [
    pytest.mark.skipif(not IS_FOREIGN, reason="neon runs natively here"),
    pytest.mark.skipif(IS_FOREIGN and not REASON.is_usable, reason=REASON.reason),
]


@pytest.fixture
def core():
    with backends.load("neon", emulated=True) as loaded:
        yield loaded


def test_says_who_it_is(core):
    assert (core.name, core.version) == ("neon", VERSION)
    assert core.function("digest")() == DIGEST
    assert core.read(core.function("target")(), 5) == b"neon\0"
    assert not core.is_zero_copy


def test_every_row_and_twin(core):
    for export in EXPORTS:
        assert callable(core.function(export.name))
        if not export.has_twin:
            with pytest.raises(KeyError):
                core.function(export.name, twin=True)
    assert core.function("array_sort_scratch")(1000) >= 0
    assert core.function("swiss_capacity")(15) == 32


def test_types(core):
    function = core.function
    with core.borrow(b"abc") as a, core.borrow(b"b") as b:
        assert function("bytes_compare")(a.address, 3, b.address, 1) == -1
        assert function("bytes_find")(a.address, 3, b.address, 1) == 1
        assert function("bytes_find", twin=True)(a.address, 3, b.address, 1) == 1
        assert function("bytes_upper")(a.address, 3, a.address) is None
        assert core.read(a.address, 3) == b"ABC"
    with core.borrow(struct.pack("<2d", 1.5, -0.0)) as values:
        assert function("array_sum_f64")(values.address, 2) == 1.5
        assert struct.pack("<d", function("array_min_f64")(values.address + 8, 1))[-1] == 0x80
    with pytest.raises(TypeError):
        function("bytes_find")(1)
    with pytest.raises(OverflowError):
        function("bytes_find")(1 << 64, 0, 0, 0)


def test_blocks_end_at_a_guard_page(core):
    for size in (1, 63, 4096, 5000):
        address = core.alloc(size)
        core.write(address, b"x" * size)
        assert core.read(address, size) == b"x" * size
        assert (address + size) % 4096 == 0
        core.free(address)
    assert core.alloc(64 * 7) % 64 == 0


@pytest.mark.parametrize("where", ["before", "after"])
def test_read_outside_a_block_is_a_fault(core, where):
    address = core.alloc(4096)
    outside = address - 1 if where == "before" else address + 4096
    with pytest.raises(CoreFault, match="SIGSEGV"):
        core.function("bytes_find_byte", twin=True)(outside, 1, 7)
    with pytest.raises(CoreFault, match="SIGSEGV"):
        core.alloc(1)
    core.free(address)


def test_copy_from_nowhere_is_a_fault(core):
    with pytest.raises(CoreFault, match="refused a request"):
        core.read(16, 5)


def test_copy_to_nowhere_is_a_fault(core):
    core.write(16, b"x")
    with pytest.raises(CoreFault, match="SIGSEGV"):
        core.read(16, 1)


def test_killed_from_outside(core):
    core.process.send_signal(signal.SIGKILL)
    core.process.wait()
    with pytest.raises(CoreFault, match="SIGKILL"):
        core.function("digest")()


def test_large_data_and_reuse(core):
    data = bytes(range(256)) * 5000
    with core.borrow(data) as lent:
        assert core.read(lent.address, len(data)) == data
        assert core.function("bytes_count_byte")(lent.address, len(data), 7) == 5000
    first = core.alloc(100)
    core.free(first)
    assert core.alloc(100) == first


def test_no_memory(core):
    for size in (1 << 50, 1 << 70):
        with pytest.raises(CoreMemoryError):
            core.alloc(size)
    assert call_find(core, b"abc", b"c") == 2


def test_memory_cannot_be_viewed(core):
    with pytest.raises(BackendUnavailable, match="another process"):
        core.view(core.alloc(10), 10)


def test_threads_take_turns(core):
    wrong = []

    def work(number: int) -> None:
        hay = b"-" * number + b"x"
        wrong.extend(number for _ in range(30) if call_find(core, hay, b"x") != number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_close_ends_the_driver(core):
    process = core.process
    core.close()
    assert process.poll() is not None
    with pytest.raises(BackendError, match="closed"):
        core.alloc(1)
    with pytest.raises(BackendError, match="closed"):
        core.read(0, 1)


def test_forgotten_core_ends_its_driver():
    process = backends.load("neon", emulated=True).process
    gc.collect()
    assert process.poll() is not None


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_fork_leaves_the_driver_to_its_owner(core):
    child = os.fork()
    if child == 0:
        core.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert call_find(core, b"abc", b"c") == 2


def test_emulator_is_missing(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BackendUnavailable, match="apt-get install qemu-user"):
        backends.load("neon", emulated=True)
    reasons = {each.name: each.reason for each in backends.available(emulated=True)}
    assert "apt-get" in reasons["neon"]
    with pytest.raises(BackendUnavailable, match="is for aarch64"):
        backends.load("neon")


def test_driver_that_is_none(box):
    built = artifacts.find(artifacts.CORES, "neon", "driver", "linux", "aarch64").path
    path = box.folder / "neon-driver"
    shutil.copy(built, path)
    box.describe(path, core="neon", kind="driver", system="linux", machine="aarch64")
    with EmulatedCore(path) as core:
        assert core.name == "neon"
    box.describe(path, core="other")
    with pytest.raises(BackendError, match="reports the target 'neon'"):
        EmulatedCore(path)
    box.patch(path, lambda data: data.__setitem__(slice(100, 4000), bytes(3900)))
    with pytest.raises(CoreFault, match="neon-driver"):
        EmulatedCore(path)
    path.write_bytes(b"short")
    with pytest.raises(CoreCorrupt):
        EmulatedCore(path)
    box.describe(path)
    with pytest.raises(BackendError, match="unknown"):
        EmulatedCore(path)


def test_command_that_does_not_exist():
    path = artifacts.find(artifacts.CORES, "neon", "driver", "linux", "aarch64").path
    with pytest.raises(BackendUnavailable, match="cannot be started"):
        EmulatedCore(path, ["/nonexistent/emulator"])


@pytest.mark.skipif(artifacts.host_machine() != "x86_64", reason="builds a driver for x86-64")
@pytest.mark.slow
def test_driver_for_this_cpu(tmp_path):
    from dxpy._tools import build

    (target,) = (each for each in build.TARGETS if each.name == "scalar-driver")
    path = build.build(target, tmp_path)
    build.write_manifest(tmp_path)
    assert emulated.runner_for(artifacts.describe(path)) == []
    with EmulatedCore(path) as core:
        assert core.name == "scalar"
        assert call_find(core, b"abc", b"c") == 2
