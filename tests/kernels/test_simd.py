"""Every operation of the shim on every instruction set, against its meaning in plain Python.

Operands are edge cases (all counts, all lane masks, NaN payloads, both zeros, int64 extremes, each
meeting the others in pairs) and what hypothesis makes of the same. A target that cannot run here is
skipped with the reason. The list of operations is that of simd.h: one that probe.c or
simd_meaning.py forgets is an error.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from simd_meaning import (
    EDGE_BYTES,
    EDGE_WORDS,
    LIMITS,
    MEANING,
    SIGNATURES,
    SIZES,
    comparable,
    edge_vecs,
    encode,
    of_words,
)
from simd_targets import (
    LOADED,
    SHAPES,
    TARGETS,
    EmulatedProbe,
    LoadedProbe,
    Probe,
    probe_of,
    why_not,
)

from dxpy._tools import build
from dxpy.verify.guard import Region, supported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Operands = list[bytes | int]
MOST_CASES = 256
# What an operation may write, if that is more than its result.
ROOM = {"v_copy": 64, "v_compress_u64": 72, "v_offsets": 520, "v_spans": 1160}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("probe")


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, Probe]]:
    """The probes that were built so far, by target."""
    probes: dict[str, Probe] = {}
    yield probes
    for probe in probes.values():
        if isinstance(probe, EmulatedProbe):
            probe.close()


def probe_in(made: dict[str, Probe], name: str, folder: Path) -> Probe:
    """The probe of a target, built when it is first asked for; skips what cannot run here."""
    reason = why_not(name)
    if reason:
        pytest.skip(reason)
    if name not in made:
        made[name] = probe_of(name, folder)
    return made[name]


@pytest.fixture(scope="module", params=TARGETS)
def probe(request: pytest.FixtureRequest, made: dict[str, Probe], folder: Path) -> Probe:
    return probe_in(made, request.param, folder)


@pytest.fixture(scope="module", params=LOADED)
def loaded(request: pytest.FixtureRequest, made: dict[str, Probe], folder: Path) -> LoadedProbe:
    return probe_in(made, request.param, folder)


def kinds_of(operation: str) -> list[str]:
    return SIGNATURES[SHAPES[operation]]


def edges(kind: str) -> list[bytes | int]:
    """Operands of one kind that reach its limits."""
    if kind in ("length", "count", "lanes", "byte"):
        return list(range(LIMITS[kind] + 1))
    if kind == "word":
        return [*EDGE_WORDS, *(1 << i for i in range(64))]
    if kind == "nibbles":
        return [bytes(byte & 15 for byte in vec) for vec in edge_vecs()]
    if kind in ("vec", "part"):
        return edge_vecs()
    size = SIZES[kind]
    patterns = [bytes(size), b"\xff" * size, b"\x01" * size, b"\x80" * size, b"\x55" * size]
    patterns += [
        bytes(range(256))[:size],
        bytes(range(255, -1, -1))[:size],
        (EDGE_BYTES * 16)[:size],
    ]
    return [*patterns, random.Random(size).randbytes(size)]


def edge_cases(operation: str) -> list[Operands]:
    """All pairs of edges, or as many of all combinations as are quick to try."""
    rng = random.Random(operation)
    choices = [edges(kind) for kind in kinds_of(operation)]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count <= MOST_CASES:
        cases: list[Operands] = [[]]
        for choice in choices:
            cases = [[*case, operand] for case in cases for operand in choice]
        return cases
    # every edge of every operand at least once, then combinations at random
    longest = max(len(choice) for choice in choices)
    cases = [[choice[i % len(choice)] for choice in choices] for i in range(longest)]
    return cases + [[rng.choice(choice) for choice in choices] for _ in range(MOST_CASES - longest)]


def of_kind(kind: str) -> st.SearchStrategy[bytes | int]:
    """Operands of one kind, as hypothesis makes them."""
    if kind in LIMITS:
        return st.integers(0, LIMITS[kind]) | st.sampled_from(edges(kind))
    size = SIZES.get(kind, 64)
    # one draw for an operand: each byte is itself, or picks an edge
    raw = st.binary(min_size=size, max_size=size)
    if kind == "nibbles":
        return raw.map(lambda picks: bytes(pick & 15 for pick in picks))
    operands = raw | raw.map(lambda picks: bytes(EDGE_BYTES[pick & 15] for pick in picks))
    if kind == "vec":
        eight = st.binary(min_size=8, max_size=8)
        operands |= eight.map(lambda p: of_words(EDGE_WORDS[pick % len(EDGE_WORDS)] for pick in p))
    return operands


def check(probe: Probe, operation: str, cases: list[Operands], offset: int = 0) -> None:
    """The results of some cases are what they mean."""
    blocks = [encode(kinds_of(operation), case) for case in cases]
    for case, out in zip(cases, probe.run(operation, blocks, offset), strict=True):
        wanted = MEANING[operation](*case)
        found = comparable(operation, out[: len(wanted)])
        assert found.hex(" ", 8) == wanted.hex(" ", 8), (operation, case)


@pytest.mark.parametrize("operation", SHAPES)
def test_edges(probe: Probe, operation: str) -> None:
    cases = edge_cases(operation)
    check(probe, operation, cases)
    check(probe, operation, cases[:: len(cases) // 8 + 1], offset=1 + len(operation) % 63)


@pytest.mark.parametrize("operation", [name for name in SHAPES if kinds_of(name)])
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_operands(probe: Probe, operation: str, data: st.DataObject) -> None:
    cases = st.lists(
        st.tuples(*map(of_kind, kinds_of(operation))).map(list), min_size=1, max_size=4
    )
    check(probe, operation, data.draw(cases))


@pytest.mark.skipif(not supported(), reason="no page protection here")
@pytest.mark.parametrize("operation", SHAPES)
def test_stays_inside(loaded: LoadedProbe, operation: str) -> None:
    """Operands end where memory ends, and so does the room for results."""
    operands, results = Region(1), Region(1)
    before = 16
    cases = edge_cases(operation)
    for case in cases[:: len(cases) // 80 + 1]:
        block = encode(kinds_of(operation), case)
        wanted = MEANING[operation](*case)
        room = ROOM.get(operation, len(wanted))
        in_address, out_address = operands.end - len(block), results.end - room
        place = out_address - results.base
        results.memory[place - before : place] = b"\xa5" * before
        start = in_address - operands.base
        operands.memory[start : start + len(block)] = block
        loaded.call(operation, in_address, out_address, 1)
        found = comparable(operation, results.memory[place : place + len(wanted)])
        assert found == wanted
        assert results.memory[place - before : place] == b"\xa5" * before


def operations_of(text: str) -> set[str]:
    return set(re.findall(r"\b[vg]_[a-z0-9_]+", text))


def test_no_operation_is_forgotten() -> None:
    """simd.h, probe.c, the meanings and what the headers define are one list."""
    folder = build.KERNELS / "simd"
    contract = (folder / "simd.h").read_text(encoding="utf-8")
    listed = operations_of("".join(line for line in contract.splitlines(True) if line[:2] == "//"))
    assert listed == set(SHAPES)
    assert listed == set(MEANING)
    definition = re.compile(r"^(?:INLINE .*?|[A-Z0-9_]+\()([vg]_[a-z0-9_]+)\b", re.MULTILINE)
    for name in ("scalar", "avx2", "avx512", "neon", "wasm128"):
        defined = definition.findall((folder / f"{name}.h").read_text(encoding="utf-8"))
        assert sorted(defined) == sorted(listed), name
