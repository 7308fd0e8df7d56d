"""The claims that courses make about Docker, each with an id; pure."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("claims.csv")


@dataclass(frozen=True)
class Claim:
    """A sentence of a course. id: "ENT-6". topic: the word that its notebook's slug ends in."""

    id: str
    topic: str
    text: str


@functools.cache
def claims() -> dict[str, Claim]:
    """All claims by id."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return {row["id"]: Claim(row["id"], row["topic"], row["claim"]) for row in csv.DictReader(file)}
