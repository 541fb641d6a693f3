"""Every file that is not an edge is pure: no input or output, no clock, chance or environment; and import is inert."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

from tests.architecture.source import ROOT, Source, name_of, sources

T = TypeVar("T")

PURE_MODULES = frozenset(
    """
    __future__ abc base64 bisect calendar collections collections.abc contextlib copy csv dataclasses datetime decimal
    difflib enum fractions functools hashlib heapq hmac html io itertools json math operator re statistics string struct
    textwrap tomllib types typing unicodedata urllib.parse uuid zoneinfo
    nhs_number nhs_number.validate
    """.split()
)
PURE_NAMES = {("pathlib", "Path"), ("pathlib", "PurePosixPath"), ("random", "Random"), ("threading", "Lock")}
"""Names of modules with effects that have none themselves: `Path` as a type, `Random` with a seed, a lock in memory."""

ALLOWED = {
    "app/access/assertions.py": {"jwt", "jwt.exceptions"},
    "app/access/client_keys.py": {
        "cryptography.exceptions",
        "cryptography.hazmat.primitives.asymmetric.ec",
        "cryptography.hazmat.primitives.asymmetric.rsa",
        "cryptography.hazmat.primitives.serialization",
    },
    "app/csds/periods.py": {"holidays"},
    "app/access/passwords.py": {"argon2", "argon2.exceptions", "threading", "zxcvbn"},
    "app/capture/slip_pdf.py": {"typst"},
    "app/reports/copy/school_time.py": {"holidays"},
    "app/reports/downloads/document.py": {"typst"},
    "app/reports/downloads/workbook.py": {"gptables", "pandas"},
    "app/reports/pages/drawing.py": {"altair", "vl_convert"},
    "app/reports/pages/kept_html.py": {"markupsafe"},
    "app/settings.py": {"pydantic"},
    "app/fhir/content.py": {"orjson"},
    "app/fhir/exchange.py": {"email.utils"},
    "app/fhir/launch/identity_token.py": {"jwt", "jwt.exceptions"},
    "app/fhir/launch/sealing.py": {"cryptography.exceptions", "cryptography.hazmat.primitives.ciphers.aead"},
    "app/fhir/r4.py": {"fhir.resources.R4B"},
    "app/fhir/structure/json_text.py": {"orjson"},
    "app/fhir/structure/validators.py": {"jsonschema_rs"},
}
"""Libraries that turn values into values, and the one file each is met in."""

ALLOWED_BELOW = {
    "app/reports/protection/": {"numpy", "numpy.typing"},
    "app/terminology/rf2/": {"numpy", "numpy.typing"},
    "app/terminology/edition/": {"numpy", "numpy.typing", "pyroaring"},
}
"""The same, of a folder whose files all work on columns of numbers."""

READS_ITS_TEMPLATE = frozenset({"app/capture/slip_pdf.py", "app/reports/downloads/document.py"})
"""A renderer reads the template beside it and the fonts it is given, as it would read its own code."""

OUTSIDE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"})
PATH_METHODS = frozenset(
    """
    open read_text read_bytes write_text write_bytes exists is_file is_dir mkdir rmdir unlink iterdir glob rglob cwd
    absolute home chmod
    """.split()
)
CLOCKS = frozenset({"now", "utcnow", "today", "fromtimestamp"})


def pure() -> list[Source]:
    """The files that are no edges."""
    return [source for source in sources() if not source.edge]


def by_file(sources: Iterable[Source], faults_of: Callable[[Source], list[T]]) -> dict[str, list[T]]:
    """What is wrong in each file in which something is."""
    return {name_of(source): faults for source in sources if (faults := faults_of(source))}


def test_a_pure_file_imports_nothing_that_reaches_outside() -> None:
    assert by_file(pure(), _foreign) == {}


def _foreign(source: Source) -> list[tuple[str, str]]:
    path = str(source.path)
    below = (libraries for folder, libraries in ALLOWED_BELOW.items() if path.startswith(folder))
    allowed = ALLOWED.get(path, set()).union(*below)
    return [
        (module, name)
        for module, name in source.imported()
        if module.split(".")[0] != "app"
        and module not in PURE_MODULES
        and (module, name) not in PURE_NAMES
        and module not in allowed
    ]


def test_a_pure_file_opens_prints_and_reads_nothing() -> None:
    judged = [each for each in pure() if str(each.path) not in READS_ITS_TEMPLATE]
    assert by_file(judged, lambda each: [ast.unparse(call) for call in each.calls() if _reaches_outside(call)]) == {}


def _reaches_outside(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        unseeded = call.func.id == "Random" and not call.args
        return call.func.id in OUTSIDE_CALLS or unseeded
    return isinstance(call.func, ast.Attribute) and call.func.attr in PATH_METHODS


def test_the_clock_and_the_environment_are_read_at_the_doors_alone() -> None:
    assert by_file((each for each in sources() if not each.door), _clocks_and_environment) == {}


def _clocks_and_environment(source: Source) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (
            (node.value.id in ("datetime", "date") and node.attr in CLOCKS)
            or (node.value.id == "os" and node.attr in ("environ", "getenv", "environb", "putenv"))
            or (node.value.id == "time" and node.attr in ("time", "time_ns", "localtime", "gmtime"))
        )
    ]


EFFECTS = frozenset(
    """
    open print input exec eval create_app create_engine Settings settings_from_environment installation load_refset
    connect getenv now today Thread basicConfig configure
    """.split()
)


def test_the_top_of_a_file_only_names_things() -> None:
    found = by_file(
        sources(), lambda each: [ast.unparse(node)[:80] for node in each.tree.body if not _only_names(node, each)]
    )
    assert found == {}


def _only_names(node: ast.stmt, source: Source) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return (
            ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'") or source.path.name == "__main__.py"
        )
    return isinstance(node, ast.Assign | ast.AnnAssign) and not any(_has_effect(each) for each in ast.walk(node))


def _has_effect(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in EFFECTS


IMPORT_ALL = """
import importlib, os, sys, threading

EFFECTS = "socket.connect socket.bind subprocess.Popen sqlite3.connect os.mkdir os.remove os.system os.exec".split()
seen = []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        seen.append((event, str(arguments[0])))
    elif event in EFFECTS:
        seen.append((event, str(arguments)))

sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(seen, threading.active_count())
"""


def test_importing_every_module_writes_connects_and_starts_nothing() -> None:
    modules = [
        ".".join(source.path.with_suffix("").parts).removesuffix(".__init__")
        for source in sources()
        if source.path.name != "__main__.py"
    ]
    run = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL, *modules], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.stdout.strip() == "[] 1"


def test_an_effect_at_import_would_be_seen() -> None:
    run = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL + "\nopen('/dev/null', 'w'); print(len(seen))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["[]", "1", "1"]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("LIMIT = 3", True),
        ("NAMES = frozenset({'a'})", True),
        ("print('hello')", False),
        ("ENGINE = create_engine('sqlite://')", False),
        ("NOW = datetime.now()", False),
        ("for each in range(3): pass", False),
    ],
)
def test_what_counts_as_an_effect(text: str, clean: bool) -> None:
    (node,) = ast.parse(text).body
    assert _only_names(node, pure()[0]) is clean
