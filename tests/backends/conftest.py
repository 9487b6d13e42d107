"""Fixtures of the tests of the backends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from damage import Box

from dxpy import backends

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dxpy.backends.base import Core


@pytest.fixture(autouse=True)
def no_forced_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests say which backend they mean."""
    monkeypatch.delenv(backends.VARIABLE, raising=False)


@pytest.fixture(autouse=True, scope="session")
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled modules of these tests go to a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DXPY_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(params=[*backends.NAMES, "wasm without the extension"])
def core(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Core]:
    """Each backend that runs here."""
    name, *without = request.param.split(maxsplit=1)
    reasons = {each.name: each.reason for each in backends.available() if not each.is_usable}
    if name in reasons:
        pytest.skip(reasons[name])
    if without:
        monkeypatch.setattr("dxpy.backends.wasm.WasmFunction", None)
    with backends.load(name) as loaded:
        yield loaded


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """An empty folder for copies of cores."""
    return Box(tmp_path)
