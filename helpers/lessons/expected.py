"""A block of a notebook that fails on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpers.errors import CourseError


@contextmanager
def expect_error(kind: type[BaseException] = CourseError) -> Iterator[Any]:
    """A block that must fail: prints the error and holds it as `.error`. Raises AssertionError when it does not."""

    class Expected:
        error: BaseException | None = None

    expected = Expected()
    try:
        yield expected
    except kind as error:
        expected.error = error
        print(f"{type(error).__name__}: {error}")
    else:
        raise AssertionError(f"this was expected to fail with {kind.__name__}, and did not")
