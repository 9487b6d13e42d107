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


@pytest.fixture(params=backends.NAMES)
def core(request: pytest.FixtureRequest) -> Iterator[Core]:
    """Each backend that runs here."""
    for name, usable, reason in backends.available():
        if name == request.param and not usable:
            pytest.skip(reason)
    with backends.load(request.param) as loaded:
        yield loaded


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """An empty folder for copies of cores."""
    return Box(tmp_path)
