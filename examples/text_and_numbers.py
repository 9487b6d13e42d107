"""Words, searches, replacements, sums and filters over real input, on the native and the wasm core.

    python examples/text_and_numbers.py [TEXT]

Without TEXT it reads the source of Python's own standard library, ten megabytes that every
installation has. The same work is done once by each backend, in a process of its own; results must
be equal, times are shown side by side.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable


def read_text(arguments: list[str]) -> str:
    """The text to work on: the file named, or the standard library's source."""
    if arguments:
        return Path(arguments[0]).read_text(encoding="utf-8")
    library = Path(sysconfig.get_path("stdlib"))
    sources = (p for p in sorted(library.rglob("*.py")) if "site-packages" not in p.parts)
    texts = []
    for path in sources:
        try:
            texts.append(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, OSError):
            continue  # test data in other encodings
        if sum(map(len, texts)) > 12_000_000:
            break
    return "".join(texts)


def jobs(document: str) -> dict[str, Callable[[], Any]]:
    """What is done, by name."""
    from dxpy import SimdList, SwissDict, text

    data = document.encode()
    lengths = SimdList(len(line) for line in text.splitlines(data))
    shares = SimdList(length / 80 for length in lengths)

    def word_count() -> list[tuple[bytes, int]]:
        words = text.split(data)
        counts: SwissDict[bytes, int] = SwissDict()
        for word in words[:200_000]:
            counts[word] = counts.get(word, 0) + 1
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]

    return {
        "count words, the five most frequent": word_count,
        "count 'self'": lambda: text.count(data, b"self"),
        "find the last 'def '": lambda: text.rfind(data, b"def "),
        "find what is not there": lambda: text.find(data, b"no such words in here"),
        "first byte that is not ASCII": lambda: text.find_any_of(data, bytes(range(128, 256))),
        "lower": lambda: text.lower(data),
        "replace 'self' by 'this'": lambda: text.replace(data, b"self", b"this"),
        "replace line ends by two bytes": lambda: text.replace(data, b"\n", b"\r\n"),
        "valid UTF-8, code points": lambda: (text.utf8_valid(data), text.utf8_count(data)),
        "lines: number, sum, longest": lambda: (len(lengths), lengths.sum(), lengths.max()),
        "lines longer than 79": lambda: len(lengths.filter(">", 79)),
        "lengths sorted, the median": lambda: lengths.sorted()[len(lengths) // 2],
        "sum of squares of lengths": lambda: lengths.dot(lengths),
        "sum of lengths / 80": lambda: shares.sum(),
        "lengths / 80 above 0.5, doubled": lambda: shares.filter(">", 0.5).mul(2.0).sum(),
    }


def work(arguments: list[str]) -> None:
    """Do the jobs on the backend that DXPY_BACKEND names and print what came out as JSON."""
    from dxpy import backends

    outcome = {}
    for name, job in jobs(read_text(arguments)).items():
        job()
        started = time.perf_counter()
        result = job()
        elapsed = time.perf_counter() - started
        shown = result if not isinstance(result, bytes) else f"{len(result)} bytes"
        digest = hashlib.sha256(repr(result).encode()).hexdigest()
        outcome[name] = {"shown": str(shown), "digest": digest, "ms": elapsed * 1e3}
    print(json.dumps({"backend": backends.default_name(), "jobs": outcome}))


def run_on(backend: str, arguments: list[str]) -> dict[str, Any]:
    """The outcome of a process that uses one backend."""
    environment = {**os.environ, "DXPY_BACKEND": backend} if backend else dict(os.environ)
    command = [sys.executable, __file__, "--work", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the {backend or 'native'} backend failed:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> int:
    """Run both, compare, print."""
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2:])
        return 0
    native, wasm = run_on("", sys.argv[1:]), run_on("wasm", sys.argv[1:])
    table = Table(title="the same work on two cores")
    table.add_column("job")
    table.add_column("result", overflow="fold", max_width=44)
    table.add_column(f"{native['backend']} ms", justify="right")
    table.add_column("wasm ms", justify="right")
    table.add_column("equal")
    differing = 0
    for name, ours in native["jobs"].items():
        theirs = wasm["jobs"][name]
        equal = ours["digest"] == theirs["digest"]
        differing += not equal
        verdict = "[green]yes[/]" if equal else "[red]NO[/]"
        table.add_row(name, ours["shown"], f"{ours['ms']:.3f}", f"{theirs['ms']:.3f}", verdict)
    Console().print(table)
    if differing:
        print(f"{differing} results differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
