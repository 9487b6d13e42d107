"""Verification finds real faults: a core with a bug in each of many kernels is found out in all.

Each fault is a small slip of the kind that SIMD code has; all are put into one copy of the source,
which is built and verified like any core. A slip whose text is no longer in the source fails the
test: it has to be written anew for the code that is there.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from dxpy._tools import build
from dxpy.verify import report, targets

KERNELS = Path(build.KERNELS)
TARGET = "avx2"
CASES = 500


class Slip(NamedTuple):
    """A fault: in `file`, `right` becomes `wrong`, and `kernel` is what then goes wrong."""

    what: str
    kernel: str
    file: str
    right: str
    wrong: str


SLIPS = (
    Slip(
        "a tail handled one byte short", "bytes_lower", "bytes_case.c",
        "    v_store(dst + last, tail);\n",
        "    v_store_part(dst + last, tail, VEC_BYTES - 1);\n",
    ),
    Slip(
        "a write one byte past the end", "bytes_upper", "bytes_case.c",
        "static void bytes_upper(const u8 *src, usize len, u8 *dst) {\n",
        "static void bytes_upper(const u8 *src, usize len, u8 *dst) {\n    dst[len] = 0;\n",
    ),
    Slip(
        "a read one byte past the end", "bytes_is_ascii", "bytes_case.c",
        "static u32 bytes_is_ascii(const u8 *src, usize len) {\n",
        "static u32 bytes_is_ascii(const u8 *src, usize len) {\n"
        "    if (*(volatile const u8 *)(src + len) == 1)\n        len++;\n",
    ),
    Slip(
        "a wrong lane order in a reduction", "array_sum_f64", "array_reduce.c",
        "v_add_f64(v_add_f64(lanes.v[0], lanes.v[2]), v_add_f64(lanes.v[1], lanes.v[3]))",
        "v_add_f64(v_add_f64(lanes.v[0], lanes.v[1]), v_add_f64(lanes.v[2], lanes.v[3]))",
    ),
    Slip(
        "an off-by-one in the group probe", "swiss_i64_insert", "swiss.c",
        "usize slot = (position + COUNT_TRAILING(match)) & mask;",
        "usize slot = (position + COUNT_TRAILING(match) + 1) & mask;",
    ),
    Slip(
        "a comparison without its boundary", "array_count_where_i64", "array_select.c",
        "    case COMPARE_GT:\n    case COMPARE_LE:\n        return v_tally_lt_i64(acc, value, x);",
        "    case COMPARE_GT:\n    case COMPARE_LE:\n        return v_tally_lt_i64(acc, x, value);",
    ),
    Slip(
        "an empty needle that is not found", "bytes_find", "bytes_find.c",
        "return needle_len ? bytes_find_byte(hay, hay_len, needle[0]) : 0;",
        "return needle_len ? bytes_find_byte(hay, hay_len, needle[0]) : -1;",
    ),
    Slip(
        "padding of the last block counted", "utf8_count", "utf8.c",
        "utf8_starts(v_load_part(src + at, rest))) - (VEC_BYTES - rest)",
        "utf8_starts(v_load_part(src + at, rest))) - (VEC_BYTES - 1 - rest)",
    ),
    Slip(
        "a wrong row in a table of shuffles", "array_filter_index_i64", "simd/avx2.h",
        "0x76325410", "0x76325401",
    ),
    Slip(
        "a twin that is not what the row says", "bytes_equal", "twin/bytes_compare.c",
        "static u32 twin_bytes_equal(const u8 *left, const u8 *right, usize len) {\n",
        "static u32 twin_bytes_equal(const u8 *left, const u8 *right, usize len) {\n"
        "    len -= len & 3;\n",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A folder with the core that has all the faults."""
    target = {each.name: each for each in targets.targets()}[TARGET]
    if not target.is_usable:
        pytest.skip(target.reason)
    folder = tmp_path_factory.mktemp("broken")
    source = folder / "kernels"
    shutil.copytree(KERNELS, source)
    for slip in SLIPS:
        path = source / slip.file
        text = path.read_text(encoding="utf-8")
        assert text.count(slip.right) == 1, f"{slip.what}: the text is not once in {slip.file}"
        path.write_text(text.replace(slip.right, slip.wrong), encoding="utf-8")
    cores = folder / "cores"
    for name in (TARGET, "cpu"):
        chosen = next(each for each in build.TARGETS if each.name == name)
        build.build(chosen, cores, kernels=source)
    build.write_manifest(cores)
    return cores


def test_every_fault_is_found(broken):
    found = report.verify_target(
        TARGET,
        kernels=[slip.kernel for slip in SLIPS],
        seed=3,
        cases=CASES,
        folder=broken,
        stall_seconds=20,
    )
    assert [kernel.kernel for kernel in found.kernels] == [slip.kernel for slip in SLIPS]
    missed = [
        slip.what
        for slip, kernel in zip(SLIPS, found.kernels, strict=True)
        if not kernel.mismatches or not kernel.findings
    ]
    assert not missed
    by_kernel = {kernel.kernel: kernel.findings[0] for kernel in found.kernels}
    assert "the process ended" in by_kernel["bytes_is_ascii"].got
    assert "CanaryBroken" in by_kernel["bytes_upper"].got or "ended" in by_kernel["bytes_upper"].got
    assert by_kernel["bytes_equal"].variant == "twin"
    assert by_kernel["array_sum_f64"].variant == "kernel"
    assert all(len(finding.case) < 2000 for finding in by_kernel.values())


def test_kernels_without_a_fault_still_agree(broken):
    sound = ["bytes_find_byte", "array_reverse", "bytes_space_prefix"]
    found = report.verify_target(TARGET, kernels=sound, seed=3, cases=50, folder=broken)
    assert found.mismatches == 0
