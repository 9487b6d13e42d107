"""The tests of SimdList and SwissDict once more over what this machine would not choose by itself.

The default backend is chosen once in a process, so each of the others has one of its own. The tests
of dxpy.text make their engines themselves and cover all backends already.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dxpy.engine import fast

HERE = Path(__file__).parent
FILES = (
    "test_simdlist.py", "test_swissdict.py", "test_swissdict_safety.py",
    "test_swissdict_objects.py",
)  # fmt: skip
WHAT_RUNS = """
from dxpy import SimdList, SwissDict
from dxpy.engine import default
from dxpy.engine.entries import Entries
from dxpy.engine.storage import Storage
print(default.core().name, issubclass(SwissDict, Entries), issubclass(SimdList, Storage))
"""


def run(settings: dict[str, str], *arguments: str) -> str:
    """Run Python with these settings and no others of ours; what it prints."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("DXPY_")}
    paths = [str(HERE.parents[1]), *filter(None, [kept.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, *arguments],
        env=kept | settings | {"PYTHONPATH": os.pathsep.join(paths)},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout


def test_the_extension_is_used_where_it_is_there():
    if fast.extension() is None:
        pytest.skip("the extension is not there")
    assert run({}, "-c", WHAT_RUNS).split()[1:] == ["False", "False"]


@pytest.mark.parametrize(
    "settings",
    [{"DXPY_NO_EXTENSION": "1"}, {"DXPY_BACKEND": "wasm"}, {"DXPY_BACKEND": "reference"}],
    ids=lambda settings: "-".join(f"{name}={text}" for name, text in settings.items()),
)
def test_lists_and_dicts(settings):
    target, *generic = run(settings, "-c", WHAT_RUNS).split()
    assert target == settings.get("DXPY_BACKEND", target)
    assert generic == ["True", "True"]
    files = [str(HERE / name) for name in FILES]
    said = run(
        settings, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=quick",
        *files,
    )  # fmt: skip
    assert " passed" in said
    assert "failed" not in said
