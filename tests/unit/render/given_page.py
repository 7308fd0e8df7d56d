"""Names that try to break out of a page, and a page taken apart."""

import re
from html.parser import HTMLParser

HOSTILE = '<script>alert("1")</script>&<img src=x onerror=alert(1)>\'"'


class Page(HTMLParser):
    """The tags of a page, and its text without the style."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.words, self._inside = set(), [], []
        self.attributes = []
        self.feed(markup)
        assert self._inside == [], "an element is not closed"

    def handle_starttag(self, name, attributes):
        self.tags.add(name)
        self.attributes += attributes
        self._inside.append(name)

    def handle_endtag(self, name):
        assert self._inside.pop() == name

    def handle_data(self, data):
        if "style" not in self._inside:
            self.words.append(data)


def words(text):
    return sorted(re.findall(r"[\w<>/=\"'&]+", text))
