"""What was measured and not asserted: printed at the end, and kept below reports/."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "reports/binder"


class Report:
    """Lines of text in reports/binder/report.txt, in the order in which they were said."""

    def __init__(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.file = FOLDER / "report.txt"
        self.file.write_text("")

    def say(self, line: str) -> None:
        """Add a line."""
        with self.file.open("a") as out:
            print(line, file=out)
