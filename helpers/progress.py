"""Live progress in a notebook: shown when something takes long, emptied at the end, never stored."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from helpers.render.html import box, tag

_DELAY = 1.0  # seconds of work before anything is shown
_place: ContextVar[Callable[[str], None] | None] = ContextVar("place", default=None)


def wanted() -> bool:
    """Whether somebody watches: an interactive kernel, and COURSE_PROGRESS is not 0."""
    return os.environ.get("COURSE_PROGRESS", "1") != "0" and (_place.get() or kernel()) is not None


@contextmanager
def into(place: Callable[[str], None]) -> Iterator[None]:
    """Have progress drawn by place(html) inside the block, "" at the end, and not below the cell."""
    token = _place.set(place)
    try:
        yield
    finally:
        _place.reset(token)


def kernel():
    """This process's notebook kernel's shell; None where there is none."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell if shell is not None and hasattr(shell, "kernel") else None


class _Placed:
    """Stands for a display's handle where progress is drawn elsewhere."""

    def __init__(self, place: Callable[[str], None]):
        self._place = place

    def update(self, drawn) -> None:
        self._place(drawn.data)


class Area:
    """A display that is made when it is first needed and emptied at the end."""

    def __init__(self) -> None:
        self._began, self._last, self._handle = time.monotonic(), 0.0, None

    def show(self, draw: Callable[[], str]) -> None:
        """Show what draw() gives, at most ten times a second and not in the first second."""
        now = time.monotonic()
        if now - self._began < _DELAY or now - self._last < 0.1 or not wanted():
            return
        from IPython.display import HTML, display

        self._last = now
        if self._handle is None and (place := _place.get()):
            self._handle = _Placed(place)
        if self._handle is None:
            self._handle = display(HTML(draw()), display_id=True)
        else:
            self._handle.update(HTML(draw()))

    def close(self) -> None:
        if self._handle is not None:
            from IPython.display import HTML

            self._handle.update(HTML(""))


@contextmanager
def area() -> Iterator[Area]:
    """An Area for as long as the work takes."""
    made = Area()
    try:
        yield made
    finally:
        made.close()


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function progress(what, done, total) that shows a bar."""
    with area() as shown:

        def show(what: str, done: int, total: int) -> None:
            share = f" {100 * done // total} %" if total else ""
            value = {"value": str(done), "max": str(total)} if total else {}
            shown.show(lambda: box(tag("progress", **value), tag("span", f" {what}{share}")))

        yield show


def tell(sentence: str) -> None:
    """Say a sentence once to somebody who watches; it differs between machines, so it is never stored."""
    if wanted() and not _place.get():
        from IPython.display import HTML, display

        display(HTML(box(tag("div", sentence, cls="dc-note"))))


@contextmanager
def terminal() -> Iterator[Callable[[str, int, int], None]]:
    """A function progress(what, done, total) that draws a bar on a terminal's error stream; nothing anywhere else."""
    from tqdm import tqdm

    layout = "{desc} {percentage:3.0f}% |{bar}|"
    with tqdm(disable=not sys.stderr.isatty(), leave=False, bar_format=layout) as bar:

        def show(what: str, done: int, total: int) -> None:
            bar.bar_format = layout if total else "{desc} …"
            bar.set_description_str(what, refresh=False)
            bar.total, bar.n = total or None, done
            bar.refresh()

        yield show
