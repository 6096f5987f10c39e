"""Every package the code imports is declared by its name, not only brought along by another."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
OURS = {"khuyenhoc", "tests", "benchmarks"}


def imported_by(*folders: str) -> Iterator[tuple[str, str]]:
    """Top-level names with the file that imports them."""
    for path in sorted(path for folder in folders for path in (BASE / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module]
                if isinstance(node, ast.ImportFrom) and node.module and not node.level
                else []
            )
            for name in names:
                yield name.partition(".")[0], str(path.relative_to(BASE))


def declared_in(*files: str) -> set[str]:
    lines = [line for file in files for line in (BASE / "requirements" / file).read_text().splitlines()]
    return {
        re.sub(r"[-_.]+", "-", re.split(r"[\[~<>=#\s]", line)[0]).lower()
        for line in lines
        if line and not line.startswith(("#", "-"))
    }


@pytest.mark.parametrize(
    ("folders", "files"),
    [
        (("khuyenhoc",), ("base.in", "spark.in")),
        (("tests", "benchmarks", ".ci"), ("base.in", "dev.in")),
    ],
)
def test_every_package_that_is_imported_is_declared(folders: tuple[str, ...], files: tuple[str, ...]) -> None:
    distributions, declared = packages_distributions(), declared_in(*files)

    undeclared = {
        f"{name} ({file})"
        for name, file in imported_by(*folders)
        if name not in OURS and name not in sys.stdlib_module_names
        if not declared & {re.sub(r"[-_.]+", "-", each).lower() for each in distributions.get(name, [name])}
    }

    assert undeclared == set()
