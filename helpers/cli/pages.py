"""Write the pages that are made from the notebooks: glossary, instructions, verdicts."""

from __future__ import annotations

import argparse


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the pages are written."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers pages", description=__doc__)
    parser.parse_args(arguments)
    from helpers.lessons import pages
    from helpers.lessons.notebook import FOLDER

    for name, text in pages.pages(pages.lessons()).items():
        changed = pages.stored()[name] != text
        FOLDER.joinpath(name).write_text(text, encoding="utf-8")
        print(f"{'written' if changed else 'same'}  notebooks/{name}")
    return 0
