"""The core in WebAssembly: its memory, its traps, and the compiled module on disk."""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from damage import USABLE, call_find

from dxpy import backends
from dxpy.backends import artifacts, wasm, wasm_cache, wasmtime_api
from dxpy.errors import BackendUnavailable, CoreFault, CoreMemoryError

pytestmark = pytest.mark.skipif("wasm" not in USABLE, reason="wasmtime does not run here")
PATH = artifacts.CORES / "dxpy.wasm"
IS_POSIX = sys.platform != "win32"


def load(**options):
    from dxpy.backends.wasm import WasmCore

    return WasmCore(PATH, **options)


@pytest.fixture(autouse=True, scope="module")
def compile_once():
    """Compile the same bytes once in a test run, not for each cache that is found empty."""
    with pytest.MonkeyPatch.context() as patch:
        compile_ = functools.cache(wasmtime_api.compile_module)
        patch.setattr(wasmtime_api, "compile_module", compile_)
        yield


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty folder for compiled modules, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DXPY_CACHE_DIR", str(folder))
    return folder


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_module_is_kept_and_found(cache):
    with load() as core:
        assert core.cache_state == "stored"
    before = only_file(cache).stat().st_mtime_ns
    with load() as core:
        assert core.cache_state == "hit"
        assert call_find(core, b"abc", b"b") == 1
    assert only_file(cache).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data[:10],
        lambda data: b"",
        lambda data: data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data + b"x",
        lambda data: data.replace(data[16:48], bytes(32)),  # the file of another module
    ],
    ids=["cut", "head", "empty", "payload", "magic", "longer", "key"],
)
def test_damaged_module_is_made_again(cache, damage):
    load().close()
    path = only_file(cache)
    good = path.read_bytes()
    path.write_bytes(damage(good))
    with load() as core:
        assert core.cache_state == "stored"
        assert call_find(core, b"abc", b"b") == 1
    assert path.read_bytes()[:80] == good[:80]
    load().close()


def test_module_that_wasmtime_refuses_is_made_again(cache):
    """Whole and ours, but of another wasmtime: the key should prevent it, wasmtime checks too."""
    load().close()
    path = only_file(cache)
    key = path.read_bytes()[16:48]
    assert wasm_cache.store(key, b"\x7fELF of something else")
    with load() as core:
        assert core.cache_state == "stored"
        assert call_find(core, b"abc", b"b") == 1


def test_key_depends_on_everything(cache, monkeypatch):
    load().close()
    monkeypatch.setattr(wasmtime_api, "version", lambda: "50.9.9")
    with load() as core:
        assert core.cache_state == "stored"
    monkeypatch.setattr("dxpy.backends.wasm.host_facts", lambda _: ("linux", "x86_64", "less"))
    with load() as core:
        assert core.cache_state == "stored"
    assert len(list(cache.iterdir())) == 3


@pytest.mark.skipif(not IS_POSIX, reason="POSIX permissions")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
def test_folder_others_may_write_to_is_not_used(cache, mode):
    load().close()
    cache.chmod(mode)
    with load() as core:
        assert core.cache_state == "unwritable"
    cache.chmod(0o700)
    with load() as core:
        assert core.cache_state == "hit"


@pytest.mark.skipif(not IS_POSIX, reason="POSIX permissions")
def test_file_others_may_write_to_is_not_used(cache):
    load().close()
    only_file(cache).chmod(0o666)
    with load() as core:
        assert core.cache_state == "stored"
    assert only_file(cache).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not IS_POSIX or os.geteuid() != 0, reason="only root can give files away")
def test_file_or_folder_of_others_is_not_used(cache):
    load().close()
    os.chown(only_file(cache), 12345, 12345)
    with load() as core:
        assert core.cache_state == "stored"
    os.chown(cache, 12345, 12345)
    with load() as core:
        assert core.cache_state == "unwritable"


@pytest.mark.skipif(not IS_POSIX, reason="symbolic links")
def test_link_and_pipe_are_not_read(cache, tmp_path):
    load().close()
    path = only_file(cache)
    moved = path.rename(tmp_path / "elsewhere")
    path.symlink_to(moved)
    with load() as core:
        assert core.cache_state == "stored"
    assert not path.is_symlink()
    path.unlink()
    os.mkfifo(path)
    with load() as core:  # does not wait for a writer
        assert core.cache_state == "stored"


def test_no_place_for_the_cache(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_bytes(b"")
    monkeypatch.setenv("DXPY_CACHE_DIR", str(file / "below"))
    with load() as core:
        assert core.cache_state == "unwritable"
        assert call_find(core, b"abc", b"b") == 1
    monkeypatch.setattr(wasm_cache, "folder", lambda: None)
    with load() as core:
        assert core.cache_state == "unwritable"


def test_full_disk(cache, monkeypatch):
    def write(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", write)
    with load() as core:
        assert core.cache_state == "unwritable"
        assert call_find(core, b"abc", b"b") == 1
    assert list(cache.iterdir()) == []


def test_old_modules_go(cache):
    for number in range(wasm_cache.KEPT_FILES + 3):
        assert wasm_cache.store(bytes([number]) * 32, b"payload")
    assert len(list(cache.iterdir())) == wasm_cache.KEPT_FILES
    assert wasm_cache.load(bytes([wasm_cache.KEPT_FILES + 2]) * 32) == b"payload"


def test_folder_of_the_cache(monkeypatch):
    monkeypatch.delenv("DXPY_CACHE_DIR")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
        assert wasm_cache.folder() == Path("/xdg/dxpy")
        monkeypatch.setenv("XDG_CACHE_HOME", "relative is to be ignored")
        assert wasm_cache.folder() == Path.home() / ".cache" / "dxpy"
        monkeypatch.delenv("XDG_CACHE_HOME")
    assert wasm_cache.folder().is_relative_to(Path.home())


def fill(core, size: int) -> list[int]:
    """Blocks of a size until there are no more."""
    blocks = []
    try:
        while True:
            blocks.append(core.alloc(size))
    except CoreMemoryError as error:
        assert "cannot grow" in str(error)  # noqa: PT017
    return blocks


def test_memory_that_cannot_grow():
    with load(memory_limit_bytes=8 << 20) as core:
        held = core.alloc(1000)
        core.write(held, b"k" * 1000)
        blocks = fill(core, 1 << 20)
        assert 5 <= len(blocks) <= 8
        with pytest.raises(CoreMemoryError):
            core.borrow(bytes(2 << 20))
        assert core.read(held, 1000) == b"k" * 1000
        assert call_find(core, b"still works", b"works") == 6
        for block in blocks:
            core.free(block)
        whole = core.alloc(len(blocks) << 20)  # freed neighbours are one block again
        core.free(whole)
        assert core.memory_bytes <= 8 << 20


def test_small_blocks_become_large_ones_again():
    with load(memory_limit_bytes=4 << 20) as core:
        blocks = fill(core, 4096)
        for block in blocks:
            core.free(block)
        core.free(core.alloc((len(blocks) - 20) * 4096))


def test_limit_too_small_for_the_core():
    with pytest.raises(CoreMemoryError):
        load(memory_limit_bytes=1 << 10)


def test_more_than_there_is_addresses_for():
    with load() as core:
        for size in (1 << 32, (1 << 32) - (1 << 16), 1 << 63):
            with pytest.raises(CoreMemoryError):
                core.alloc(size)


def test_memory_grows_in_place():
    with load() as core:
        address = core.alloc(100)
        view, base = core.view(address, 100), core.memory_base
        view[:5] = b"first"
        large = core.alloc(64 << 20)
        core.view(large, 64 << 20)[-1] = 7
        assert core.memory_base == base
        assert bytes(view[:5]) == b"first"
        view[:5] = b"again"
        assert core.read(address, 5) == b"again"
        assert core.read(large + (64 << 20) - 1, 1) == b"\7"


def test_addresses_above_2_gib_are_unsigned():
    with load() as core:
        if core.memory_bytes > 1 << 31:
            pytest.fail("starts with too much memory")
        low = core.alloc(1 << 31)
        high = core.alloc(4096)
        assert high > 1 << 31
        core.write(high, b"needle")
        with core.borrow(b"d") as needle:
            assert core.function("bytes_find")(high, 6, needle.address, 1) == 3
        size = core.function("bytes_common_prefix")(low, low, 1 << 31)
        assert size == 1 << 31


def test_trap_is_a_fault_and_the_core_lives_on():
    with load() as core:
        find = core.function("bytes_count_byte")
        for _ in range(3):
            with pytest.raises(CoreFault, match=r"(?s)bytes_count_byte: .*out of bounds"):
                find(0xFFFF_0000, 1000, 0)
        assert call_find(core, b"abc", b"c") == 2


@pytest.mark.parametrize("address", [-1, 1 << 32, 1 << 64])
def test_address_that_does_not_fit(address):
    with load() as core:
        with pytest.raises(IndexError):
            core.read(address, 1)
        with pytest.raises(IndexError):
            core.write(address, b"x")
        with pytest.raises(IndexError):
            core.view(address, 1)


def test_direct_call_by_addresses():
    """What an extension does: wasmtime_func_call_unchecked on the addresses the core gives."""
    with load() as core:
        call = ctypes.PYFUNCTYPE(
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t,
            ctypes.c_void_p,
        )(core.call_address)  # fmt: skip
        assert core.busy[0] == 0
        with core.borrow(b"hello") as hay, core.borrow(b"lo") as needle:
            args = (hay.address, 5, needle.address, 2)
            for twin in (False, True):
                values = ctypes.create_string_buffer(struct.pack("<" + "I12x" * 4, *args), 64)
                trap = ctypes.c_void_p()
                function = core.function_address("bytes_find", twin=twin)
                error = call(core.context_address, function, values, 4, ctypes.byref(trap))
                assert not error
                assert not trap
                assert struct.unpack_from("<q", values)[0] == 3
            text = ctypes.string_at(core.memory_base + hay.address, 5)
            assert text == b"hello"


@pytest.mark.parametrize("has_extension", [True, False])
def test_threads_take_turns(has_extension, monkeypatch):
    """Through cffi a call lets other threads run; what calls directly then sees that it is busy."""
    if not has_extension:
        monkeypatch.setattr(wasm, "WasmFunction", None)
    elif wasm.WasmFunction is None:
        pytest.skip("the extension is not built")
    with load() as core:
        size = 64 << 20
        large = core.alloc(size)
        seen, was_busy = [], False
        count = core.function("bytes_count_byte", twin=True)
        thread = threading.Thread(target=lambda: seen.append(count(large, size, 1)))
        thread.start()
        while thread.is_alive():
            was_busy = was_busy or core.busy[0] == 1
            assert call_find(core, b"abc", b"c") == 2
        thread.join()
        assert seen == [0]
        assert core.busy[0] == 0
        assert was_busy or has_extension


@pytest.mark.skipif(wasm.WasmFunction is None, reason="the extension is not built")
def test_extension_waits_for_a_busy_core():
    with load() as core:
        find = core.function("bytes_find_byte")
        with core.borrow(b"abc") as lent:
            assert find(lent.address, 3, ord("c")) == 2
            core.busy[0] = 1
            core.lock.acquire()
            seen = []
            thread = threading.Thread(target=lambda: seen.append(find(lent.address, 3, ord("b"))))
            thread.start()
            thread.join(0.1)
            assert seen == []
            core.busy[0] = 0
            core.lock.release()
            thread.join()
            assert seen == [1]


def test_wasmtime_is_missing_or_of_another_version(monkeypatch):
    with monkeypatch.context() as patch:
        find = importlib.util.find_spec
        patch.setattr("importlib.util.find_spec", lambda n: None if n == "wasmtime" else find(n))
        with pytest.raises(BackendUnavailable, match="wasmtime is not installed"):
            backends.load("wasm")
    monkeypatch.setattr(wasmtime_api, "version", lambda: "7.0.0")
    with pytest.raises(BackendUnavailable, match=r"wasmtime 7\.0\.0 is not 50"):
        backends.load("wasm")


def test_version_without_metadata(monkeypatch, tmp_path):
    monkeypatch.setattr(wasmtime_api, "package", lambda: tmp_path / "wasmtime")
    wasmtime_api.version.cache_clear()
    assert wasmtime_api.version().startswith("50.")
    wasmtime_api.version.cache_clear()


def test_neither_wasmtime_nor_cffi_is_imported_for_nothing():
    program = (
        "import sys, dxpy.backends as b\n"
        "assert not {'cffi', '_cffi_backend', 'wasmtime', 'numpy', 'ctypes'} & set(sys.modules)\n"
        "b.load('reference').close()\n"
        "assert not {'cffi', '_cffi_backend', 'wasmtime', 'numpy'} & set(sys.modules)\n"
        "b.load('wasm').close()\n"
        "assert not {'cffi', 'pycparser', 'wasmtime', 'numpy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("unwanted", ["0", "1"])
def test_the_extension_is_used_unless_it_is_unwanted(unwanted):
    """Calls go through the extension exactly where it is there and DXPY_NO_EXTENSION allows it."""
    is_built = importlib.util.find_spec("dxpy._fast") is not None
    code = (
        "from dxpy import backends; "
        "print(type(backends.load('wasm').function('bytes_is_ascii')).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DXPY_NO_EXTENSION": unwanted},
        capture_output=True,
        text=True,
        check=True,
    )
    is_builtin = done.stdout.strip() == "builtin_function_or_method"
    assert is_builtin == (is_built and unwanted == "0")
