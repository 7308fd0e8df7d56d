"""Dockerfile text <-> instructions; pure."""

from helpers.dockerfile.forms import to_exec, to_shell
from helpers.dockerfile.graph import stages
from helpers.dockerfile.images import base_images, is_counted
from helpers.dockerfile.instructions import FORMS, KEYWORDS, Heredoc, Instruction, parse, parse_one, render, rewrite

__all__ = [
    "FORMS", "KEYWORDS", "Heredoc", "Instruction", "base_images", "is_counted", "parse", "parse_one", "render",
    "rewrite", "stages", "to_exec", "to_shell",
]  # fmt: skip
