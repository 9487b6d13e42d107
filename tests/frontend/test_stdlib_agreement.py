"""The same trees, positions and scopes as the host's `ast` and `symtable`, over its library."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import pytest
from reference_python import python312, run312

from dxpy.frontend.check_stdlib import check_files, library_files

LIBRARY = Path(sysconfig.get_path("stdlib"))
# symtable of 3.12 shows comprehensions merged into their functions (PEP 709)
SYMBOLS = sys.version_info < (3, 12)


def test_every_twelfth_file_agrees():
    found, files, lines, seconds = check_files(library_files(LIBRARY)[::12], symbols=SYMBOLS)
    assert found == []
    assert files > 50
    assert lines > 20_000
    # the demand is 150,000 lines a minute of processor time; usual is thirty times that
    assert lines / seconds * 60 > 150_000


@pytest.mark.slow
def test_every_file_agrees():
    found, files, _, _ = check_files(library_files(LIBRARY), symbols=SYMBOLS)
    assert found == []
    assert files > 500


FIND_3_12 = """
import json, sys, sysconfig
from pathlib import Path
json.load(sys.stdin)
root = Path(sysconfig.get_path("stdlib"))
paths = sorted(path for path in root.rglob("*.py") if "site-packages" not in path.parts)
json.dump([str(path) for path in paths], sys.stdout)
"""

COMPARE_3_12 = """
import json, sys
from pathlib import Path
root, paths = json.load(sys.stdin)
sys.path.insert(0, root)
from dxpy.frontend.check_stdlib import check_files
found, files, lines, seconds = check_files([Path(path) for path in paths], symbols=False)
json.dump([found, files], sys.stdout)
"""


def compare_with_312(every: int) -> tuple[list[str], int]:
    if python312() is None:
        pytest.skip("no CPython 3.12 on this machine (PATH or DXPY_PYTHON312)")
    paths = run312(FIND_3_12, None)
    root = str(Path(__file__).parents[2])
    found, files = run312(COMPARE_3_12, [root, paths[::every]])
    return found, files


def test_trees_of_3_12_agree():
    found, files = compare_with_312(20)
    assert found == []
    assert files > 30


@pytest.mark.slow
def test_all_trees_of_3_12_agree():
    found, files = compare_with_312(1)
    assert found == []
    assert files > 500
