"""Compiled modules on disk: compiling takes a hundred times longer than reading the result.

What is read becomes machine code, so a file is used only if nobody else could have written it (it
and its folder are ours, and no group or others may write there) and if a hash of the contents shows
that it is whole. Everything that is wrong with it means: compile again. Nothing here raises.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

MAGIC = b"dxpy wasm cache\1"
SUFFIX = ".cwasm"
KEPT_FILES = 8


def folder() -> Path | None:
    """Where compiled modules are kept, or None if there is no such place.

    DXPY_CACHE_DIR names it; else it is the folder for caches of the system (XDG Base Directory
    Specification on Linux and others).
    """
    named = os.environ.get("DXPY_CACHE_DIR")
    if named:
        return Path(named)
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return Path(local or Path.home() / "AppData" / "Local") / "dxpy" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "dxpy"
        xdg = os.environ.get("XDG_CACHE_HOME", "")
        return (Path(xdg) if xdg.startswith("/") else Path.home() / ".cache") / "dxpy"
    except RuntimeError:  # no home
        return None


def key_of(*parts: bytes | str) -> bytes:
    """The hash of everything that a compiled module depends on."""
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        sha.update(len(data).to_bytes(8, "little") + data)
    return sha.digest()


def path_of(key: bytes) -> Path | None:
    """The file of a key, or None if there is no folder for it."""
    where = folder()
    return where / f"{key.hex()[:32]}{SUFFIX}" if where else None


def is_ours(status: os.stat_result) -> bool:
    """Whether only this user can have written a file or folder with this status."""
    if sys.platform == "win32":
        return True  # the folder of a profile; Windows keeps others out by access lists
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def load(key: bytes) -> bytes | None:
    """The module stored for a key, or None if there is none that can be trusted."""
    path = path_of(key)
    if path is None:
        return None
    try:
        if not is_ours(path.parent.stat()):
            return None
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or not is_ours(status):
                return None
            content = file.read()
    except OSError:
        return None
    head = MAGIC + key
    payload = content[len(head) + 32 :]
    whole = head + hashlib.sha256(payload).digest()
    return payload if content[: len(whole)] == whole else None


def store(key: bytes, payload: bytes) -> bool:
    """Keep a module for `load`; whether it is kept now. A full or read-only disk is no error.

    The file appears at once and whole. Of older modules the newest `KEPT_FILES` stay.
    """
    path = path_of(key)
    if path is None:
        return False
    partial = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_ours(path.parent.stat()):
            return False
        handle, partial = tempfile.mkstemp(prefix=".partial-", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + key + hashlib.sha256(payload).digest() + payload)
        Path(partial).replace(path)
        prune(path.parent)
    except OSError:
        if partial is not None:
            with contextlib.suppress(OSError):
                Path(partial).unlink()
        return False
    return True


def prune(where: Path) -> None:
    """Remove all but the newest modules."""
    files = sorted(where.glob(f"*{SUFFIX}"), key=lambda each: each.stat().st_mtime)
    for path in files[:-KEPT_FILES]:
        path.unlink()
