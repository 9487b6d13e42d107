"""The error CPython raises, with its numbers, for sources that are no programs.

data/broken.json holds programs with what CPython 3.11 and 3.12 said about them (record_broken.py
recorded it). Ours must be 3.12's in every number, for each program but those listed below; a listed
one that agrees after all fails too, so the list only shrinks.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from mutations import mutated_sources
from reference_python import outcomes, python312, run312

from dxpy.frontend.analysis import analyse

RECORD = json.loads((Path(__file__).parent / "data" / "broken.json").read_text(encoding="utf-8"))
PROGRAMS = RECORD["programs"]
CATEGORIES = sorted({program["category"] for program in PROGRAMS})

# Where we differ from 3.12 and mean to.
DIFFERENCES = {
    "from __future__ import foo": "CPython gives no end; we mark the statement",
    "from __future__ import braces": "CPython gives no end; we mark the statement",
    "from __future__ import *": "CPython gives no end; we mark the statement",
    "from __future__ import (annotations, foo)": "CPython gives no end; we mark the statement",
    "x=''' \n'''  \xe9 $": "CPython measures bytes behind a string of several lines",
    "\xe9 = 08": "CPython measures bytes here",
}


def ours(source: str) -> list | None:
    analysis = analyse(source, "f", limit=1)
    if not analysis.errors:
        return None
    error = analysis.errors[0].exception()
    return [
        type(error).__name__,
        error.msg,
        error.lineno,
        error.offset,
        error.end_lineno,
        error.end_offset,
    ]


@pytest.mark.parametrize("category", CATEGORIES)
def test_recorded_programs(category):
    wrong = {}
    for program in PROGRAMS:
        if program["category"] == category:
            source = program["source"]
            if (ours(source) != program["3.12"]) != (source in DIFFERENCES):
                wrong[source] = (ours(source), program["3.12"])
    assert wrong == {}


def test_the_record_is_large_enough():
    assert len(PROGRAMS) >= 1400
    assert sum(program["3.12"] is not None for program in PROGRAMS) >= 1200


def test_the_record_is_what_the_host_says():
    name = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sources = [program["source"] for program in PROGRAMS]
    version, found = outcomes(sources)
    if RECORD["versions"].get(name) != version:
        pytest.skip(f"the record has {RECORD['versions']}, the host is {version}")
    assert found == [program[name] for program in PROGRAMS]


def test_the_record_is_what_3_12_says():
    if python312() is None:
        pytest.skip("no CPython 3.12 on this machine (PATH or DXPY_PYTHON312)")
    sources = [program["source"] for program in PROGRAMS]
    version, found = outcomes(sources, reference=True)
    if RECORD["versions"]["3.12"] != version:
        pytest.skip(f"the record has {RECORD['versions']}, the reference is {version}")
    assert found == [program["3.12"] for program in PROGRAMS]


TEXTS = """
import json, sys, warnings
warnings.simplefilter("ignore")
found = []
for source in json.load(sys.stdin):
    text = None
    try:
        compile(source, "f", "exec", dont_inherit=True)
    except SyntaxError as error:
        text = error.text
    found.append(text)
json.dump(found, sys.stdout)
"""


def test_the_source_line_is_that_of_3_12():
    if python312() is None:
        pytest.skip("no CPython 3.12 on this machine (PATH or DXPY_PYTHON312)")
    sources = [program["source"] for program in PROGRAMS] + mutated_sources(4, 500)
    wrong = []
    for source, text in zip(sources, run312(TEXTS, sources), strict=True):
        errors = analyse(source, "f", limit=1).errors
        # CPython has no text for errors of its compiler, as there is no file; and where strings or
        # backslashes join lines it gives them all, while we give the line of the error
        if text is not None and errors[0].exception().text != text[text[:-1].rfind("\n") + 1 :]:
            wrong.append((source, errors[0].text, text))
    assert wrong == []


# Sources made by breaking the host's library, compared live.


def agreement(sources: list[str], found: list[list | None]) -> tuple[Counter, list[tuple]]:
    """How many agree in everything, in class, message, line and offset, and in accepting."""
    counts: Counter = Counter()
    worst = []
    for source, theirs in zip(sources, found, strict=True):
        mine = ours(source)
        counts["all"] += 1
        counts["accepted alike"] += (mine is None) == (theirs is None)
        if theirs is None:
            continue
        counts["errors"] += 1
        counts["exact"] += mine == theirs
        counts["head"] += mine is not None and mine[:4] == theirs[:4]
        counts["message"] += mine is not None and mine[:2] == theirs[:2]
        if mine is None or mine[:4] != theirs[:4]:
            worst.append((source, mine, theirs))
    return counts, worst


@pytest.mark.parametrize("seed", [1, 2])
def test_mutations_against_3_12(seed):
    if python312() is None:
        pytest.skip("no CPython 3.12 on this machine (PATH or DXPY_PYTHON312)")
    sources = mutated_sources(seed, 2500)
    _, found = outcomes(sources, reference=True)
    counts, worst = agreement(sources, found)
    assert counts["accepted alike"] >= counts["all"] - 1, worst[:3]
    assert counts["message"] >= 0.999 * counts["errors"], worst[:3]
    assert counts["exact"] >= 0.998 * counts["errors"], worst[:3]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the bounds are for a host of 3.11")
def test_mutations_against_3_11():
    # 3.11 words some messages otherwise and gives f-strings other positions; sources with either
    # are left out
    sources = [
        source
        for source in mutated_sources(3, 2500)
        if "f'" not in source.lower() and 'f"' not in source.lower()
    ]
    _, found = outcomes(sources)
    for outcome in found:
        if outcome is not None and outcome[1] == "non-default argument follows default argument":
            outcome[1] = "parameter without a default follows parameter with a default"
    counts, worst = agreement(sources, found)
    assert counts["accepted alike"] >= counts["all"] - 3, worst[:3]
    assert counts["head"] >= 0.99 * counts["errors"], worst[:3]
