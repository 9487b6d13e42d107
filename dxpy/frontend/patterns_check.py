"""What a compiler refuses in patterns.

References: language reference 8.6; PEP 634. The order of the checks is CPython's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from dxpy.frontend import nodes as n
from dxpy.frontend.scopes import SymbolError

if TYPE_CHECKING:
    from collections.abc import Sequence


def refuse_pattern(message: str, node: n.Located) -> NoReturn:
    """Raise the error of a node."""
    raise SymbolError(message, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


class PatternChecker:
    """Checks patterns; checks.py walks everything else."""

    def bind(self, name: str, node: n.Located) -> None:
        """A name is bound at a node."""
        raise NotImplementedError

    def check_pattern(self, node: n.Pattern, stores: list[str], allowed: bool) -> None:
        """Check one pattern.

        Args:
            node: the pattern.
            stores: names bound so far in the case, extended here.
            allowed: whether it may match everything.
        """
        if isinstance(node, n.MatchAs):
            if node.pattern is not None:
                self.check_pattern(node.pattern, stores, allowed)
            elif not allowed:
                if node.name is None:
                    refuse_pattern("wildcard makes remaining patterns unreachable", node)
                refuse_pattern(
                    f"name capture '{node.name}' makes remaining patterns unreachable", node
                )
            self.store(node.name, node, stores)
        elif isinstance(node, n.MatchStar):
            self.store(node.name, node, stores)
        elif isinstance(node, n.MatchOr):
            self.check_alternatives(node, stores, allowed)
        elif isinstance(node, n.MatchSequence):
            stars = [item for item in node.patterns if isinstance(item, n.MatchStar)]
            if len(stars) > 1:
                refuse_pattern("multiple starred names in sequence pattern", node)
            self.check_parts(node.patterns, stores)
        elif isinstance(node, n.MatchMapping):
            self.check_mapping(node, stores)
        elif isinstance(node, n.MatchClass):
            self.check_class(node, stores)
        elif isinstance(node, n.MatchValue) and isinstance(node.value, n.JoinedStr):
            refuse_pattern("patterns may only match literals and attribute lookups", node)

    def check_parts(self, patterns: Sequence[n.Pattern], stores: list[str]) -> None:
        """Patterns inside another one, each of which may match everything."""
        for pattern in patterns:
            self.check_pattern(pattern, stores, True)

    def store(self, name: str | None, node: n.Located, stores: list[str]) -> None:
        """Bind a name, once."""
        if name is None:
            return
        self.bind(name, node)
        if name in stores:
            refuse_pattern(f"multiple assignments to name '{name}' in pattern", node)
        stores.append(name)

    def check_alternatives(self, node: n.MatchOr, stores: list[str], allowed: bool) -> None:
        """Alternatives bind the same names, and only the last may match everything."""
        control: list[str] = []
        last = len(node.patterns) - 1
        for index, pattern in enumerate(node.patterns):
            found: list[str] = []
            self.check_pattern(pattern, found, allowed and index == last)
            if index == 0:
                control = found
            elif set(found) != set(control):
                refuse_pattern("alternative patterns bind different names", node)
        for name in control:
            if name in stores:
                refuse_pattern(f"multiple assignments to name '{name}' in pattern", node)
            stores.append(name)

    def check_mapping(self, node: n.MatchMapping, stores: list[str]) -> None:
        """Keys are literals or dotted names, each literal once."""
        seen: set[object] = set()
        for key in node.keys:
            if isinstance(key, n.Attribute):
                continue
            if isinstance(key, n.JoinedStr):
                refuse_pattern(
                    "mapping pattern keys may only match literals and attribute lookups", node
                )
            value = literal_value(key)
            if value in seen:
                refuse_pattern(f"mapping pattern checks duplicate key ({value!r})", node)
            seen.add(value)
        self.check_parts(node.patterns, stores)
        self.store(node.rest, node, stores)

    def check_class(self, node: n.MatchClass, stores: list[str]) -> None:
        """Attribute names, each once."""
        for index, name in enumerate(node.kwd_attrs):
            self.bind(name, node.kwd_patterns[index])
            for other in range(index + 1, len(node.kwd_attrs)):
                if node.kwd_attrs[other] == name:
                    refuse_pattern(
                        f"attribute name repeated in class pattern: {name}",
                        node.kwd_patterns[other],
                    )
        self.check_parts(node.patterns, stores)
        self.check_parts(node.kwd_patterns, stores)


def literal_value(node: n.Expr) -> object:
    """The value of a literal of a pattern."""
    if isinstance(node, n.Constant):
        return node.value
    if isinstance(node, n.UnaryOp):
        value = literal_value(node.operand)
        assert isinstance(value, (int, float, complex))
        return -value
    assert isinstance(node, n.BinOp)
    left = literal_value(node.left)
    right = literal_value(node.right)
    assert isinstance(left, (int, float))
    assert isinstance(right, complex)
    return left + right if node.op == "+" else left - right
