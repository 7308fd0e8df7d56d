"""For nbval: a cell whose output depends on what is here is run but not compared where that differs.

%%needs WORD …: a cell that was left out when it was stored and is not here, or the other way round.
The tag with:WORD: a cell that shows what there is, compared where all of it is there.
"""

MAGIC, TAG = "%%needs", "with:"


def pytest_collection_modifyitems(items):
    """Leave those cells' outputs uncompared; an assertion in them still fails."""
    from helpers import api

    known = {}

    def lacks(words):
        words = tuple(words)
        if words not in known:
            known[words] = api.lacking(*words)
        return known[words]

    for item in items:
        cell = getattr(item, "cell", None)
        if cell is None:
            continue
        first = cell.source.partition("\n")[0].split()
        if first[:1] == [MAGIC]:
            left_out = any("This cell is left out" in str(output.get("text", "")) for output in cell.outputs)
            item.options["check"] = item.options["check"] and left_out == bool(lacks(first[1:]))
        tagged = [tag.removeprefix(TAG) for tag in cell.get("metadata", {}).get("tags", []) if tag.startswith(TAG)]
        if tagged and lacks(tagged):
            item.options["check"] = False
