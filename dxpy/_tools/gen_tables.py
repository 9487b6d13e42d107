"""Write the Python and C faces of kernels/tables/*.def.

`python -m dxpy._tools.gen_tables [--check]`

One row of a table is one fact. C includes the tables; everything Python needs of them stands in
dxpy/_generated, written by this file and committed. `--check` writes nothing and fails if a
generated file is stale.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "kernels" / "tables"
WASMTIME = ROOT / "dxpy" / "_tools" / "wasmtime.h"
NOTICE = (
    "Written by dxpy/_tools/gen_tables.py from kernels/tables. "
    "Do not edit: change the table and run `make gen`."
)
TYPES = frozenset({"void", "i32", "u32", "i64", "u64", "f64", "addr", "usize"})
ROW = re.compile(r'^(EXPORT|KERNEL)\(\s*(\w+),\s*(\w+),\s*(\w+),\s*\(([^)]*)\),\s*"(.*)"\)$')
COMPARE_ROW = re.compile(r'^COMPARE\((\d+),\s*(\w+),\s*(\S+),\s*"(\S+)"\)$')


class Export(NamedTuple):
    """One row of exports.def."""

    name: str
    result: str
    fails: str
    arguments: tuple[tuple[str, str], ...]  # (type, name)
    meaning: str
    has_twin: bool


def rows_of(path: Path) -> list[str]:
    """The lines of a table that are neither blank nor comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("//")]


def read_exports() -> list[Export]:
    """Parse exports.def; a row that does not parse is an error that shows it."""
    exports = []
    for line in rows_of(TABLES / "exports.def"):
        match = ROW.match(line)
        if match is None:
            raise SystemExit(f"exports.def: cannot read the row: {line}")
        kind, result, name, fails, arguments, meaning = match.groups()
        words = [word.strip() for word in arguments.split(",")] if arguments.strip() else []
        pairs = tuple(zip(words[::2], words[1::2], strict=True))
        unknown = {result, *(type_name for type_name, _ in pairs)} - TYPES
        if unknown:
            raise SystemExit(
                f"exports.def: {name}: not a boundary type: {', '.join(sorted(unknown))}"
            )
        exports.append(Export(name, result, fails, pairs, meaning, kind == "KERNEL"))
    return exports


def read_comparisons() -> list[tuple[int, str, str]]:
    """(code, name, Python spelling) of compare.def."""
    comparisons = []
    for line in rows_of(TABLES / "compare.def"):
        match = COMPARE_ROW.match(line)
        if match is None:
            raise SystemExit(f"compare.def: cannot read the row: {line}")
        comparisons.append((int(match[1]), match[2], match[4]))
    return comparisons


def tables_digest() -> int:
    """First 8 bytes of the SHA-256 over all tables; both sides of a boundary carry the same."""
    sha = hashlib.sha256()
    for path in sorted(TABLES.glob("*.def")):
        sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return int.from_bytes(sha.digest()[:8], "little")


def project_version() -> str:
    """The one version, from pyproject.toml: a core carries it too, and the two must agree."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def abi_module(exports: list[Export]) -> str:
    """Text of dxpy/_generated/abi.py."""
    out = [f'"""{NOTICE}"""', "", "from typing import Final, NamedTuple", "", ""]
    out += [
        "class Export(NamedTuple):",
        '    """A function of the core: kernels/tables/exports.def explains types and words."""',
        "",
        "    name: str",
        "    result: str",
        "    fails: str",
        "    arguments: tuple[tuple[str, str], ...]",
        "    meaning: str",
        "    has_twin: bool",
        "",
        "",
        f"DIGEST: Final = 0x{tables_digest():016x}",
        f'VERSION: Final = "{project_version()}"',
        "",
        "COMPARISONS: Final = {",
    ]
    out += [f'    "{spelling}": {code},' for code, _, spelling in read_comparisons()]
    out += [
        "}",
        "",
        "EXPORTS: Final = (",
        *(f"    {export_literal(export)}," for export in exports),
        ")",
        "",
    ]
    return "\n".join(out)


def export_literal(export: Export) -> str:
    """One Export(...) expression on one line."""
    arguments = "".join(f'("{kind}", "{name}"), ' for kind, name in export.arguments).strip()
    meaning = export.meaning.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'Export("{export.name}", "{export.result}", "{export.fails}", ({arguments}), '
        f'"{meaning}", {export.has_twin})'
    )


def digest_header() -> str:
    """Text of kernels/generated/digest.h."""
    return f"// {NOTICE}\n#pragma once\n\n#define DX_DIGEST 0x{tables_digest():016x}u\n"


C_TYPES = {
    "void": "void", "i32": "int32_t", "u32": "uint32_t", "i64": "int64_t", "u64": "uint64_t",
    "f64": "double", "addr": "uintptr_t", "usize": "size_t",
}  # fmt: skip


def c_declarations(exports: list[Export]) -> str:
    """Declarations of all exports and twins in C, for cffi."""
    lines = []
    for export in exports:
        arguments = (
            ", ".join(f"{C_TYPES[kind]} {name}" for kind, name in export.arguments) or "void"
        )
        prefixes = ("dx_", "dx_twin_") if export.has_twin else ("dx_",)
        lines += [
            f"{C_TYPES[export.result]} {prefix}{export.name}({arguments});" for prefix in prefixes
        ]
    return "\n".join(lines)


def ffi_module(name: str, declarations: str) -> str:
    """Text of name.py: cffi's out-of-line ABI module, so no C is parsed at run time."""
    import tempfile

    import cffi

    ffi = cffi.FFI()
    ffi.cdef(declarations)
    ffi.set_source(f"dxpy._generated.{name}", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.py"
        ffi.emit_python_code(str(path))
        text = path.read_text(encoding="utf-8")
    return text.replace("# auto-generated file", f"# {NOTICE}", 1)


def outputs() -> dict[Path, str]:
    """Every generated file and the text it should have."""
    exports = read_exports()
    return {
        ROOT / "dxpy" / "_generated" / "abi.py": abi_module(exports),
        ROOT / "dxpy" / "_generated" / "native_ffi.py": ffi_module(
            "native_ffi", c_declarations(exports)
        ),
        ROOT / "dxpy" / "_generated" / "wasmtime_ffi.py": ffi_module(
            "wasmtime_ffi", WASMTIME.read_text(encoding="utf-8")
        ),
        ROOT / "kernels" / "generated" / "digest.h": digest_header(),
    }


def main() -> int:
    """Write the generated files, or check that they are fresh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if a file is stale"
    )
    check = parser.parse_args().check
    stale = []
    for path, text in outputs().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{'stale' if check else 'wrote'}: {path}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
