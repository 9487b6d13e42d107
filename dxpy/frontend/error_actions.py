"""The sentences of the rules for mistakes in error_grammar.py.

Most are a row of a table: code, sentence, and which place is meant. The few that look at the tree
of what stands there (what cannot be assigned to, and what it is called) parse that piece again with
the parser proper.

Places: "a" what was captured as a; "a," the same without a comma at its end; "ab" from a to b; "a-"
from a to the farthest token; "last" the farthest token the machine has looked at; "next" the token
behind the match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dxpy.frontend import nodes as n
from dxpy.frontend import tokens as t
from dxpy.frontend.cursor import ParseFailure, Rejection
from dxpy.frontend.diagnostics import Diagnostic, span_diagnostic
from dxpy.frontend.literals import split_string
from dxpy.frontend.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from dxpy.frontend.peg import Captures
    from dxpy.frontend.source import Source
    from dxpy.frontend.tokens import Tokens

SENTENCES = {
    "generator_bare": ("bare-generator", "Generator expression must be parenthesized", "ab"),
    "maybe_meant_equal": (
        "assignment-in-expression",
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        "ab",
    ),
    "argument_value": ("missing-value", "expected argument value expression", "ab"),
    "keyword_expression": (
        "keyword-expression",
        'expression cannot contain assignment, perhaps you meant "=="?',
        "ab",
    ),
    "assign_star": ("assign-target", "cannot assign to iterable argument unpacking", "ab"),
    "assign_double_star": ("assign-target", "cannot assign to keyword argument unpacking", "ab"),
    "missing_else": ("missing-else", "expected 'else' after 'if' expression", "ab"),
    "fstring_lambda": (
        "fstring",
        "f-string: lambda expressions are not allowed without parentheses",
        "ab",
    ),
    "annotate_tuple": ("annotation-target", "only single target (not tuple) can be annotated", "a"),
    "annotate_illegal": ("annotation-target", "illegal target for annotation", "a"),
    "assign_yield": ("assign-target", "assignment to yield expression not possible", "a"),
    "comprehension_unpacking": (
        "comprehension",
        "iterable unpacking cannot be used in comprehension",
        "a",
    ),
    "comprehension_target": (
        "comprehension",
        "did you forget parentheses around the comprehension target?",
        "ab",
    ),
    "dict_unpacking": ("comprehension", "dict unpacking cannot be used in dict comprehension", "a"),
    "slash_first": ("parameters", "at least one argument must precede /", "a"),
    "slash_again": ("parameters", "/ may appear only once", "a"),
    "default_missing": (
        "parameters",
        "parameter without a default follows parameter with a default",
        "a,",
    ),
    "parameter_brackets": ("parameters", "Function parameters cannot be parenthesized", "ab"),
    "lambda_brackets": ("parameters", "Lambda expression parameters cannot be parenthesized", "ab"),
    "slash_after_star": ("parameters", "/ must be ahead of *", "a"),
    "comma_before_star": ("parameters", "expected comma between / and *", "a"),
    "default_value": ("missing-value", "expected default value expression", "a"),
    "bare_star": ("parameters", "named arguments must follow bare *", "a"),
    "lambda_bare_star": ("parameters", "named arguments must follow bare *", "last"),
    "star_default": ("parameters", "var-positional argument cannot have default value", "a"),
    "star_again": ("parameters", "* argument may appear only once", "a"),
    "kwds_default": ("parameters", "var-keyword argument cannot have default value", "a"),
    "after_kwds": ("parameters", "arguments cannot follow var-keyword argument", "a"),
    "starred_group": ("starred", "cannot use starred expression here", "a"),
    "double_starred_group": ("starred", "cannot use double starred expression here", "a"),
    "import_from_swapped": ("import", "Did you mean to use 'from ... import ...' instead?", "a-"),
    "import_trailing_comma": (
        "import",
        "trailing comma not allowed without surrounding parentheses",
        "last",
    ),
    "colon_expected": ("expected-colon", "expected ':'", "last"),
    "except_expected": ("try", "expected 'except' or 'finally' block", "last"),
    "mixed_except": ("try", "cannot have both 'except' and 'except*' on the same 'try'", "ab"),
    "mixed_except_plain": ("try", "cannot have both 'except' and 'except*' on the same 'try'", "a"),
    "except_brackets": ("try", "multiple exception types must be parenthesized", "a-"),
    "except_star_type": ("try", "expected one or more exception types", "last"),
    "pattern_wildcard": ("pattern", "cannot use '_' as a target", "a"),
    "pattern_target": ("pattern", "invalid pattern target", "a"),
    "pattern_positional_late": ("pattern", "positional patterns follow keyword patterns", "a"),
    "starred_value": ("starred", "cannot use a starred expression in a dictionary value", "a-"),
    "value_expected": ("missing-value", "expression expected after dictionary key and ':'", "a"),
    "field_bad": ("fstring", "f-string: expecting a valid expression after '{'", "next"),
    "field_after_value": ("fstring", "f-string: expecting '=', or '!', or ':', or '}'", "next"),
    "field_after_equal": ("fstring", "f-string: expecting '!', or ':', or '}'", "next"),
    "field_after_conversion": ("fstring", "f-string: expecting ':' or '}'", "next"),
    "field_after_specification": ("fstring", "f-string: expecting '}', or format specs", "next"),
    "field_unclosed": ("fstring", "f-string: expecting '}'", "next"),
    "conversion_missing": ("fstring", "f-string: missing conversion character", "next"),
    "conversion_bad": ("fstring", "f-string: invalid conversion character", "next"),
}

# How the statement is named whose block is missing.
BLOCKS = {
    "indent_with": "'with' statement",
    "indent_try": "'try' statement",
    "indent_finally": "'finally' statement",
    "indent_except": "'except' statement",
    "indent_except_star": "'except*' statement",
    "indent_match": "'match' statement",
    "indent_case": "'case' statement",
    "indent_if": "'if' statement",
    "indent_elif": "'elif' statement",
    "indent_else": "'else' statement",
    "indent_while": "'while' statement",
    "indent_for": "'for' statement",
    "indent_def": "function definition",
    "indent_class": "class definition",
}

EXPRESSION_NAMES = {
    "Attribute": "attribute",
    "Subscript": "subscript",
    "Starred": "starred",
    "Name": "name",
    "List": "list",
    "Tuple": "tuple",
    "Lambda": "lambda",
    "Call": "function call",
    "BoolOp": "expression",
    "BinOp": "expression",
    "UnaryOp": "expression",
    "GeneratorExp": "generator expression",
    "Yield": "yield expression",
    "YieldFrom": "yield expression",
    "Await": "await expression",
    "ListComp": "list comprehension",
    "SetComp": "set comprehension",
    "DictComp": "dict comprehension",
    "Dict": "dict literal",
    "Set": "set display",
    "JoinedStr": "f-string expression",
    "FormattedValue": "f-string expression",
    "Compare": "comparison",
    "IfExp": "conditional expression",
    "NamedExpr": "named expression",
}


def expression_name(node: n.Expr) -> str:
    """What messages call an expression."""
    if isinstance(node, n.Constant):
        if node.value is None or node.value is True or node.value is False:
            return str(node.value)
        return "ellipsis" if node.value is Ellipsis else "literal"
    return EXPRESSION_NAMES[type(node).__name__]


def invalid_target(node: n.Expr, purpose: str) -> n.Expr | None:
    """The first part of a target list that cannot be one; purpose is "star", "del" or "for"."""
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, (n.List, n.Tuple)):
            pending.extend(reversed(node.elts))
        elif isinstance(node, n.Starred) and purpose != "del":
            pending.append(node.value)
        elif isinstance(node, n.Compare) and purpose == "for":
            if node.ops[0] == "in":
                pending.append(node.left)
        elif not isinstance(node, (n.Name, n.Subscript, n.Attribute)):
            return node
    return None


class Mistake(Exception):
    """A rule for mistakes has matched."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        """Carry the diagnostic."""
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Actions:
    """The actions over one source."""

    def __init__(self, source: Source, tokens: Tokens) -> None:
        """Prepare to read pieces of the tokens again."""
        self.source = source
        self.tokens = tokens
        self.parser = Parser(source, tokens)
        self.levels: list[int] = []

    def act(self, action: str, captures: Captures, pos: int, far: int) -> None:
        """Raise Mistake, or return if the matched tokens are no mistake after all.

        Args:
            action: the action's name.
            captures: first and one past the last token, by name.
            pos: the token behind the match.
            far: the farthest token looked at.
        """
        row = SENTENCES.get(action)
        if row is not None:
            code, message, place = row
            if place == "last":
                raise Mistake(self.at_token(code, message, far))
            if place == "next":
                raise Mistake(self.at_token(code, message, pos))
            first = captures["a"]
            if place == "a-":
                diagnostic = self.captured(code, message, first, (far, far + 1))
                diagnostic.end_offset -= 1  # CPython leaves this end where its reader stands
                raise Mistake(diagnostic)
            if place == "a,":
                # a parameter is captured with its comma
                end = first[1] - 1 if self.tokens.kinds[first[1] - 1] == t.COMMA else first[1]
                raise Mistake(self.span(code, message, first[0], end - 1))
            last = first if place == "a" else captures.get("b", first)
            raise Mistake(self.captured(code, message, first, last))
        if action in BLOCKS:
            line = self.tokens.lines[captures["a"][0]]
            message = f"expected an indented block after {BLOCKS[action]} on line {line}"
            raise Mistake(self.at_token("expected-block", message, far, "IndentationError"))
        getattr(self, action)(captures, far)

    # Places

    def at_token(
        self, code: str, message: str, pos: int, category: str = "SyntaxError"
    ) -> Diagnostic:
        """A diagnostic at one token; those without characters have a column but no end."""
        tokens = self.tokens
        if tokens.kinds[pos] in (t.INDENT, t.DEDENT, t.ENDMARKER):
            line = tokens.lines[pos]
            column = self.source.column_codepoints(line, tokens.cols[pos])
            if tokens.kinds[pos] == t.ENDMARKER or (
                tokens.kinds[pos] == t.DEDENT and not self.source.line(line)
            ):
                line -= 1
                column = len(self.source.line(line))
            diagnostic = Diagnostic(category, code, message, line, column, line, -1)
            diagnostic.text = self.source.line(line)
            diagnostic.filename = self.source.filename
            return diagnostic
        diagnostic = self.span(code, message, pos, pos)
        diagnostic.category = category
        return diagnostic

    def span(self, code: str, message: str, first: int, last: int) -> Diagnostic:
        """A diagnostic from one token to another."""
        tokens = self.tokens
        return span_diagnostic(
            self.source,
            "SyntaxError",
            code,
            message,
            (tokens.lines[first], tokens.cols[first]),
            (tokens.end_lines[last], tokens.end_cols[last]),
        )

    def captured(
        self, code: str, message: str, first: tuple[int, int], last: tuple[int, int]
    ) -> Diagnostic:
        """A diagnostic over what was captured; brackets around a whole expression do not count."""
        tokens = self.tokens
        start = (tokens.lines[first[0]], tokens.cols[first[0]])
        if first[1] - first[0] > 1 and tokens.kinds[first[0]] == t.LPAR:
            node = self.tree(first)
            if node is not None:
                start = (node.lineno, node.col_offset)
        at = last[1] - 1
        end = (tokens.end_lines[at], tokens.end_cols[at])
        if last[1] - last[0] > 1 and tokens.kinds[at] == t.RPAR:
            node = self.tree(last)
            if node is not None:
                end = (node.end_lineno, node.end_col_offset)
        return span_diagnostic(self.source, "SyntaxError", code, message, start, end)

    def node_span(self, code: str, message: str, node: n.Expr) -> Diagnostic:
        """A diagnostic over a node."""
        return span_diagnostic(
            self.source,
            "SyntaxError",
            code,
            message,
            (node.lineno, node.col_offset),
            (node.end_lineno, node.end_col_offset),
        )

    def level(self, pos: int) -> int:
        """How many brackets are open behind a token."""
        if not self.levels:
            level = 0
            for kind in self.tokens.kinds:
                if kind == t.LPAR or kind == t.LSQB or kind == t.LBRACE:
                    level += 1
                elif kind == t.RPAR or kind == t.RSQB or kind == t.RBRACE:
                    level -= 1
                self.levels.append(level)
        return self.levels[pos]

    # Trees

    def tree(self, span: tuple[int, int]) -> n.Expr | None:
        """The expression between two tokens; of `for` clauses, the last one in them."""
        kinds = self.tokens.kinds
        parser = self.parser
        kept = kinds[span[1]]
        kinds[span[1]] = t.NEWLINE
        parser.pos = span[0]
        parser.depth = 0
        try:
            if kinds[span[0]] == t.YIELD:
                found = parser.yield_expression()
            elif kinds[span[0]] == t.FOR or kinds[span[0]] == t.ASYNC:
                last = parser.clauses()[-1]
                found = last.ifs[-1] if last.ifs else last.iter
            else:
                found = parser.star_expressions()
            return found if parser.pos == span[1] else None
        except (ParseFailure, Rejection):
            return None
        finally:
            kinds[span[1]] = kept

    def arguments(self, span: tuple[int, int]) -> tuple[list[n.Expr], list[n.Keyword]]:
        """The arguments between two tokens."""
        kinds = self.tokens.kinds
        parser = self.parser
        kept = kinds[span[1]]
        kinds[span[1]] = t.RPAR
        parser.pos = span[0]
        parser.depth = 0
        args: list[n.Expr] = []
        keywords: list[n.Keyword] = []
        try:
            parser.call_arguments(args, keywords)
        except (ParseFailure, Rejection):
            pass
        finally:
            kinds[span[1]] = kept
        return args, keywords

    def is_legacy(self, span: tuple[int, int]) -> bool:
        """Whether the span is the name of a statement of Python 2 that is a function now."""
        return span[1] - span[0] == 1 and self.tokens.texts[span[0]] in ("print", "exec")

    # Actions that are more than a sentence

    def string(self, captures: Captures, far: int) -> None:
        """The value of a string literal; CPython makes it before it looks at the next token."""
        pos = captures["a"][0]
        self.evaluate(lambda: self.parser.string_value(pos, *split_string(self.tokens.texts[pos])))

    def strings(self, captures: Captures, far: int) -> None:
        """The value of adjacent literals."""
        self.parser.pos = captures["a"][0]
        self.parser.depth = 0
        self.evaluate(self.parser.strings)

    def evaluate(self, action: Callable[[], object]) -> None:
        """Let the parser make a value, and its refusal be a mistake."""
        try:
            action()
        except ParseFailure:
            pass
        except Rejection as found:
            start = (found.line, found.column)
            end = (found.end_line, found.end_column)
            raise Mistake(
                span_diagnostic(self.source, "SyntaxError", found.code, found.message, start, end)
            ) from None

    def bound_of_tuple(self, captures: Captures, far: int) -> None:
        """`*Ts: bound`."""
        self.bound("TypeVarTuple", captures)

    def bound_of_spec(self, captures: Captures, far: int) -> None:
        """`**P: bound`."""
        self.bound("ParamSpec", captures)

    def bound(self, what: str, captures: Captures) -> None:
        """A bound where none may be."""
        form = "constraints" if isinstance(self.tree(captures["b"]), n.Tuple) else "bound"
        raise Mistake(
            self.captured(
                "type-param-bound", f"cannot use {form} with {what}", captures["a"], captures["b"]
            )
        )

    def generator_in_call(self, captures: Captures, far: int) -> None:
        """A bare generator expression that is not the only argument."""
        args, _ = self.arguments(captures["a"])
        if len(args) <= 1:
            return
        diagnostic = self.node_span(
            "bare-generator", "Generator expression must be parenthesized", args[-1]
        )
        end = self.captured("", "", captures["b"], captures["b"])
        diagnostic.end_line = end.end_line
        diagnostic.end_offset = end.end_offset
        raise Mistake(diagnostic)

    def iterable_unpacking_late(self, captures: Captures, far: int) -> None:
        """`*` behind a keyword argument, and not a whole argument."""
        if self.arguments(captures["a"])[1]:
            message = "iterable argument unpacking follows keyword argument unpacking"
            pos = captures["b"][0]
            raise Mistake(self.span("argument-order", message, pos, pos))

    def positional_late(self, captures: Captures, far: int) -> None:
        """A positional argument behind a keyword argument."""
        _, keywords = self.arguments(captures["a"])
        message = "positional argument follows keyword argument"
        if any(keyword.arg is None for keyword in keywords):
            message += " unpacking"
        raise Mistake(self.at_token("argument-order", message, far))

    def assign_singleton(self, captures: Captures, far: int) -> None:
        """`True=` in a call."""
        text = self.tokens.texts[captures["a"][0]]
        raise Mistake(
            self.span(
                "assign-target", f"cannot assign to {text}", captures["a"][0], captures["b"][1] - 1
            )
        )

    def legacy_call(self, captures: Captures, far: int) -> None:
        """`print x`."""
        if not self.is_legacy(captures["a"]):
            return
        name = self.tokens.texts[captures["a"][0]]
        raise Mistake(
            self.captured(
                "legacy-statement",
                f"Missing parentheses in call to '{name}'. Did you mean {name}(...)?",
                captures["a"],
                captures["b"],
            )
        )

    def forgot_comma(self, captures: Captures, far: int) -> None:
        """Two expressions in a row between brackets."""
        last = captures["b"][1] - 1
        if self.is_legacy(captures["a"]) or self.level(last) == 0:
            return
        raise Mistake(
            self.captured(
                "missing-comma",
                "invalid syntax. Perhaps you forgot a comma?",
                captures["a"],
                captures["b"],
            )
        )

    def named(self, code: str, message: str, captures: Captures) -> None:
        """A sentence with the name of the expression a in place of `{}`."""
        node = self.tree(captures["a"])
        name = "expression" if node is None else expression_name(node)
        raise Mistake(self.captured(code, message.format(name), captures["a"], captures["a"]))

    def walrus_target(self, captures: Captures, far: int) -> None:
        """`:=` behind something that is no name."""
        self.named("assign-target", "cannot use assignment expressions with {}", captures)

    def assign_here(self, captures: Captures, far: int) -> None:
        """`=` inside an expression."""
        self.named(
            "assignment-in-expression",
            "cannot assign to {} here. Maybe you meant '==' instead of '='?",
            captures,
        )

    def annotate_sequence(self, captures: Captures, far: int) -> None:
        """An annotation behind a list or tuple."""
        self.named("annotation-target", "only single target (not {}) can be annotated", captures)

    def augment_illegal(self, captures: Captures, far: int) -> None:
        """`f() += 1`."""
        self.named(
            "assign-target", "'{}' is an illegal expression for augmented assignment", captures
        )

    def target(self, captures: Captures, purpose: str, message: str) -> None:
        """Refuse the first part of a that cannot be a target."""
        node = self.tree(captures["a"])
        bad = None if node is None else invalid_target(node, purpose)
        if bad is not None:
            text = message.format(expression_name(bad))
            raise Mistake(self.node_span("assign-target", text, bad))

    def assign_target(self, captures: Captures, far: int) -> None:
        """`f() = 1`."""
        self.target(captures, "star", "cannot assign to {}")

    def for_target(self, captures: Captures, far: int) -> None:
        """`for f() in x`."""
        self.target(captures, "for", "cannot assign to {}")

    def delete_target(self, captures: Captures, far: int) -> None:
        """`del f()`."""
        self.target(captures, "del", "cannot delete {}")

    def indent_expected(self, captures: Captures, far: int) -> None:
        """A block is missing, and no rule says whose."""
        raise Mistake(
            self.at_token("expected-block", "expected an indented block", far, "IndentationError")
        )

    def key_colon(self, captures: Captures, far: int) -> None:
        """A key of a dict without a colon; CPython marks the last character of the key."""
        message = "':' expected after dictionary key"
        diagnostic = self.captured("expected-colon", message, captures["a"], captures["a"])
        diagnostic.offset = diagnostic.end_offset - 1
        if diagnostic.end_line > diagnostic.line:
            length = len(self.source.line(diagnostic.line).rstrip("\n"))
            diagnostic.offset = min(diagnostic.offset, length + 1)
        diagnostic.end_offset = 0
        diagnostic.text = self.source.line(diagnostic.line)
        raise Mistake(diagnostic)

    def field_empty(self, captures: Captures, far: int) -> None:
        """A field of an f-string without an expression."""
        pos = captures["a"][0]
        text = self.tokens.texts[pos]
        raise Mistake(
            self.span("fstring", f"f-string: valid expression required before '{text}'", pos, pos)
        )
