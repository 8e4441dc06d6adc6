"""The product's own source files, read and parsed once, for the tests that hold them to the laws of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "jobs", "storage")
VERSIONS = "storage/migrations/versions/"


@dataclass(frozen=True)
class Source:
    """One module; ``place`` is its path from the root with forward slashes."""

    place: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def docstring(self) -> str:
        return ast.get_docstring(self.tree) or ""

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def calls(self) -> Iterator[tuple[ast.Call, str, str]]:
        """Yield every call with what it is called on (``self._bot``, or nothing) and the function's own name."""
        for call in self.nodes(ast.Call):
            if isinstance(call.func, ast.Attribute):
                yield call, ast.unparse(call.func.value), call.func.attr
            elif isinstance(call.func, ast.Name):
                yield call, "", call.func.id

    def words(self) -> Iterator[ast.Constant]:
        """Yield every string that is not a docstring."""
        promises = {id(node.value) for node in self.nodes(ast.Expr)}
        for constant in self.nodes(ast.Constant):
            if isinstance(constant.value, str) and id(constant) not in promises:
                yield constant

    def at(self, node: ast.AST) -> str:
        return f"{self.place}:{node.lineno}"


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the product."""
    files = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return tuple(Source(file.relative_to(ROOT).as_posix(), file.read_text("utf-8")) for file in files)


@cache
def import_everything() -> None:
    """Import every module, so that every subclass there is has been seen."""
    for source in sources():
        if not source.place.startswith("storage/migrations/"):
            import_module(source.place.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
