"""Trees of CPython 3.12 as data, for syntax that an older host cannot parse.

`python tests/frontend/recorded_trees.py`, with a 3.12 at hand, records data/trees312.json anew from
the sources in it.
"""

from __future__ import annotations

import json
from pathlib import Path

from reference_python import run312

from dxpy.frontend import nodes as n
from dxpy.frontend.check_stdlib import NAMES, OPERATORS, POSITIONS

TREES = Path(__file__).parent / "data" / "trees312.json"

# The same form as `plain` below gives our trees.
SCRIPT = """
import ast, json, sys
POSITIONS = ("lineno", "col_offset", "end_lineno", "end_col_offset")
LEAVES = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)
def plain(node):
    if isinstance(node, LEAVES):
        return type(node).__name__
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    form = {"": type(node).__name__}
    if hasattr(node, "lineno"):
        form["at"] = [getattr(node, name) for name in POSITIONS]
    for field in node._fields:
        if field in ("type_comment", "type_ignores"):
            continue
        value = getattr(node, field)
        if field == "format_spec" and value is not None:
            value.values = [v for v in value.values
                            if not (isinstance(v, ast.Constant) and v.value == "")]
        form[field] = plain(value)
    return form
json.dump([plain(ast.parse(source)) for source in json.load(sys.stdin)], sys.stdout)
"""

LEAVES = {value: name for name, value in OPERATORS.items() if name not in ("USub", "UAdd")}


def plain(node: object, field: str = "", owner: str = "") -> object:
    """One of our trees in the recorded form."""
    if isinstance(node, list):
        return [plain(item, field, owner) for item in node]
    if field in ("op", "ops"):
        assert isinstance(node, str)
        if owner == "UnaryOp" and node in "+-":
            return "USub" if node == "-" else "UAdd"
        return LEAVES[node]
    if field == "ctx":
        return ("Load", "Store", "Del")[node]
    if not isinstance(node, n.Node):
        return repr(node)
    name = type(node).__name__
    form: dict[str, object] = {"": NAMES.get(name, name)}
    if isinstance(node, n.Located):
        form["at"] = [getattr(node, position) for position in POSITIONS]
    for part in node.FIELDS:
        form[part] = plain(getattr(node, part), part, name)
    return form


def main() -> None:
    sources = [entry["source"] for entry in json.loads(TREES.read_text(encoding="utf-8"))]
    trees = run312(SCRIPT, sources)
    lines = [
        json.dumps({"source": source, "tree": tree})
        for source, tree in zip(sources, trees, strict=True)
    ]
    TREES.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
