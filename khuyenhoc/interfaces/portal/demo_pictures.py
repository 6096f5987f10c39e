"""
Two flat pictures the project drew itself, for the demonstration article: a hall in session and a table in
discussion.

No real person is portrayed: heads have no faces, the banner no words. Drawn at twice the size and shrunk, for
smooth edges.
"""

from __future__ import annotations

from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1440, 900
_SCALE = 2

_WALL, _WALL_LOW, _FLOOR = "#f3eee1", "#e6dfcd", "#d9c9a8"
_BANNER, _BANNER_DEEP, _GOLD = "#a8322a", "#8c2620", "#f0c35a"
_WOOD, _WOOD_LIGHT, _WOOD_DEEP = "#a9773f", "#c08f55", "#8a5f30"
_PAPER, _LEAF, _LEAF_DEEP, _SKY = "#fbfaf6", "#4f8f68", "#25613f", "#cfe0ea"
_CLOTHES = ("#22406b", "#35588c", "#1d2733", "#5b6f8f", "#6d3b36", "#2f6f6a", "#7a8798", "#3b4657")
_HAIR = ("#1d1b1a", "#2b2623", "#4a4643", "#8d8a86", "#241f1d")
_SKIN = "#dcb48f"

Point = tuple[float, float]


class _Sheet:
    """A drawing surface in the picture's own units."""

    def __init__(self, ground: str) -> None:
        self._image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: str, *, round_by: float = 0
    ) -> None:
        self._draw.rounded_rectangle(self._sized(left, top, right, bottom), round_by * _SCALE, fill=colour)

    def oval(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self._draw.ellipse(self._sized(left, top, right, bottom), fill=colour)

    def shape(self, *points: Point, colour: str) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def line(self, *points: Point, colour: str, width: float) -> None:
        self._draw.line(
            [(x * _SCALE, y * _SCALE) for x, y in points],
            fill=colour,
            width=int(width * _SCALE),
            joint="curve",
        )

    def as_png(self) -> bytes:
        out = BytesIO()
        self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(128).save(
            out, "PNG", optimize=True
        )
        return out.getvalue()

    @staticmethod
    def _sized(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        return left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE


def the_whole_meeting() -> bytes:
    """
    A hall from the back row: stage, banner, speaker's desk, rows of people seen from behind. PNG, 1440 × 900.
    """
    sheet = _Sheet(_WALL)
    sheet.box(0, 430, WIDTH, 560, _WALL_LOW)
    for x in (70, 1190):
        _window(sheet, x, 110)
    _stage(sheet)
    sheet.box(0, 545, WIDTH, HEIGHT, _FLOOR)
    for row, (baseline, size, step) in enumerate(((640, 0.72, 104), (750, 0.95, 138), (905, 1.3, 188))):
        _row_of_people(sheet, row, baseline, size, step)
    return sheet.as_png()


def delegates_in_discussion() -> bytes:
    """People around an oval table, papers before them, one standing to speak. PNG, 1440 × 900."""
    sheet = _Sheet(_WALL)
    sheet.box(0, 400, WIDTH, HEIGHT, _FLOOR)
    sheet.box(0, 388, WIDTH, 402, _WALL_LOW)
    for left in (120, 1120):
        _window(sheet, left, 70)
    sheet.box(520, 80, 920, 330, _WOOD_DEEP, round_by=8)
    sheet.box(532, 92, 908, 318, _PAPER, round_by=4)
    for index, length in enumerate((290, 240, 270)):
        sheet.box(565, 125 + index * 34, 565 + length, 133 + index * 34, "#c9c4b6", round_by=4)
    for index, tall in enumerate((46, 70, 38, 58, 84)):
        sheet.box(575 + index * 62, 300 - tall, 610 + index * 62, 300, "#35588c" if index % 2 else "#9bb0ce")
    for index in range(6):
        standing = index == 3
        _facing_us(sheet, 290 + index * 172, 360 if standing else 455, 1.12, index, is_standing=standing)
    _table(sheet)
    for index in range(5):
        angle = pi * (0.13 + 0.185 * index)
        _from_behind(sheet, 720 - 620 * cos(angle), 795 + 175 * sin(angle), 1.5, index + 2)
    return sheet.as_png()


def _window(sheet: _Sheet, x: float, y: float) -> None:
    sheet.box(x, y, x + 190, y + 250, _WOOD_LIGHT, round_by=6)
    sheet.box(x + 12, y + 12, x + 178, y + 238, _SKY)
    left, right, sill = x + 12, x + 178, y + 238
    peaks = ((x + 60, y + 120), (x + 100, y + 175), (x + 140, y + 135))
    sheet.shape((left, sill), (left, y + 180), *peaks, (right, y + 190), (right, sill), colour="#8fb59c")
    sheet.shape(
        (left, sill), (x + 70, y + 185), (x + 130, y + 215), (right, y + 200), (right, sill), colour=_LEAF
    )
    sheet.box(x + 90, y + 12, x + 100, y + 238, _WOOD_LIGHT)
    sheet.box(x + 12, y + 118, x + 178, y + 126, _WOOD_LIGHT)


def _stage(sheet: _Sheet) -> None:
    sheet.box(330, 70, 1110, 330, _BANNER, round_by=6)
    for x in range(330, 1110, 60):
        sheet.shape((x, 70), (x + 60, 70), (x + 30, 100), colour=_BANNER_DEEP)
    for index, (length, thick) in enumerate(((420, 20), (560, 26), (360, 16))):
        top = 150 + index * 52
        sheet.box(720 - length / 2, top, 720 + length / 2, top + thick, _GOLD, round_by=thick / 2)
    sheet.box(280, 480, 1160, 552, _WOOD_DEEP)
    sheet.box(280, 470, 1160, 486, _WOOD_LIGHT)
    for index, x in enumerate((610, 720, 830, 940)):
        _facing_us(sheet, x, 425, 0.62, index)
    sheet.box(550, 408, 1000, 476, _BANNER, round_by=4)
    sheet.box(550, 404, 1000, 418, _PAPER, round_by=3)
    _facing_us(sheet, 400, 395, 0.66, 5)
    sheet.shape((350, 400), (450, 400), (436, 478), (364, 478), colour=_WOOD)
    sheet.shape((342, 392), (458, 392), (450, 406), (350, 406), colour=_WOOD_LIGHT)
    for plant in (310, 1075):
        _plant(sheet, plant, 470)


def _plant(sheet: _Sheet, x: float, y: float) -> None:
    for lean, colour in ((-26, _LEAF), (26, _LEAF), (-12, _LEAF_DEEP), (12, _LEAF_DEEP), (0, _LEAF)):
        tip = (x + lean * 1.3, y - 122)
        sheet.shape(
            (x - 4, y - 30),
            (x + lean - 9, y - 88),
            tip,
            (x + lean + 9, y - 86),
            (x + 4, y - 30),
            colour=colour,
        )
    sheet.shape((x - 22, y - 40), (x + 22, y - 40), (x + 16, y), (x - 16, y), colour=_BANNER_DEEP)


def _row_of_people(sheet: _Sheet, row: int, baseline: float, size: float, step: float) -> None:
    count = int(WIDTH / step) + 2
    for index in range(count):
        x = index * step - (step / 2 if row % 2 else 0) + (index % 3 - 1) * 5 * size
        if abs(x - WIDTH / 2) < step * 0.55:
            continue  # the aisle
        _from_behind(sheet, x, baseline + (index % 2) * 6 * size, size, row * 3 + index)
        top = baseline - 20 * size
        sheet.box(x - 62 * size, top, x + 62 * size, top + 150 * size, _WOOD_DEEP, round_by=10 * size)
        sheet.box(x - 56 * size, top + 7 * size, x + 56 * size, top + 150 * size, _WOOD, round_by=7 * size)


def _from_behind(sheet: _Sheet, x: float, y: float, size: float, variety: int) -> None:
    _shoulders(sheet, x, y, size, _CLOTHES[variety * 5 % len(_CLOTHES)])
    sheet.box(x - 11 * size, y - 108 * size, x + 11 * size, y - 72 * size, _SKIN, round_by=8 * size)
    hair = _HAIR[variety * 3 % len(_HAIR)]
    sheet.oval(x - 31 * size, y - 160 * size, x + 31 * size, y - 92 * size, hair)
    if variety % 3 == 0:
        sheet.box(x - 29 * size, y - 128 * size, x + 29 * size, y - 66 * size, hair, round_by=16 * size)
    elif variety % 3 == 1:
        if variety % 2:
            sheet.oval(x - 13 * size, y - 178 * size, x + 13 * size, y - 150 * size, hair)
        for side in (-1, 1):
            sheet.oval(
                x + side * 31 * size - 6 * size,
                y - 130 * size,
                x + side * 31 * size + 6 * size,
                y - 112 * size,
                _SKIN,
            )


def _facing_us(
    sheet: _Sheet, x: float, y: float, size: float, variety: int, *, is_standing: bool = False
) -> None:
    """Far away: a head without a face."""
    clothes = _CLOTHES[(variety * 3 + 1) % len(_CLOTHES)]
    hair = _HAIR[(variety * 2 + 1) % len(_HAIR)]
    if variety % 2:
        for side in (-1, 1):
            middle = x + side * 25 * size
            sheet.box(
                middle - 10 * size, y - 134 * size, middle + 10 * size, y - 66 * size, hair, round_by=9 * size
            )
    if is_standing:
        sheet.box(x - 58 * size, y - 30 * size, x + 58 * size, y + 200 * size, clothes, round_by=16 * size)
    _shoulders(sheet, x, y, size, clothes)
    sheet.shape(
        (x - 13 * size, y - 82 * size), (x + 13 * size, y - 82 * size), (x, y - 46 * size), colour=_PAPER
    )
    sheet.box(x - 10 * size, y - 104 * size, x + 10 * size, y - 72 * size, _SKIN, round_by=8 * size)
    sheet.oval(x - 28 * size, y - 156 * size, x + 28 * size, y - 92 * size, _SKIN)
    sheet.shape(*_cap(x, y - 126 * size, 31 * size), colour=hair)


def _cap(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """The upper half of a head, as hair."""
    return tuple(
        (x + radius * cos(pi + pi * step / 16), y + 1.12 * radius * sin(pi + pi * step / 16))
        for step in range(17)
    )


def _shoulders(sheet: _Sheet, x: float, y: float, size: float, colour: str) -> None:
    sheet.box(x - 58 * size, y - 82 * size, x + 58 * size, y + 60 * size, colour, round_by=40 * size)


def _table(sheet: _Sheet) -> None:
    sheet.oval(110, 470, 1330, 850, _WOOD_DEEP)
    sheet.oval(110, 446, 1330, 822, _WOOD)
    sheet.oval(150, 468, 1290, 796, _WOOD_LIGHT)
    for index, slant in enumerate((14, 8, 3, -3, -8, -14)):
        _paper(sheet, 270 + index * 180, 520 + abs(index - 2.5) * 6, slant)
    for index, slant in enumerate((10, 4, -4, -10)):
        _paper(sheet, 390 + index * 210, 700 - abs(index - 1.5) * 12, slant)
    for x, y in ((360, 590), (610, 575), (850, 580), (1080, 592)):
        sheet.box(x, y, x + 26, y + 34, _PAPER, round_by=6)
        sheet.oval(x, y - 5, x + 26, y + 9, "#b9c6d6")
    _plant(sheet, 720, 690)


def _paper(sheet: _Sheet, x: float, y: float, slant: float) -> None:
    sheet.shape(
        (x + slant, y), (x + 88 + slant, y), (x + 96 - slant, y + 46), (x - 6 - slant, y + 46), colour=_PAPER
    )
    for index in range(3):
        top = y + 11 + index * 11
        sheet.line((x + 12, top), (x + 74 - index * 9, top), colour="#9aa3ad", width=3)
