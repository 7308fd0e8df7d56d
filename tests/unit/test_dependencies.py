"""Dependencies point one way; importing the verbs starts nothing and loads nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HELPERS = Path(__file__).resolve().parents[2] / "helpers"
MODULES = sorted(HELPERS.rglob("*.py"))
# package -> what it must not import
FORBIDDEN = {
    "model": {"*"},
    "errors": {"*"},
    "drawn": {"engine", "api", "cli", "widgets", "lessons", "session", "client", "render", "dockerfile"},
    "inside": {"engine", "api", "cli", "widgets", "lessons", "session", "client", "render", "dockerfile"},
    "client": {"engine", "api", "cli", "widgets", "lessons", "session"},
    "dockerfile": {"engine", "api", "cli", "widgets", "lessons", "session", "client", "render"},
    "render": {"engine", "api", "cli", "widgets", "lessons", "session", "client"},
    "engine": {"client", "render", "widgets", "lessons", "api", "cli", "session"},
    "images": {"engine", "render", "widgets", "lessons", "api", "cli", "session"},
    "packages": {"engine", "client", "render", "widgets", "lessons", "api", "cli", "session"},
}
MAY_ENGINE = {"api", "cli", "engine"}
LONGEST = 330  # lines; the aim is 300


def imported(path):
    """The modules of ours that a module imports, below helpers: "engine.paths" …"""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[2] for name in node.names if name.name.startswith("helpers."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "helpers":
            below = node.module.partition(".")[2]
            yield from ([below] if below else [name.name for name in node.names])


def package(path):
    parts = path.relative_to(HELPERS).with_suffix("").parts
    return parts[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HELPERS)))
def test_a_module_imports_only_what_it_may(path):
    own = package(path)
    tops = {name.split(".")[0] for name in imported(path)} - {own}
    forbidden = FORBIDDEN.get(own, set())
    assert not (tops if "*" in forbidden else tops & forbidden)
    if own not in MAY_ENGINE:
        assert "engine" not in tops
    if own != "cli" and path.name != "__main__.py":
        assert "cli" not in tops


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HELPERS)))
def test_a_module_is_not_too_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_only_the_engine_package_itself_is_imported_from_outside():
    for path in MODULES:
        if package(path) == "cli":
            assert {name for name in imported(path) if name.startswith("engine")} <= {"engine"}, path


def test_importing_the_verbs_starts_nothing_and_is_light():
    heavy = ("docker", "ipywidgets", "IPython", "nbformat", "requests")
    script = f"import sys, helpers; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=HELPERS.parent, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_every_public_function_has_a_docstring():
    missing = []
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                missing.append(f"{path.relative_to(HELPERS)}: {node.name}")
    assert missing == []
