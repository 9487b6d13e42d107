"""Trees of 3.12's syntax as CPython 3.12 gave them, whatever the host."""

from __future__ import annotations

import json

import pytest
from recorded_trees import SCRIPT, TREES, plain
from reference_python import python312, run312

from dxpy.frontend import nodes as n
from dxpy.frontend.analysis import parse

RECORD = json.loads(TREES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", RECORD, ids=lambda entry: entry["source"][:40])
def test_recorded_tree(entry):
    assert plain(parse(entry["source"])) == entry["tree"]


def test_the_record_is_what_3_12_says():
    if python312() is None:
        pytest.skip("no CPython 3.12 on this machine (PATH or DXPY_PYTHON312)")
    trees = run312(SCRIPT, [entry["source"] for entry in RECORD])
    assert trees == [entry["tree"] for entry in RECORD]


def test_modes():
    assert isinstance(parse("a, b", mode="eval"), n.Expression)
    assert isinstance(parse("a\n\n", mode="eval").body, n.Name)
    assert isinstance(parse("if a:\n  b\n", mode="single"), n.Interactive)
    assert len(parse("a; b", mode="single").body) == 2
    for source in ("a = 1", "", "a b"):
        with pytest.raises(SyntaxError):
            parse(source, mode="eval")


def test_nodes_show_themselves():
    assert repr(parse("x = [1]").body[0]) == "Assign(targets=[1], value=List)"
    assert repr(parse("x").body[0].value) == "Name(id='x', ctx=0)"
