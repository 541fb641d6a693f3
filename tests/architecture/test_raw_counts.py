"""Raw counts have one way out: nobody but disclosure control opens a cube."""

import ast

from tests.architecture.source import Source, name_of, sources

THE_WAY_OUT = "app/reports/disclosure.py"
CUBE = "app/reports/cube.py"


def test_disclosure_control_alone_opens_a_cube() -> None:
    assert [name_of(each) for each in sources() if _opens(each)] == [THE_WAY_OUT]


def test_the_counts_within_a_cube_are_touched_by_the_cube_alone() -> None:
    touching = [name_of(each) for each in sources() if _names(each.tree, "_cells") and "Cube" in each.text]
    assert touching == [CUBE]


def test_an_opened_cube_would_be_seen_however_it_is_spelt() -> None:
    for text in ("cube.opened()", "list(map(Cube.opened, cubes))", "getattr(cube, 'opened')()"):
        assert _names(ast.parse(text), "opened"), text
    assert not _names(ast.parse("cube.closed()"), "opened")
    assert _asks(ast.parse("cube.opened()"))
    assert not _asks(ast.parse("seal.opened(text, key)"))


def _opens(source: Source) -> bool:
    """Within reports, however it is spelt; elsewhere, where other things are opened too, as it is called."""
    return _names(source.tree, "opened") if source.package == "reports" else _asks(source.tree)


def _asks(tree: ast.AST) -> bool:
    """Whether `opened` is called as a cube's is: with nothing."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "opened"
        and not (node.args or node.keywords)
        for node in ast.walk(tree)
    )


def _names(tree: ast.AST, name: str) -> bool:
    """Whether a name is asked of something, or written as a text of its own."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.Constant) and node.value == name)
        for node in ast.walk(tree)
    )
