"""Symbol tables: which scope every name of a tree belongs to.

Two passes, as the language reference (4.2) implies: the first walks the tree and notes per scope
how each name is used; the second decides from the outermost scope inwards whether a name is local,
global or free, and from the innermost outwards which locals are captured. Comprehensions are scopes
of their own; whether a compiler inlines them (PEP 709) is its affair. PEP 695 brings four further
kinds of scope, which see an enclosing class.

The walk keeps its own stack, so the depth of a tree does not matter; scopes nest as deep as
functions do, which the parser bounds.

References: language reference 4.2, 6.2.1, 6.2.4, 7.12, 7.13, 8.10; PEP 227, 572, 649 (not used),
695; CPython's order of checks decides which of two errors is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from dxpy.frontend import nodes as n
from dxpy.frontend.scopes import (
    ANNOTATED,
    ANNOTATION,
    BOUND,
    CLASS,
    CLASS_DICT,
    COMPREHENSION_NAMES,
    COMPREHENSION_TARGET,
    DECLARED_GLOBAL,
    DECLARED_NONLOCAL,
    FUNCTION,
    FUNCTION_LIKE,
    IMPORTED,
    LOCAL_DEFINITION,
    MODULE,
    PARAMETER,
    SPECIAL_SCOPES,
    TYPE_ALIAS,
    TYPE_PARAMETER,
    TYPE_PARAMETERS,
    TYPE_VARIABLE_BOUND,
    USED,
    Scope,
    SymbolError,
    Symbols,
    mangle,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# A step of the walk: a node to visit, or a function to call when its turn comes.
Step = tuple["Callable[..., None]", tuple[object, ...]]


def build_symbols(tree: n.Module | n.Interactive | n.Expression, *, deferred: bool) -> Symbols:
    """The symbol tables of a tree.

    Args:
        tree: what the parser returned.
        deferred: whether `from __future__ import annotations` is in force, so that annotations
            bind and use nothing.

    Returns:
        The scopes, resolved.

    Raises:
        SymbolError: the first contradiction, as CPython would report it.
    """
    builder = SymbolBuilder(deferred=deferred)
    builder.build(tree)
    resolve(builder.top)
    return Symbols(builder.top, builder.by_node)


class SymbolBuilder:
    """The first pass."""

    def __init__(self, *, deferred: bool) -> None:
        """Start with an empty module scope."""
        self.deferred = deferred
        self.by_node: dict[tuple[int, str], Scope] = {}
        self.pending: list[n.Node | Step] = []
        self.private: str | None = None
        self.top = Scope(MODULE, "top", None, None, 0, 0, 0, 0)
        self.scope = self.top
        self.handlers: dict[type[n.Node], Callable[..., None]] = {
            n.FunctionDef: self.function,
            n.AsyncFunctionDef: self.function,
            n.ClassDef: self.class_definition,
            n.TypeAlias: self.type_alias,
            n.Return: self.return_,
            n.AnnAssign: self.annotated,
            n.Try: self.try_,
            n.TryStar: self.try_,
            n.Alias: self.alias,
            n.Global: self.global_,
            n.Nonlocal: self.nonlocal_,
            n.ExceptHandler: self.handler,
            n.NamedExpr: self.named,
            n.Lambda: self.lambda_,
            n.GeneratorExp: self.comprehension,
            n.ListComp: self.comprehension,
            n.SetComp: self.comprehension,
            n.DictComp: self.comprehension,
            n.Comprehension: self.clause,
            n.Yield: self.yield_,
            n.YieldFrom: self.yield_,
            n.Await: self.await_,
            n.Name: self.name,
            n.MatchStar: self.capture,
            n.MatchAs: self.capture,
            n.MatchMapping: self.capture,
            n.TypeVar: self.type_variable,
            n.ParamSpec: self.type_variable,
            n.TypeVarTuple: self.type_variable,
        }

    def build(self, tree: n.Module | n.Interactive | n.Expression) -> None:
        """Walk a whole tree."""
        self.by_node[(id(tree), "")] = self.top
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
            elif not isinstance(step, (n.Constant, n.Pass, n.Break, n.Continue)):
                self.children(step)

    def push(self, steps: Sequence[n.Node | Step | None]) -> None:
        """Let these be next, in this order."""
        for step in reversed(steps):
            if step is not None:
                self.pending.append(step)

    def children(self, node: n.Node) -> None:
        """Visit the parts of a node in the order of its fields."""
        pending = self.pending
        for field in reversed(node.FIELDS):
            value = getattr(node, field)
            if isinstance(value, list):
                for item in reversed(value):
                    if isinstance(item, n.Node):
                        pending.append(item)
            elif isinstance(value, n.Node):
                pending.append(value)

    def fail(self, message: str, node: n.Located) -> NoReturn:
        """Refuse a node."""
        raise SymbolError(
            message, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset
        )

    # Scopes

    def enter(self, kind: str, name: str, node: n.Located, key: n.Node, role: str = "") -> None:
        """Open a scope; `key` and `role` are what a compiler finds it by."""
        scope = Scope(
            kind,
            name,
            key,
            self.scope,
            node.lineno,
            node.col_offset,
            node.end_lineno,
            node.end_col_offset,
        )
        if kind != ANNOTATION:  # nothing in a deferred annotation is ever looked up
            self.scope.children.append(scope)
        scope.in_iterable = self.scope.in_iterable
        self.scope = scope
        self.by_node[(id(key), role)] = scope

    def leave(self) -> None:
        """Close a scope."""
        parent = self.scope.parent
        assert parent is not None
        self.scope = parent

    def set_private(self, name: str | None) -> None:
        """Mangle with another class name from here on."""
        self.private = name

    def define(self, name: str, flag: int, node: n.Located, scope: Scope | None = None) -> None:
        """Note a use or binding of a name."""
        where = self.scope if scope is None else scope
        mangled = mangle(self.private, name)
        flags = where.flags.get(mangled, 0)
        if flag & PARAMETER and flags & PARAMETER:
            self.fail(f"duplicate argument '{name}' in function definition", node)
        if flag & TYPE_PARAMETER and flags & TYPE_PARAMETER:
            self.fail(f"duplicate type parameter '{name}'", node)
        flags |= flag
        if where.in_target:
            if flags & (DECLARED_GLOBAL | DECLARED_NONLOCAL):
                self.fail(
                    f"comprehension inner loop cannot rebind assignment expression target '{name}'",
                    node,
                )
            flags |= COMPREHENSION_TARGET
        where.flags[mangled] = flags
        if flag & PARAMETER:
            where.parameters.append(mangled)
        elif flag & DECLARED_GLOBAL:
            self.top.flags[mangled] = self.top.flags.get(mangled, 0) | flag

    # Definitions

    def function(self, node: n.FunctionDef | n.AsyncFunctionDef) -> None:
        """`def` and `async def`."""
        self.define(node.name, LOCAL_DEFINITION, node)
        arguments = node.args
        steps: list[n.Node | Step | None] = [
            *arguments.defaults,
            *arguments.kw_defaults,
            *node.decorator_list,
        ]
        if node.type_params:
            steps.append((self.enter_type_params, (node, node.name)))
            steps += node.type_params
        steps += self.annotations(arguments, node.returns)
        steps.append((self.enter_function, (node,)))
        steps += node.body
        steps.append((self.leave, ()))
        if node.type_params:
            steps.append((self.leave, ()))
        self.push(steps)

    def enter_function(self, node: n.FunctionDef | n.AsyncFunctionDef) -> None:
        """Open the scope of a function."""
        self.enter(FUNCTION, node.name, node, node)
        self.scope.is_coroutine = isinstance(node, n.AsyncFunctionDef)
        self.parameters(node.args)

    def parameters(self, arguments: n.Arguments) -> None:
        """Bind the parameters, in CPython's order."""
        for arg in arguments.posonlyargs + arguments.args + arguments.kwonlyargs:
            self.define(arg.arg, PARAMETER, arg)
        if arguments.vararg is not None:
            self.define(arguments.vararg.arg, PARAMETER, arguments.vararg)
        if arguments.kwarg is not None:
            self.define(arguments.kwarg.arg, PARAMETER, arguments.kwarg)

    def annotations(
        self, arguments: n.Arguments, returns: n.Expr | None
    ) -> list[n.Node | Step | None]:
        """Steps for the annotations of a function."""
        args = arguments.posonlyargs + arguments.args
        every = (*args, arguments.vararg, arguments.kwarg, *arguments.kwonlyargs)
        found = [arg.annotation for arg in every if arg is not None and arg.annotation is not None]
        if returns is not None:
            found.append(returns)
        steps: list[n.Node | Step | None] = []
        for annotation in found:
            steps += self.annotation(annotation)
        return steps

    def annotation(self, annotation: n.Expr) -> list[n.Node | Step | None]:
        """Steps for one annotation; a deferred one has a scope that keeps its names to itself."""
        if not self.deferred:
            return [annotation]
        return [
            (self.enter, (ANNOTATION, "_annotation", annotation, annotation)),
            annotation,
            (self.leave, ()),
        ]

    def lambda_(self, node: n.Lambda) -> None:
        """`lambda`."""
        arguments = node.args
        self.push(
            [
                *arguments.defaults,
                *arguments.kw_defaults,
                (self.enter, (FUNCTION, "lambda", node, node)),
                (self.parameters, (arguments,)),
                node.body,
                (self.leave, ()),
            ]
        )

    def class_definition(self, node: n.ClassDef) -> None:
        """`class`."""
        self.define(node.name, LOCAL_DEFINITION, node)
        outer = self.private
        steps: list[n.Node | Step | None] = [*node.decorator_list]
        if node.type_params:
            steps.append((self.enter_type_params, (node, node.name)))
            steps.append((self.set_private, (node.name,)))
            steps.append((self.define, (".type_params", LOCAL_DEFINITION | USED, node)))
            steps.append((self.define, (".generic_base", LOCAL_DEFINITION | USED, node)))
            steps += node.type_params
        steps += node.bases
        steps += node.keywords
        steps.append((self.enter, (CLASS, node.name, node, node)))
        steps.append((self.set_private, (node.name,)))
        if node.type_params:
            steps.append((self.define, ("__type_params__", LOCAL_DEFINITION, node)))
            steps.append((self.define, (".type_params", USED, node)))
        steps += node.body
        steps.append((self.leave, ()))
        if node.type_params:
            steps.append((self.leave, ()))
        steps.append((self.set_private, (outer,)))
        self.push(steps)

    def enter_type_params(self, node: n.Located, name: str) -> None:
        """Open the scope of type parameters."""
        outer = self.scope
        self.enter(TYPE_PARAMETERS, name, node, node, "type_params")
        if outer.kind == CLASS:
            self.scope.sees_class = True
            self.define(CLASS_DICT, USED, node)
        if isinstance(node, (n.FunctionDef, n.AsyncFunctionDef)):
            if node.args.defaults:
                self.define(".defaults", PARAMETER, node)
            if any(default is not None for default in node.args.kw_defaults):
                self.define(".kwdefaults", PARAMETER, node)

    def type_alias(self, node: n.TypeAlias) -> None:
        """`type name = value`."""
        name = node.name.id
        outer = self.scope.kind
        steps: list[n.Node | Step | None] = [node.name]
        if node.type_params:
            steps.append((self.enter_type_params, (node, name)))
            steps += node.type_params
        steps.append((self.enter_seeing, (TYPE_ALIAS, name, node, outer)))
        steps.append(node.value)
        steps.append((self.leave, ()))
        if node.type_params:
            steps.append((self.leave, ()))
        self.push(steps)

    def enter_seeing(self, kind: str, name: str, node: n.Located, outer: str) -> None:
        """Open a lazily evaluated scope; in a class it sees the names of the class."""
        self.enter(kind, name, node, node)
        if outer == CLASS:
            self.scope.sees_class = True
            self.define(CLASS_DICT, USED, node)

    def type_variable(self, node: n.TypeVar | n.ParamSpec | n.TypeVarTuple) -> None:
        """One type parameter."""
        self.define(node.name, TYPE_PARAMETER | LOCAL_DEFINITION, node)
        if isinstance(node, n.TypeVar) and node.bound is not None:
            sees = CLASS if self.scope.sees_class else ""
            self.enter_seeing(TYPE_VARIABLE_BOUND, node.name, node, sees)
            self.push([node.bound, (self.leave, ())])

    # Statements

    def return_(self, node: n.Return) -> None:
        """`return`."""
        if node.value is not None:
            self.scope.returns_value = True
            self.push([node.value])

    def annotated(self, node: n.AnnAssign) -> None:
        """An annotated assignment."""
        target = node.target
        if isinstance(target, n.Name):
            flags = self.scope.flags.get(mangle(self.private, target.id), 0)
            declared = flags & (DECLARED_GLOBAL | DECLARED_NONLOCAL)
            if declared and self.scope is not self.top and node.simple:
                what = "global" if declared & DECLARED_GLOBAL else "nonlocal"
                self.fail(f"annotated name '{target.id}' can't be {what}", node)
            if node.simple:
                self.define(target.id, ANNOTATED | LOCAL_DEFINITION, target)
            elif node.value is not None:
                self.define(target.id, LOCAL_DEFINITION, target)
            self.push([*self.annotation(node.annotation), node.value])
        else:
            self.push([target, *self.annotation(node.annotation), node.value])

    def try_(self, node: n.Try | n.TryStar) -> None:
        """`try`: CPython looks at `else` before the handlers."""
        self.push([*node.body, *node.orelse, *node.handlers, *node.finalbody])

    def handler(self, node: n.ExceptHandler) -> None:
        """`except ... as name`."""
        steps: list[n.Node | Step | None] = [node.type]
        if node.name is not None:
            steps.append((self.define, (node.name, LOCAL_DEFINITION, node)))
        self.push([*steps, *node.body])

    def alias(self, node: n.Alias) -> None:
        """One imported name."""
        name = node.name if node.asname is None else node.asname
        if name == "*":
            if self.scope.kind != MODULE:
                self.fail("import * only allowed at module level", node)
            return
        self.define(name.split(".", 1)[0] if node.asname is None else name, IMPORTED, node)

    def global_(self, node: n.Global) -> None:
        """`global`."""
        self.declare(node, "global", DECLARED_GLOBAL)

    def nonlocal_(self, node: n.Nonlocal) -> None:
        """`nonlocal`."""
        self.declare(node, "nonlocal", DECLARED_NONLOCAL)

    def declare(self, node: n.Global | n.Nonlocal, word: str, flag: int) -> None:
        """`global` or `nonlocal`: the names must not have been used yet."""
        for name in node.names:
            mangled = mangle(self.private, name)
            flags = self.scope.flags.get(mangled, 0)
            if flags & PARAMETER:
                self.fail(f"name '{name}' is parameter and {word}", node)
            if flags & USED:
                self.fail(f"name '{name}' is used prior to {word} declaration", node)
            if flags & ANNOTATED:
                self.fail(f"annotated name '{name}' can't be {word}", node)
            if flags & LOCAL_DEFINITION:
                self.fail(f"name '{name}' is assigned to before {word} declaration", node)
            self.define(name, flag, node)
            self.scope.directives.setdefault(mangled, node)

    def capture(self, node: n.MatchStar | n.MatchAs | n.MatchMapping) -> None:
        """A pattern that binds a name, behind its parts."""
        name = node.rest if isinstance(node, n.MatchMapping) else node.name
        if name is not None:
            self.push([(self.define, (name, LOCAL_DEFINITION, node))])
        self.children(node)

    # Expressions

    def name(self, node: n.Name) -> None:
        """A name."""
        scope = self.scope
        self.define(node.id, USED if node.ctx == n.LOAD else LOCAL_DEFINITION, node)
        if node.ctx == n.LOAD and node.id == "super" and scope.kind in FUNCTION_LIKE:
            self.define("__class__", USED, node)

    def forbid_in_annotation(self, what: str, node: n.Expr) -> None:
        """Refuse expressions with effects in scopes that are evaluated later or not at all."""
        place = SPECIAL_SCOPES.get(self.scope.kind)
        if place is not None:
            self.fail(f"{what} cannot be used within {place}", node)

    def yield_(self, node: n.Yield | n.YieldFrom) -> None:
        """`yield`."""
        self.forbid_in_annotation("yield expression", node)
        self.push([node.value, (self.mark_generator, (node,))])

    def mark_generator(self, node: n.Expr) -> None:
        """The scope is a generator; a comprehension must not be made one."""
        self.scope.is_generator = True
        if self.scope.comprehension:
            self.fail(f"'yield' inside {COMPREHENSION_NAMES[self.scope.comprehension]}", node)

    def await_(self, node: n.Await) -> None:
        """`await`."""
        self.forbid_in_annotation("await expression", node)
        self.push([node.value, (self.mark_coroutine, (self.scope,))])

    def mark_coroutine(self, scope: Scope) -> None:
        """The scope awaits."""
        scope.is_coroutine = True

    def named(self, node: n.NamedExpr) -> None:
        """`name := value`, which binds outside comprehensions."""
        self.forbid_in_annotation("named expression", node)
        if self.scope.in_iterable > 0:
            self.fail(
                "assignment expression cannot be used in a comprehension iterable expression", node
            )
        if self.scope.comprehension:
            self.extend_named(node.target)
        self.push([node.value, node.target])

    def extend_named(self, target: n.Name) -> None:
        """Bind the target of `:=` in the scope around all comprehensions."""
        mangled = mangle(self.private, target.id)
        scope: Scope | None = self.scope
        while scope is not None:
            flags = scope.flags.get(mangled, 0)
            if scope.comprehension:
                if flags & COMPREHENSION_TARGET and flags & (LOCAL_DEFINITION | DECLARED_GLOBAL):
                    self.fail(
                        "assignment expression cannot rebind comprehension iteration variable "
                        f"'{target.id}'",
                        target,
                    )
            elif scope.kind == FUNCTION:
                flag = DECLARED_GLOBAL if flags & DECLARED_GLOBAL else DECLARED_NONLOCAL
                self.define(target.id, flag, target)
                self.scope.directives.setdefault(mangled, target)
                self.define(target.id, LOCAL_DEFINITION, target, scope)
                return
            elif scope.kind == MODULE:
                self.define(target.id, DECLARED_GLOBAL, target)
                self.scope.directives.setdefault(mangled, target)
                self.define(target.id, DECLARED_GLOBAL, target, scope)
                return
            else:
                place = {
                    CLASS: "a class body",
                    TYPE_VARIABLE_BOUND: "a TypeVar bound",
                    TYPE_ALIAS: "a type alias",
                    TYPE_PARAMETERS: "the definition of a generic",
                }.get(scope.kind, "an annotation")
                verb = "within" if scope.kind == TYPE_PARAMETERS else "used in"
                start = "assignment expression within a comprehension cannot be "
                self.fail(f"{start}{verb} {place}", target)
            scope = scope.parent

    def comprehension(self, node: n.GeneratorExp | n.ListComp | n.SetComp | n.DictComp) -> None:
        """A comprehension: its first iterable belongs to the scope around it."""
        first = node.generators[0]
        names = {n.GeneratorExp: "genexpr", n.ListComp: "listcomp", n.SetComp: "setcomp"}
        name = names.get(type(node), "dictcomp")
        steps: list[n.Node | Step | None] = [
            (self.change_iterable, (1,)),
            first.iter,
            (self.change_iterable, (-1,)),
            (self.enter_comprehension, (node, name)),
            (self.set_target, (True,)),
            first.target,
            (self.set_target, (False,)),
            *first.ifs,
            *node.generators[1:],
        ]
        if isinstance(node, n.DictComp):
            steps += [node.value, node.key]
        else:
            steps.append(node.elt)
        steps.append((self.leave_comprehension, (node,)))
        self.push(steps)

    def change_iterable(self, change: int) -> None:
        """Count how many iterables of comprehensions the walk is in."""
        self.scope.in_iterable += change

    def set_target(self, value: bool) -> None:
        """Whether the walk is in a target of a comprehension."""
        self.scope.in_target = value

    def enter_comprehension(self, node: n.Expr, name: str) -> None:
        """Open the scope of a comprehension."""
        generators = node.generators  # type: ignore[attr-defined]
        self.enter(FUNCTION, name, node, node)
        self.scope.comprehension = name
        self.scope.is_coroutine = bool(generators[0].is_async)
        self.define(".0", PARAMETER, node)

    def leave_comprehension(self, node: n.Expr) -> None:
        """Close it; one that awaits makes the scope around it await, unless it is a generator."""
        scope = self.scope
        scope.is_generator = isinstance(node, n.GeneratorExp)
        self.leave()
        if scope.is_coroutine and not scope.is_generator:
            self.scope.is_coroutine = True

    def clause(self, node: n.Comprehension) -> None:
        """A further `for` clause."""
        if node.is_async:
            self.scope.is_coroutine = True
        self.push(
            [
                (self.set_target, (True,)),
                node.target,
                (self.set_target, (False,)),
                (self.change_iterable, (1,)),
                node.iter,
                (self.change_iterable, (-1,)),
                *node.ifs,
            ]
        )


def resolve(top: Scope) -> None:
    """The second pass, from the module on."""
    resolve_scope(top, None, set(), None)


def resolve_scope(
    scope: Scope, bound: set[str] | None, declared: set[str], class_scope: Scope | None
) -> set[str]:
    """Decide the names of a scope and of those in it.

    Args:
        scope: the scope.
        bound: names that enclosing functions bind; None for the module.
        declared: names that an enclosing scope declares global.
        class_scope: the class whose names the scope sees, if it sees one.

    Returns:
        The names that are free in the scope.
    """
    local: set[str] = set()
    free: set[str] = set()
    declared = set(declared)
    inner_bound: set[str] = set()
    outer_bound = None if bound is None else set(bound)
    is_class = scope.kind == CLASS
    if is_class and bound is not None:
        inner_bound |= bound
    inner_declared = set(declared) if is_class else set()
    for name, flags in scope.flags.items():
        resolve_name(scope, name, flags, outer_bound, local, free, declared, class_scope)
    if is_class:
        inner_bound.add("__class__")
        inner_bound.add(CLASS_DICT)
    else:
        if scope.kind in FUNCTION_LIKE:
            inner_bound |= local
        if outer_bound is not None:
            inner_bound |= outer_bound
        inner_declared |= declared
    inner_free: set[str] = set()
    for child in scope.children:
        seen = None
        if child.sees_class:
            seen = scope if is_class else class_scope
        inner_free |= resolve_scope(child, inner_bound, inner_declared, seen)
    if scope.kind in FUNCTION_LIKE:
        for name, place in scope.places.items():
            if place == "local" and name in inner_free:
                scope.places[name] = "cell"
                inner_free.discard(name)
    elif is_class:
        if "__class__" in inner_free:
            inner_free.discard("__class__")
            scope.needs_class_cell = True
        if CLASS_DICT in inner_free:
            inner_free.discard(CLASS_DICT)
            scope.needs_class_dict = True
    for name in sorted(inner_free):
        if name in scope.flags:
            if is_class and scope.flags[name] & (BOUND | DECLARED_GLOBAL):
                scope.free_through_class.append(name)
        elif bound is not None and name in (outer_bound or ()):
            scope.places[name] = "free"
    return free | inner_free


def resolve_name(
    scope: Scope,
    name: str,
    flags: int,
    bound: set[str] | None,
    local: set[str],
    free: set[str],
    declared: set[str],
    class_scope: Scope | None,
) -> None:
    """Decide one name of a scope."""
    if flags & DECLARED_GLOBAL:
        if flags & DECLARED_NONLOCAL:
            fail_at_directive(scope, name, f"name '{name}' is nonlocal and global")
        scope.places[name] = "global"
        declared.add(name)
        if bound is not None:
            bound.discard(name)
    elif flags & DECLARED_NONLOCAL:
        if bound is None:
            fail_at_directive(scope, name, "nonlocal declaration not allowed at module level")
        if name not in bound:
            fail_at_directive(scope, name, f"no binding for nonlocal '{name}' found")
        if binds_type_parameter(scope.parent, name):
            fail_at_directive(
                scope, name, f"nonlocal binding not allowed for type parameter '{name}'"
            )
        scope.places[name] = "free"
        free.add(name)
    elif flags & BOUND:
        scope.places[name] = "local"
        local.add(name)
        declared.discard(name)
    elif class_scope is not None and class_scope.flags.get(name, 0) & DECLARED_GLOBAL:
        scope.places[name] = "global"
    elif (
        class_scope is not None
        and class_scope.flags.get(name, 0) & BOUND
        and not class_scope.flags.get(name, 0) & DECLARED_NONLOCAL
    ):
        scope.places[name] = "implicit"
    elif bound is not None and name in bound:
        scope.places[name] = "free"
        free.add(name)
    else:
        scope.places[name] = "implicit"


def binds_type_parameter(scope: Scope | None, name: str) -> bool:
    """Whether the nearest enclosing binding of a name is a type parameter."""
    while scope is not None:
        flags = scope.flags.get(name, 0)
        if scope.kind != CLASS and flags & BOUND and not flags & DECLARED_GLOBAL:
            return bool(flags & TYPE_PARAMETER)
        scope = scope.parent
    return False


def fail_at_directive(scope: Scope, name: str, message: str) -> NoReturn:
    """Refuse a `global` or `nonlocal` declaration."""
    node = scope.directives[name]
    raise SymbolError(message, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
