"""Drawings in JupyterLab: whole where an output is trusted, folded text alone where it is not yet."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.engine


def test_a_stored_drawing_is_text_until_its_output_is_trusted(lab, page):
    lab.open(page, "04-from.ipynb")
    page.evaluate(
        """() => {
            const notebook = jupyterapp.shell.currentWidget.content;
            const isDrawing = cell => cell.model.sharedModel.source.includes('stages(');
            notebook.scrollToItem(notebook.widgets.findIndex(isDrawing), 'start');
        }"""
    )
    figure = page.locator(".jp-OutputArea figure").first
    expect(figure.locator("summary")).to_be_visible()
    assert figure.locator("svg").count() == 0
    expect(figure.get_by_text("target").first).to_be_hidden()
    page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.forEach(c => { c.model.trusted = true })")
    drawing = page.locator(".jp-OutputArea figure svg[role=img]").first
    expect(drawing).to_be_visible()
    assert "maker" in drawing.get_attribute("aria-label")
