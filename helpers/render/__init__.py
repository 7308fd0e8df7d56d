"""Values -> what a notebook shows of them. Importing this teaches the model's values to show themselves."""

from helpers.model import Shown
from helpers.render import comparison, drawings, insides
from helpers.render.page import html
from helpers.render.text import text

__all__ = ["comparison", "drawings", "html", "insides", "text"]

Shown.draw_with(text, html)
