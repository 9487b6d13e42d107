"""What a compiler refuses in a tree that parses: `return` outside a function, and its like.

These are the errors CPython raises while it generates code, in the order in which it would meet
them; that is why the walk follows the order of evaluation (a class's body before its bases, say)
rather than the order of the fields. They stand apart from the compiler so that they are known
without compiling, all of them in one place. Symbol tables come first, as in CPython.

The walk keeps its own stack; patterns, which brackets bound, recurse.

References: language reference chapters 7 and 8, PEP 236, 634, 654.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from dxpy.frontend import nodes as n
from dxpy.frontend.patterns_check import PatternChecker
from dxpy.frontend.scopes import SymbolError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dxpy.frontend.scopes import Symbols

FEATURES = frozenset(
    (
        "nested_scopes",
        "generators",
        "division",
        "absolute_import",
        "with_statement",
        "print_function",
        "unicode_literals",
        "barry_as_FLUFL",
        "generator_stop",
        "annotations",
    )
)
LATE_FUTURE = "from __future__ imports must occur at the beginning of the file"
MAX_BLOCKS = 20  # CPython's limit on blocks within blocks in one function

Step = tuple["Callable[..., None]", tuple[object, ...]]


def refuse(message: str, node: n.Located) -> NoReturn:
    """Raise the error of a node."""
    raise SymbolError(message, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


def future_features(tree: n.Module | n.Interactive | n.Expression) -> set[str]:
    """The features a source asks for with `from __future__ import`.

    Raises:
        SymbolError: there is no such feature.
    """
    features: set[str] = set()
    body = tree.body
    if not isinstance(body, list):
        return features
    for index, statement in enumerate(body):
        if isinstance(statement, n.ImportFrom):
            if statement.module != "__future__" or statement.level:
                break
            for alias in statement.names:
                if alias.name == "braces":
                    refuse("not a chance", statement)
                if alias.name not in FEATURES:
                    refuse(f"future feature {alias.name} is not defined", statement)
                features.add(alias.name)
        elif index or not (
            isinstance(statement, n.ExprStmt)
            and isinstance(statement.value, n.Constant)
            and isinstance(statement.value.value, str)
        ):
            break
    return features


def check_tree(
    tree: n.Module | n.Interactive | n.Expression, symbols: Symbols, *, deferred: bool
) -> None:
    """Refuse what cannot be compiled.

    Args:
        tree: what the parser returned.
        symbols: its symbol tables.
        deferred: whether annotations are not evaluated.

    Raises:
        SymbolError: the first error, as CPython would report it.
    """
    TreeChecker(symbols, deferred=deferred).check(tree)


class Unit:
    """One body of code during the walk.

    Attributes:
        kind: "module", "class", "function", "async", "lambda" or "comprehension".
        blocks: the blocks open in it: "loop", "group" (a handler of except*) or "other".
    """

    __slots__ = ("blocks", "kind", "node")

    def __init__(self, kind: str, node: n.Node) -> None:
        """Without open blocks."""
        self.kind = kind
        self.node = node
        self.blocks: list[str] = []


class TreeChecker(PatternChecker):
    """The walk."""

    def __init__(self, symbols: Symbols, *, deferred: bool) -> None:
        """Prepare the table of handlers."""
        self.symbols = symbols
        self.deferred = deferred
        self.pending: list[n.Node | Step] = []
        self.units: list[Unit] = []
        self.handlers: dict[type[n.Node], Callable[..., None]] = {
            n.FunctionDef: self.function,
            n.AsyncFunctionDef: self.function,
            n.Lambda: self.lambda_,
            n.ClassDef: self.class_definition,
            n.TypeAlias: self.type_alias,
            n.Return: self.return_,
            n.Break: self.break_,
            n.Continue: self.break_,
            n.Delete: self.delete,
            n.Assign: self.assign,
            n.AugAssign: self.augmented,
            n.AnnAssign: self.annotated,
            n.For: self.for_,
            n.AsyncFor: self.for_,
            n.While: self.while_,
            n.With: self.with_,
            n.AsyncWith: self.with_,
            n.Try: self.try_,
            n.TryStar: self.try_,
            n.Match: self.match,
            n.Import: self.import_,
            n.ImportFrom: self.import_from,
            n.Name: self.name,
            n.Attribute: self.attribute,
            n.Starred: self.starred,
            n.List: self.sequence,
            n.Tuple: self.sequence,
            n.Set: self.sequence,
            n.Call: self.call,
            n.GeneratorExp: self.comprehension,
            n.ListComp: self.comprehension,
            n.SetComp: self.comprehension,
            n.DictComp: self.comprehension,
            n.Yield: self.yield_,
            n.YieldFrom: self.yield_,
            n.Await: self.await_,
            n.NamedExpr: self.named,
            n.TypeVar: self.type_variable,
            n.ParamSpec: self.type_variable,
            n.TypeVarTuple: self.type_variable,
        }

    def check(self, tree: n.Module | n.Interactive | n.Expression) -> None:
        """Walk a whole tree."""
        self.tree = tree
        self.units.append(Unit("module", tree))
        self.push(tree.body if isinstance(tree.body, list) else [tree.body])
        pending = self.pending
        handlers = self.handlers
        while pending:
            step = pending.pop()
            if isinstance(step, tuple):
                step[0](*step[1])
                continue
            handler = handlers.get(type(step))
            if handler is not None:
                handler(step)
            elif not isinstance(step, (n.Constant, n.Global, n.Nonlocal)):
                self.children(step)

    def push(self, steps: Sequence[n.Node | Step | None]) -> None:
        """Let these be next, in this order."""
        for step in reversed(steps):
            if step is not None:
                self.pending.append(step)

    def children(self, node: n.Node) -> None:
        """Visit the parts of a node in the order of its fields."""
        for field in reversed(node.FIELDS):
            value = getattr(node, field)
            if isinstance(value, list):
                for item in reversed(value):
                    if isinstance(item, n.Node):
                        self.pending.append(item)
            elif isinstance(value, n.Node):
                self.pending.append(value)

    # Units and blocks

    def enter(self, kind: str, node: n.Node) -> None:
        """Begin a body of code."""
        self.units.append(Unit(kind, node))

    def leave(self) -> None:
        """End it."""
        self.units.pop()

    def open_block(self, kind: str, node: n.Located) -> None:
        """Begin a block."""
        blocks = self.units[-1].blocks
        if len(blocks) >= MAX_BLOCKS:
            refuse("too many statically nested blocks", node)
        blocks.append(kind)

    def close_block(self) -> None:
        """End it."""
        self.units[-1].blocks.pop()

    # Names

    def bind(self, name: str, node: n.Located) -> None:
        """A name is bound at a node."""
        if name == "__debug__":
            refuse("cannot assign to __debug__", node)

    def name(self, node: n.Name) -> None:
        """A name."""
        if node.id == "__debug__":
            if node.ctx == n.STORE:
                refuse("cannot assign to __debug__", node)
            if node.ctx == n.DEL:
                refuse("cannot delete __debug__", node)

    def attribute(self, node: n.Attribute) -> None:
        """An attribute."""
        if node.attr == "__debug__" and node.ctx == n.STORE:
            self.push([node.value, (self.bind, (node.attr, node))])
        else:
            self.pending.append(node.value)

    # Definitions

    def check_parameters(self, arguments: n.Arguments) -> None:
        """Names of parameters."""
        for arg in arguments.posonlyargs + arguments.args + arguments.kwonlyargs:
            self.bind(arg.arg, arg)
        for other in (arguments.vararg, arguments.kwarg):
            if other is not None:
                self.bind(other.arg, other)

    def defaults(self, arguments: n.Arguments) -> list[n.Node | Step | None]:
        """Steps for default values."""
        return [*arguments.defaults, *arguments.kw_defaults]

    def annotations(
        self, arguments: n.Arguments, returns: n.Expr | None
    ) -> list[n.Node | Step | None]:
        """Steps for annotations that are evaluated."""
        if self.deferred:
            return []
        found: list[n.Node | Step | None] = []
        args = arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        for arg in (*args, arguments.vararg, arguments.kwarg):
            if arg is not None and arg.annotation is not None:
                annotation = arg.annotation
                # *args: *Ts
                found.append(annotation.value if isinstance(annotation, n.Starred) else annotation)
        found.append(returns)
        return found

    def function(self, node: n.FunctionDef | n.AsyncFunctionDef) -> None:
        """`def` and `async def`."""
        self.check_parameters(node.args)
        kind = "async" if isinstance(node, n.AsyncFunctionDef) else "function"
        steps: list[n.Node | Step | None] = [*node.decorator_list, *self.defaults(node.args)]
        if node.type_params:
            steps.append((self.enter, ("function", node)))
            steps += node.type_params
        steps += self.annotations(node.args, node.returns)
        steps.append((self.enter, (kind, node)))
        steps += node.body
        steps.append((self.leave, ()))
        if node.type_params:
            steps.append((self.leave, ()))
        steps.append((self.bind, (node.name, node)))
        self.push(steps)

    def lambda_(self, node: n.Lambda) -> None:
        """`lambda`."""
        self.check_parameters(node.args)
        self.push(
            [*self.defaults(node.args), (self.enter, ("lambda", node)), node.body, (self.leave, ())]
        )

    def class_definition(self, node: n.ClassDef) -> None:
        """`class`: its body comes before its bases."""
        steps: list[n.Node | Step | None] = [*node.decorator_list]
        if node.type_params:
            steps.append((self.enter, ("function", node)))
            steps += node.type_params
        steps.append((self.enter, ("class", node)))
        steps += node.body
        steps.append((self.leave, ()))
        steps.append((self.check_keywords, (node.keywords,)))
        steps += [*self.arguments(node.bases), *node.keywords]
        if node.type_params:
            steps.append((self.leave, ()))
        steps.append((self.bind, (node.name, node)))
        self.push(steps)

    def type_alias(self, node: n.TypeAlias) -> None:
        """`type`."""
        steps: list[n.Node | Step | None] = []
        if node.type_params:
            steps.append((self.enter, ("function", node)))
            steps += node.type_params
        steps += [(self.enter, ("function", node)), node.value, (self.leave, ())]
        if node.type_params:
            steps.append((self.leave, ()))
        steps.append((self.bind, (node.name.id, node)))
        self.push(steps)

    def type_variable(self, node: n.TypeVar | n.ParamSpec | n.TypeVarTuple) -> None:
        """A type parameter."""
        bound = node.bound if isinstance(node, n.TypeVar) else None
        self.push(
            [
                (self.enter, ("function", node)),
                bound,
                (self.leave, ()),
                (self.bind, (node.name, node)),
            ]
        )

    # Simple statements

    def return_(self, node: n.Return) -> None:
        """`return`."""
        unit = self.units[-1]
        if unit.kind not in ("function", "async"):
            refuse("'return' outside function", node)
        if node.value is not None and unit.kind == "async":
            scope = self.symbols.scope_of(unit.node)
            if scope.is_generator:
                refuse("'return' with value in async generator", node)
        self.push([node.value, (self.check_unwinding, (node,))])

    def check_unwinding(self, node: n.Return) -> None:
        """`return` leaves all blocks; it must not leave a handler of except*."""
        if "group" in self.units[-1].blocks:
            self.refuse_in_group(node)

    def refuse_in_group(self, node: n.Stmt) -> None:
        """A jump out of a handler of except*."""
        refuse("'break', 'continue' and 'return' cannot appear in an except* block", node)

    def break_(self, node: n.Break | n.Continue) -> None:
        """`break` and `continue`."""
        for block in reversed(self.units[-1].blocks):
            if block == "loop":
                return
            if block == "group":
                self.refuse_in_group(node)
        if isinstance(node, n.Break):
            refuse("'break' outside loop", node)
        refuse("'continue' not properly in loop", node)

    def delete(self, node: n.Delete) -> None:
        """`del`."""
        self.push(node.targets)

    def assign(self, node: n.Assign) -> None:
        """An assignment: the value first."""
        self.push([node.value, *node.targets])

    def augmented(self, node: n.AugAssign) -> None:
        """An augmented assignment; of an attribute CPython looks only at the object."""
        target = node.target
        if isinstance(target, n.Attribute):
            self.push([target.value, node.value])
        else:
            self.push([node.value, target])

    def annotated(self, node: n.AnnAssign) -> None:
        """An annotated assignment."""
        target = node.target
        steps: list[n.Node | Step | None] = []
        if node.value is not None:
            steps += [node.value, target]
        if isinstance(target, n.Name):
            steps.append((self.bind, (target.id, node)))
        elif node.value is None:
            if isinstance(target, n.Attribute):
                steps.append((self.bind, (target.attr, node)))
                steps.append(target.value)
            elif isinstance(target, n.Subscript):
                steps += [target.value, target.slice]
        if not self.deferred and self.units[-1].kind in ("module", "class"):
            steps.append(node.annotation)
        self.push(steps)

    def import_(self, node: n.Import) -> None:
        """`import`."""
        for alias in node.names:
            self.bind(alias.name.split(".", 1)[0] if alias.asname is None else alias.asname, node)

    def import_from(self, node: n.ImportFrom) -> None:
        """`from ... import`."""
        if node.module == "__future__" and not node.level and not self.is_early(node):
            refuse(LATE_FUTURE, node)
        for alias in node.names:
            self.bind(alias.name if alias.asname is None else alias.asname, node)

    def is_early(self, node: n.ImportFrom) -> bool:
        """Whether a `from __future__` stands where it may."""
        body = self.tree.body
        if not isinstance(body, list):
            return False
        for index, statement in enumerate(body):
            if statement is node:
                return True
            if isinstance(statement, n.ImportFrom):
                if statement.module != "__future__" or statement.level:
                    return False
            elif index or not (
                isinstance(statement, n.ExprStmt)
                and isinstance(statement.value, n.Constant)
                and isinstance(statement.value.value, str)
            ):
                return False
        return False

    # Compound statements

    def for_(self, node: n.For | n.AsyncFor) -> None:
        """`for`."""
        if isinstance(node, n.AsyncFor) and self.units[-1].kind != "async":
            refuse("'async for' outside async function", node)
        self.push(
            [
                node.iter,
                (self.open_block, ("loop", node)),
                node.target,
                *node.body,
                (self.close_block, ()),
                *node.orelse,
            ]
        )

    def while_(self, node: n.While) -> None:
        """`while`."""
        self.push(
            [
                (self.open_block, ("loop", node)),
                node.test,
                *node.body,
                (self.close_block, ()),
                *node.orelse,
            ]
        )

    def with_(self, node: n.With | n.AsyncWith) -> None:
        """`with`."""
        if isinstance(node, n.AsyncWith) and self.units[-1].kind != "async":
            refuse("'async with' outside async function", node)
        steps: list[n.Node | Step | None] = []
        for item in node.items:
            steps += [item.context_expr, (self.open_block, ("other", node)), item.optional_vars]
        steps += node.body
        steps += [(self.close_block, ())] * len(node.items)
        self.push(steps)

    def try_(self, node: n.Try | n.TryStar) -> None:
        """`try`."""
        steps: list[n.Node | Step | None] = []
        if node.finalbody:
            steps.append((self.open_block, ("other", node)))
        if node.handlers:
            steps.append((self.open_block, ("other", node)))
            steps += [*node.body, (self.close_block, ()), *node.orelse]
            group = isinstance(node, n.TryStar)
            steps.append((self.open_block, ("group" if group else "other", node)))
            for index, handler in enumerate(node.handlers):
                if handler.type is None and index < len(node.handlers) - 1:
                    steps.append((refuse, ("default 'except:' must be last", handler)))
                steps.append(handler.type)
                if handler.name is not None:
                    steps.append((self.bind, (handler.name, handler)))
                steps.append((self.open_block, ("other", handler)))
                steps += [*handler.body, (self.close_block, ())]
            steps.append((self.close_block, ()))
        else:
            steps += node.body
        if node.finalbody:
            steps += [
                (self.close_block, ()),
                (self.open_block, ("other", node)),
                *node.finalbody,
                (self.close_block, ()),
            ]
        self.push(steps)

    def match(self, node: n.Match) -> None:
        """`match`."""
        steps: list[n.Node | Step | None] = [node.subject]
        last = len(node.cases) - 1
        for index, case in enumerate(node.cases):
            allowed = case.guard is not None or index == last
            steps += [(self.check_case, (case.pattern, allowed)), case.guard, *case.body]
        self.push(steps)

    def check_case(self, pattern: n.Pattern, allowed: bool) -> None:
        """The pattern of one case."""
        self.check_pattern(pattern, [], allowed)

    # Expressions

    def starred(self, node: n.Starred) -> None:
        """`*value` where nothing takes it apart."""
        if node.ctx == n.STORE:
            refuse("starred assignment target must be in a list or tuple", node)
        refuse("can't use starred expression here", node)

    def arguments(self, args: list[n.Expr]) -> list[n.Expr]:
        """Elements that may be starred, without their stars."""
        return [arg.value if isinstance(arg, n.Starred) else arg for arg in args]

    def sequence(self, node: n.List | n.Tuple | n.Set) -> None:
        """A display, or targets."""
        if not isinstance(node, n.Set) and node.ctx == n.STORE:
            seen = False
            for index, element in enumerate(node.elts):
                if isinstance(element, n.Starred):
                    if seen:
                        refuse("multiple starred expressions in assignment", node)
                    seen = True
                    if index >= 256 or len(node.elts) - index - 1 >= 1 << 23:
                        refuse("too many expressions in star-unpacking assignment", node)
        self.push(self.arguments(node.elts))

    def check_keywords(self, keywords: list[n.Keyword]) -> None:
        """Names of keyword arguments."""
        seen: set[str] = set()
        for keyword in keywords:
            if keyword.arg is not None:
                self.bind(keyword.arg, keyword)
        for keyword in keywords:
            if keyword.arg is None:
                continue
            if keyword.arg in seen:
                refuse(f"keyword argument repeated: {keyword.arg}", keyword)
            seen.add(keyword.arg)

    def call(self, node: n.Call) -> None:
        """A call."""
        if node.keywords:
            self.check_keywords(node.keywords)
        self.push([node.func, *self.arguments(node.args), *node.keywords])

    def comprehension(self, node: n.GeneratorExp | n.ListComp | n.SetComp | n.DictComp) -> None:
        """A comprehension."""
        first = node.generators[0]
        if (
            not isinstance(node, n.GeneratorExp)
            and self.units[-1].kind not in ("async", "comprehension")
            and self.symbols.scope_of(node).is_coroutine
        ):
            self.push(
                [
                    first.iter,
                    (
                        refuse,
                        ("asynchronous comprehension outside of an asynchronous function", node),
                    ),
                ]
            )
            return
        steps: list[n.Node | Step | None] = [
            first.iter,
            (self.enter, ("comprehension", node)),
            first.target,
            *first.ifs,
        ]
        for clause in node.generators[1:]:
            steps += [clause.iter, clause.target, *clause.ifs]
        if isinstance(node, n.DictComp):
            steps += [node.key, node.value]
        else:
            steps.append(node.elt)
        steps.append((self.leave, ()))
        self.push(steps)

    def yield_(self, node: n.Yield | n.YieldFrom) -> None:
        """`yield`."""
        kind = self.units[-1].kind
        if kind in ("module", "class"):
            refuse("'yield' outside function", node)
        if isinstance(node, n.YieldFrom) and kind == "async":
            refuse("'yield from' inside async function", node)
        self.push([node.value])

    def await_(self, node: n.Await) -> None:
        """`await`."""
        kind = self.units[-1].kind
        if kind in ("module", "class"):
            refuse("'await' outside function", node)
        if kind not in ("async", "comprehension"):
            refuse("'await' outside async function", node)
        self.push([node.value])

    def named(self, node: n.NamedExpr) -> None:
        """`name := value`."""
        self.push([node.value, node.target])
