"""Try every kernel of one core against plain Python: the loop behind `dxpy verify kernels`.

Case number i of a kernel depends on the seed, the kernel and i alone, so any case can be made
again. The loop runs in a process of its own for each target (see worker.py), which notes the case
it is at in a journal: if a kernel takes the process down, the journal tells which case did it.
"""

from __future__ import annotations

import functools
import struct
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from dxpy.errors import CoreFault
from dxpy.verify.outcome import AT_END, AT_START, CanaryBroken, Case, Outcome, Run, describe
from dxpy.verify.scenarios import SCENARIOS, Scenario
from dxpy.verify.shrink import shrink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dxpy.backends.base import Core

JOURNAL = struct.Struct("<IQ")  # number of the kernel, number of the case


@dataclass
class Finding:
    """A case in which a core and plain Python disagree."""

    kernel: str
    variant: str  # "kernel" or "twin"
    number: int  # of the case
    case: str
    expected: str
    got: str


@dataclass
class KernelReport:
    """What was tried of one kernel on one target."""

    kernel: str
    cases: int = 0
    mismatches: int = 0
    findings: list[Finding] = field(default_factory=list)


def make_case(scenario: Scenario, seed: int, number: int) -> tuple[Case, int]:
    """Case number `number` of a scenario, and the offset its buffers are to have."""
    rng = Random(f"{seed}/{scenario.kernel}/{number}")
    case = scenario.make(rng)
    return case, rng.choice((AT_END, AT_END, AT_START, rng.randrange(64)))


def outcome_of(scenario: Scenario, core: Core, case: Case, *, twin: bool, offset: int) -> Outcome:
    """What a core makes of a case; a fault or a broken canary is an outcome too."""
    try:
        with Run(core, twin=twin, offset=offset) as run:
            return scenario.run(run, case)
    except (CanaryBroken, CoreFault) as error:
        return (f"{type(error).__name__}: {error}",)


def verify_kernel(
    scenario: Scenario,
    core: Core,
    oracle: Core,
    *,
    seed: int,
    cases: int,
    note: Callable[[int], object],
    most_findings: int = 3,
) -> KernelReport:
    """Compare `cases` cases of one kernel and of its twin on `core` with `oracle`.

    Args:
        scenario: the kernel.
        core: the core to try.
        oracle: the reference.
        seed: of the cases.
        cases: how many.
        note: told the number of each case before it runs.
        most_findings: how many mismatches to shrink and keep; all are counted.
    """
    report = KernelReport(scenario.kernel)
    for number in range(cases):
        case, offset = make_case(scenario, seed, number)
        note(number)
        expected = outcome_of(scenario, oracle, case, twin=False, offset=offset)
        report.cases += 1
        for twin in (False, True):
            got = outcome_of(scenario, core, case, twin=twin, offset=offset)
            if got == expected:
                continue
            report.mismatches += 1
            if len(report.findings) < most_findings:
                report.findings.append(
                    explain(scenario, core, oracle, case, twin=twin, offset=offset, number=number)
                )
    return report


def explain(
    scenario: Scenario,
    core: Core,
    oracle: Core,
    case: Case,
    *,
    twin: bool,
    offset: int,
    number: int,
) -> Finding:
    """Shrink a failing case and describe what is left of it."""

    def differs(candidate: Case) -> tuple[Any, Any] | None:
        try:
            expected = outcome_of(scenario, oracle, candidate, twin=False, offset=offset)
            got = outcome_of(scenario, core, candidate, twin=twin, offset=offset)
        except (ValueError, IndexError, KeyError, ArithmeticError, UnicodeError, struct.error):
            return None  # the smaller case breaks a precondition of the row
        return None if expected == got else (expected, got)

    unit = 8 if scenario.kernel.startswith("array_") else 1
    smallest = shrink(
        case,
        lambda candidate: keeps_rules(scenario, case, candidate) and bool(differs(candidate)),
        element_bytes=unit,
    )
    difference = differs(smallest) or differs(case)
    expected, got = difference or ("an outcome that does not come again", "the other")
    return Finding(
        scenario.kernel,
        "twin" if twin else "kernel",
        number,
        describe(smallest),
        brief(expected),
        brief(got),
    )


def keeps_rules(scenario: Scenario, original: Case, candidate: Case) -> bool:
    """Whether a smaller case still meets the preconditions that its row states."""
    for name in ("needle", "old", "sep"):
        if name == "sep" and scenario.kernel == "bytes_join":
            continue
        if name in candidate and original[name] and not candidate[name]:
            return False
    if scenario.kernel.startswith(("array_min", "array_max")) and not candidate["src"]:
        return False
    if scenario.kernel in ("bytes_equal", "bytes_common_prefix") and len(candidate["left"]) != len(
        candidate["right"]
    ):
        return False
    if candidate.get("text") == 1 or scenario.kernel in ("utf8_count", "utf8_offset"):
        data: bytes = candidate["src"] if "src" in candidate else candidate["hay"]
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
    if "text" in original and candidate["text"] != original["text"]:
        return False
    if (candidate.get("cap", 1) == 0 and original["cap"]) or candidate.get("compare", 0) < 0:
        return False
    fixed = [
        name for name in ("set", "table", "group", "pool", "key_bytes", "seeds") if name in original
    ]
    return all(len(candidate[name]) == len(original[name]) for name in fixed)


def brief(outcome: Any) -> str:
    """An outcome in a line."""
    shown = repr(outcome)
    return shown if len(shown) <= 300 else f"{shown[:200]} ... {shown[-80:]}"


def verify_core(
    core: Core,
    oracle: Core,
    *,
    kernels: Sequence[str],
    seed: int,
    cases: int,
    note: Callable[[int, int], object],
) -> Iterator[KernelReport]:
    """Verify the kernels one after the other; `note` is told (kernel number, case number)."""
    for index, name in enumerate(kernels):
        yield verify_kernel(
            SCENARIOS[name],
            core,
            oracle,
            seed=seed,
            cases=cases,
            note=functools.partial(note, index),
        )
