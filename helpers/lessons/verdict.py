"""What became of a claim when it was run."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.lessons.claims import Claim, claims
from helpers.model import Shown
from helpers.render.views import Block, Note, blocks

VALUES = {"true": "good", "true with a condition": "", "false": "bad", "out of date": "bad"}


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """A claim and its verdict, in one sentence, with the source of the fact."""

    claim: Claim
    value: str
    sentence: str
    source: str = ""


def verdict(claim: str, value: str, sentence: str, *, source: str = "") -> Verdict:
    """State what became of a claim. value: one of VALUES. Raises ValueError for an unknown id or value."""
    known = claims()
    if claim not in known:
        raise ValueError(f"there is no claim {claim!r} in claims.csv")
    if value not in VALUES:
        raise ValueError(f"a verdict is one of {', '.join(VALUES)}, not {value!r}")
    return Verdict(known[claim], value, sentence, source)


@blocks.register
def _(shown: Verdict) -> list[Block]:
    source = [Note(shown.source, "dim")] if shown.source else []
    return [
        Note(f"Claim {shown.claim.id}: {shown.claim.text}.", "dim"),
        Note(f"Verdict: {shown.value}. {shown.sentence}", VALUES[shown.value]),
        *source,
    ]
