"""Every ink can be read on every ground of JupyterLab's light and dark theme: WCAG AA asks for 4.5."""

import re

import pytest

from helpers.render.html import INKS

# As JupyterLab 4.6 has them.
THEMES = {
    "light": {
        "--jp-content-font-color0": "#000000", "--jp-layout-color0": "#ffffff", "--jp-layout-color1": "#ffffff",
        "--jp-layout-color2": "#eeeeee", "--jp-error-color1": "#d32f2f", "--jp-success-color1": "#388e3c",
    },
    "dark": {
        "--jp-content-font-color0": "#ffffff", "--jp-layout-color0": "#111111", "--jp-layout-color1": "#212121",
        "--jp-layout-color2": "#424242", "--jp-error-color1": "#f44336", "--jp-success-color1": "#4caf50",
    },
}  # fmt: skip
GROUNDS = ("--jp-layout-color0", "--jp-layout-color1", "--jp-layout-color2")


def colour(value, theme):
    """A CSS value of ours as red, green and blue."""
    if mixed := re.fullmatch(r"color-mix\(in srgb,(.*?) (\d+)%,(.*)\)", value):
        one, other, share = colour(mixed[1], theme), colour(mixed[3], theme), int(mixed[2]) / 100
        return [a * share + b * (1 - share) for a, b in zip(one, other, strict=True)]
    if named := re.fullmatch(r"var\((--[\w-]+)(?:,(#\w+))?\)", value):
        return colour(theme.get(named[1]) or INKS.get(named[1]) or named[2], theme)
    digits = value.removeprefix("#")
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)] if len(digits) == 6 else [int(d * 2, 16) for d in digits]


def brightness(rgb):
    parts = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one, other):
    high, low = sorted((brightness(one), brightness(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", [name for name in INKS if "-on-" not in name and name != "--dc-line"])
def test_an_ink_on_every_ground(ink, theme):
    found = THEMES[theme]
    for ground in GROUNDS:
        assert contrast(colour(INKS[ink], found), colour(found[ground], found)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", [name for name, value in INKS.items() if "-on-" in name and "mix" in value])
def test_the_themes_own_ink_on_a_coloured_ground(ground, theme):
    found = THEMES[theme]
    assert contrast(colour(found["--jp-content-font-color0"], found), colour(INKS[ground], found)) >= 4.5
