"""One open notebook with one cell: a test writes code into it, runs it, and uses the playground that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import nbformat
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Lab

NAME = "desk.ipynb"
SETUP = 'import sys; sys.path.insert(0, "..")\nfrom helpers import *\nengine()\n'


def new_notebook(lab: Lab, name: str, code: str) -> None:
    """A notebook with one cell among the course's."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata=kernel)
    nbformat.write(notebook, lab.folder / "notebooks" / name)


@dataclass
class Desk:
    """An open notebook. page: the browser's."""

    lab: Lab
    page: Page

    @classmethod
    @contextmanager
    def set_up(cls, lab: Lab, browser: Browser, height: int) -> Iterator[Desk]:
        """A new notebook, open, with its kernel, in a window of its own. height: pixels."""
        context = browser.new_context(viewport={"width": 1280, "height": height})
        context.set_default_timeout(30_000)
        page = context.new_page()
        new_notebook(lab, NAME, "")
        lab.open(page, NAME)
        yield cls(lab, page)
        context.close()

    def show(self, code: str) -> Locator:
        """Run code whose last line is a playground, and return that when it is at rest."""
        self.run(SETUP + code)
        shown = self.page.locator(".jp-OutputArea .pg")
        expect(shown).to_have_count(1, timeout=60_000)
        at_rest(shown)
        return shown

    def run(self, code: str) -> None:
        """Run code in the notebook's cell, without what was shown before."""
        self.page.evaluate(
            """async (code) => {
                const panel = jupyterapp.shell.currentWidget;
                const cell = panel.content.widgets[0];
                cell.model.sharedModel.clearOutputs?.();
                cell.model.clearExecution();
                cell.model.sharedModel.setSource(code);
                panel.content.activeCellIndex = 0;
                await jupyterapp.commands.execute('notebook:run-cell');
            }""",
            code,
        )

    def theme(self, name: str) -> None:
        """Light or Dark."""
        self.lab.command(self.page, "apputils:change-theme", theme=f"JupyterLab {name}")
        dark = "true" if name == "Light" else "false"
        expect(self.page.locator(f"body[data-jp-theme-light='{dark}']")).to_have_count(1)


def at_rest(shown: Locator) -> None:
    """Wait until nothing is being built."""
    expect(shown.locator(".pg-status:not([data-busy])")).to_have_count(1, timeout=60_000)


def the_row(shown: Locator, name: str) -> Locator:
    """A row by its id."""
    return shown.locator(f".pg-row[data-id='{name}']")


def switch(shown: Locator, name: str) -> Locator:
    """Its switch."""
    return the_row(shown, name).get_by_role("switch")


def tab(shown: Locator, name: str) -> Locator:
    """Open a tab, and return its panel."""
    shown.get_by_role("tab", name=name).click()
    return shown.get_by_role("tabpanel", name=name)
