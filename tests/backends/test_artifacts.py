"""Files that are missing, truncated, altered or somebody else's are refused before they run."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from damage import NATIVE, USABLE, call_find

from dxpy import backends
from dxpy._generated.abi import DIGEST, VERSION
from dxpy.backends import artifacts, cpu
from dxpy.errors import BackendUnavailable, CoreCorrupt, CoreMismatch, CoreNotFound

ONE_NATIVE = NATIVE[-1:]
FILES = [*ONE_NATIVE, *(["wasm"] if "wasm" in USABLE else [])]


@pytest.fixture(params=FILES)
def copied(request, box):
    """A core in a box: (box, path, load)."""
    if request.param in backends.NATIVE and artifacts.host_machine() == "x86_64":
        box.add("cpu", "cpu")
    path = box.add(request.param)

    def load(path=path):
        if request.param == "wasm":
            from dxpy.backends.wasm import WasmCore

            return WasmCore(path)
        from dxpy.backends.native import NativeCore

        return NativeCore(path)

    return box, path, load


def test_untouched_copy(copied):
    _, _, load = copied
    with load() as core:
        assert call_find(core, b"abc", b"c") == 2


def test_bare_file_name_is_that_of_this_folder(copied, monkeypatch):
    _, path, load = copied
    monkeypatch.chdir(path.parent)
    with load(Path(path.name)) as core:
        assert call_find(core, b"abc", b"c") == 2


def test_file_is_missing(copied):
    _, path, load = copied
    path.unlink()
    with pytest.raises(CoreNotFound, match=path.name):
        load()


def test_folder_in_place_of_the_file(copied):
    _, path, load = copied
    path.unlink()
    path.mkdir()
    with pytest.raises(CoreNotFound, match=path.name):
        load()


def test_manifest_is_missing(copied):
    box, _, load = copied
    (box.folder / artifacts.MANIFEST).unlink()
    with pytest.raises(CoreNotFound, match="no cores in"):
        load()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"version": "x"}', '{"version": "x", "files": {"a": {}}}', "\x00"]
)
def test_manifest_is_none(copied, text):
    box, _, load = copied
    (box.folder / artifacts.MANIFEST).write_text(text)
    with pytest.raises(CoreCorrupt, match="not a manifest"):
        load()


def test_manifest_of_another_version(copied):
    box, _, load = copied
    box.manifest["version"] = "99.0"
    box.write()
    with pytest.raises(CoreMismatch, match=r"built for dxpy 99\.0"):
        load()


def test_manifest_without_the_file(copied):
    box, path, load = copied
    del box.manifest["files"][path.name]
    box.write()
    with pytest.raises(CoreCorrupt, match="not in the manifest"):
        load()


@pytest.mark.parametrize("keep", [0, 1, 100, 4096, -1])
def test_truncated(copied, keep):
    _, path, load = copied
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CoreCorrupt, match="bytes where"):
        load()


@pytest.mark.parametrize("at", [0, 18, 5000, -1])
def test_altered(copied, at):
    _, path, load = copied
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(CoreCorrupt, match="hash differs"):
        load()


def test_renamed(copied):
    """One core under the name of another."""
    box, path, load = copied
    other = "wasm" if path.suffix != ".wasm" else ONE_NATIVE[0]
    data = box.add(other).read_bytes()
    path.write_bytes(data)
    with pytest.raises(CoreCorrupt):
        load()


def test_header_of_another_machine(copied):
    box, path, load = copied
    box.patch(path, lambda data: data.__setitem__(slice(0, 24), bytes(24)))
    with pytest.raises(CoreMismatch, match="unknown"):
        load()


@pytest.mark.skipif(artifacts.host_system() != "linux", reason="patches an ELF header")
@pytest.mark.skipif(not ONE_NATIVE, reason="no native core runs here")
def test_elf_for_another_cpu(box):
    from dxpy.backends.native import NativeCore

    other = {"x86_64": (183, "aarch64"), "aarch64": (62, "x86_64")}[artifacts.host_machine()]
    path = box.add(ONE_NATIVE[0])
    if artifacts.host_machine() == "x86_64":
        box.add("cpu", "cpu")
    box.patch(path, lambda data: struct.pack_into("<H", data, 18, other[0]))
    with pytest.raises(CoreMismatch, match=other[1]):
        NativeCore(path)
    box.describe(path, machine=other[1])
    with pytest.raises(BackendUnavailable, match=f"is for linux {other[1]}"):
        NativeCore(path)


def replaced(old: bytes, new: bytes):
    """A change that puts one text in place of another."""

    def change(data: bytearray) -> None:
        assert old in data
        data[:] = data.replace(old, new)

    return change


def test_other_version_inside(copied):
    box, path, load = copied
    old = VERSION.encode() + b"\0"
    box.patch(path, replaced(old, b"9" * len(VERSION) + b"\0"))
    with pytest.raises(CoreMismatch, match="reports the version '9"):
        load()


def test_other_target_inside(copied):
    box, path, load = copied
    name = path.stem.split("-")[-1] if path.suffix != ".wasm" else "wasm"
    box.patch(path, replaced(name.encode() + b"\0", b"x" * len(name) + b"\0"))
    with pytest.raises(CoreMismatch, match="reports the target 'x"):
        load()


def signed_leb128(value: int) -> bytes:
    """An i64 constant of WebAssembly."""
    value -= (value >> 63) << 64
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value & 127])


def test_other_tables_inside(copied):
    box, path, load = copied
    encode = signed_leb128 if path.suffix == ".wasm" else (lambda x: x.to_bytes(8, "little"))
    old = encode(DIGEST)
    other = next(
        new for new in (encode(DIGEST ^ 1 << bit) for bit in range(64)) if len(new) == len(old)
    )
    box.patch(path, replaced(old, other))
    with pytest.raises(CoreMismatch, match="other tables"):
        load()


@pytest.mark.skipif(artifacts.host_machine() != "x86_64", reason="the library is for x86-64")
@pytest.mark.skipif(not ONE_NATIVE, reason="no native core runs here")
def test_library_that_is_no_core(box):
    from dxpy.backends.native import NativeCore

    path = box.add("cpu", "cpu")
    box.describe(path, core=ONE_NATIVE[0])
    copy = box.folder / f"copy{path.suffix}"
    copy.write_bytes(path.read_bytes())
    box.describe(path, core="cpu")
    box.describe(
        copy,
        core=ONE_NATIVE[0],
        kind="core",
        system=artifacts.host_system(),
        machine=artifacts.host_machine(),
    )
    with pytest.raises(CoreMismatch, match="no core of dxpy"):
        NativeCore(copy)


def test_module_that_is_no_core(box, tmp_path):
    from dxpy.backends.wasm import WasmCore
    from dxpy.errors import CoreFault

    path = tmp_path / "empty.wasm"
    path.write_bytes(b"\0asm\1\0\0\0")
    box.describe(path, core="wasm", kind="core", system="wasm", machine="wasm32")
    with pytest.raises(CoreMismatch, match="no core of dxpy"):
        WasmCore(path)
    path.write_bytes(b"\0asm\1\0\0\0rubbish")
    box.describe(path)
    with pytest.raises(CoreFault, match="cannot compile"):
        WasmCore(path)


@pytest.mark.parametrize("name", ONE_NATIVE)
def test_cpu_lacks_features(name, monkeypatch):
    have = cpu.features() - {cpu.NEEDS[name][-1]}
    monkeypatch.setattr(cpu, "features", lambda folder: have)
    with pytest.raises(BackendUnavailable, match=f"needs a CPU with {cpu.NEEDS[name][-1]}, which"):
        backends.load(name)


@pytest.mark.skipif(artifacts.host_machine() != "x86_64", reason="no library asks this CPU")
@pytest.mark.skipif(not ONE_NATIVE, reason="no native core runs here")
def test_library_for_the_cpu_is_missing_or_altered(box):
    from dxpy.backends.native import NativeCore

    path = box.add(ONE_NATIVE[0])
    with pytest.raises(CoreNotFound, match="no cpu"):
        NativeCore(path)
    asks = box.add("cpu", "cpu")
    asks.write_bytes(asks.read_bytes()[:-1])
    with pytest.raises(CoreCorrupt):
        NativeCore(path)


def test_headers():
    assert artifacts.header_of(b"") == ("unknown", "unknown")
    assert artifacts.header_of(b"MZ") == ("unknown", "unknown")
    assert artifacts.header_of(b"\x7fELF\x02\x01") == ("linux", "unknown")
    mach = struct.pack("<II", 0xFEEDFACF, 0x0100_000C)
    assert artifacts.header_of(mach) == ("darwin", "aarch64")
    portable = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0" + b"\x64\x86"
    assert artifacts.header_of(portable) == ("windows", "x86_64")
    assert artifacts.header_of(b"\0asm\1\0\0\0") == ("wasm", "wasm32")


def test_manifest_describes_the_package():
    entries = json.loads((artifacts.CORES / artifacts.MANIFEST).read_text())["files"]
    for artifact in artifacts.manifest_of(artifacts.CORES).values():
        assert artifacts.header_of(artifacts.verified(artifact)) == (
            artifact.system,
            artifact.machine,
        )
        assert artifact.path.name in entries
