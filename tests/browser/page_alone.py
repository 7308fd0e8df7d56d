"""The playground's page by itself in a browser: JupyterLab's theme, and a model that answers nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from helpers.widgets.assets import PAGE, STYLE

_THEMES = Path(sys.prefix, "share/jupyter/lab/themes/@jupyterlab")
_START = """async ([source, traits]) => {
    const heard = {};
    window.sent = [];
    window.model = {
        get: (name) => traits[name],
        set(name, value) { traits[name] = value; for (const act of heard[`change:${name}`] ?? []) act(); },
        on(name, act) { (heard[name] ??= []).push(act); },
        off() {},
        send(message) { window.sent.push(message); },
    };
    const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    const begun = performance.now();
    module.default.render({ model, el: document.getElementById("here") });
    document.body.getBoundingClientRect();
    window.took = performance.now() - begun;
    window.sent.shift(); // that it is shown
}"""


def row(id: str, text: str, line: int, **more) -> dict:
    """A row as Python sends it."""
    plain = {"on": True, "locked": False, "choices": [], "chosen": "", "error": "", "state": "", "starts": False}
    return {"id": id, "text": text, "line": line, **plain, **more}


def view(rows: list[dict], **more) -> dict:
    """A view with every tool."""
    places = [{"id": one["id"], "text": f"{one['id']} (line {one['line']})"} for one in rows]
    run = {"command": "", "entrypoint": "", "env": "", "ports": "", "mounts": "", "user": "", "workdir": ""}
    form = {"args": [{"name": "SOURCE", "value": "", "given": "hello"}], "targets": [["", "the last"], ["a", "a"]],
            "target": "", "builders": [["buildkit", "BuildKit"], ["classic", "classic"]], "builder": "buildkit",
            "errors": {}, "run": run}  # fmt: skip
    tools = ["edit", "move", "history", "save", "upload", "build", "run", "commands"]
    return {
        "rows": rows, "tools": tools, "layout": "tabs", "text": "FROM a\n", "path": "Dockerfile.mine", "loaded": 1,
        "can": {"undo": True, "redo": False, "reset": True}, "peek": {"at": rows[-1]["id"], "places": places},
        "compare": [["first", "as it was"]], "form": form, "commands": ["docker build .", "docker run --rm x"], **more,
    }  # fmt: skip


def panel(id: str, title: str, html: str) -> dict:
    """A panel as Python sends it."""
    return {"id": id, "title": title, "html": html}


STATUS = {"busy": False, "bad": False, "text": "exit code 0", "progress": ""}


def show(page, view: dict, panels: list[dict], status: dict = STATUS, theme: str = "light") -> float:
    """Draw a view; return how long it took, in milliseconds, with its layout."""
    theme_css = _THEMES.joinpath(f"theme-{theme}-extension/index.css").read_text()
    frame = f"<style>body{{margin:8px;overflow:auto!important;background:var(--jp-layout-color0)}}{theme_css}</style>"
    page.set_content(
        f"<!doctype html><html lang=en><title>page</title>{frame}<style>{STYLE}</style><main id=here></main>"
    )
    page.evaluate(_START, [PAGE, {"view": view, "panels": panels, "status": status}])
    return page.evaluate("window.took")


def sent(page) -> list[dict]:
    """What the page sent since the last time, but which panel is open."""
    return [message for message in page.evaluate("window.sent.splice(0)") if message["do"] != "opened"]


def update(page, **traits) -> None:
    """Have Python's side change, and wait for the next drawing."""
    page.evaluate(
        """async (traits) => {
            for (const [name, value] of Object.entries(traits)) model.set(name, value);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }""",
        traits,
    )
