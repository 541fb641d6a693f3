"""The product's own Python files, parsed, and which of them are edges."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

DOORS = ("app/main.py", "app/cli.py", "app/wiring.py", "app/__main__.py")
EDGE_NAMES = ("routes.py", "commands.py", "writer.py", "reader.py", "load.py")
EDGE_PACKAGES = ("store", "web")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of `app/`: its path from the project's root, and its syntax tree."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The name under `app/`: `clinical`, or the file's own for a file at the top."""
        return self.path.parts[1]

    @property
    def door(self) -> bool:
        return str(self.path) in DOORS

    @property
    def edge(self) -> bool:
        """Whether the file may speak to the outside, as its name or its package says."""
        named = self.path.name in EDGE_NAMES or self.path.name.startswith("engine_") or "routes" in self.path.parts
        return self.door or named or self.package in EDGE_PACKAGES

    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def imported(self) -> list[tuple[str, str]]:
        """(module, name) of every import; the name is empty for `import module`."""
        found: list[tuple[str, str]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, "") for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                found += [(node.module, alias.name) for alias in node.names]
        return found


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of `app/`, by path."""
    return tuple(
        Source(PurePosixPath(path.relative_to(ROOT).as_posix()), text, ast.parse(text))
        for path in sorted((ROOT / "app").rglob("*.py"))
        for text in [path.read_text(encoding="utf-8")]
    )


def name_of(source: Source) -> str:
    return str(source.path)
