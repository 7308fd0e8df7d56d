"""What is in each layer, on whichever image store the engine has."""

import pytest

from helpers import api

pytestmark = pytest.mark.usefixtures("client")
FILE = """FROM busybox:1.37
RUN mkdir /d && echo 1234 > /d/a && echo b > /d/b
RUN rm /d/a && echo longer > /d/b && chmod 600 /etc/passwd
ENV E=1
RUN rm -rf /d && mkdir /d && echo c > /d/c
COPY f /d/
"""


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_the_files_that_each_layer_adds_changes_and_removes(builder):
    built = api.build(FILE, context={"f": "12345678"}, builder=builder, tag="course/test:layer-files")
    found = api.layers(built, files=True)
    own = [layer for layer in found if not layer.of_base]
    assert found.base == "busybox:1.37" and len(own) == 4 and [layer.size for layer in own][3] == 8
    kinds = [[(c.path, c.kind, c.size) for c in layer.changes] for layer in own]
    assert kinds[0] == [("/d", "added", 0), ("/d/a", "added", 5), ("/d/b", "added", 2)]
    passwd = next(size for path, kind, size in kinds[1] if path == "/etc/passwd")
    assert kinds[1] == [("/d/a", "removed", 5), ("/d/b", "changed", 7), ("/etc/passwd", "changed", passwd)]
    assert kinds[2] == [("/d/b", "removed", 7), ("/d/c", "added", 2)]
    assert kinds[3] == [("/d/f", "added", 8)]
