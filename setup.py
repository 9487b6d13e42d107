"""The build hook of `pip install`: compile the cores, put them into the package, tag the wheel.

All that is not about compiling stands in pyproject.toml.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution

ROOT = Path(__file__).resolve().parent


class BuildCores(build_py):
    """build_py that makes the cores first, so that they are found as package data."""

    def run(self) -> None:
        """Compile what this machine can run and what it needs for `dxpy verify`."""
        subprocess.run([sys.executable, str(ROOT / "dxpy" / "_tools" / "build.py")], check=True)
        super().run()


class PlatformWheel(bdist_wheel):
    """A wheel for this platform and, through the stable ABI, any CPython from 3.11 on."""

    def finalize_options(self) -> None:
        """Mark the wheel as not pure."""
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self) -> tuple[str, str, str]:
        """cp311-abi3 with the extension, py3-none without; the platform is this one's."""
        platform_tag = super().get_tag()[2]
        if any((ROOT / "dxpy").glob("_fast.abi3.*")):
            return "cp311", "abi3", platform_tag
        return "py3", "none", platform_tag


class WithBinaries(Distribution):
    """A distribution that owns up to its binaries, so that it installs into platlib."""

    def has_ext_modules(self) -> bool:
        """The cores are binaries."""
        return True


setup(cmdclass={"build_py": BuildCores, "bdist_wheel": PlatformWheel}, distclass=WithBinaries)
