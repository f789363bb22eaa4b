"""The goal sheet of a member as a PDF file: what the page says, drawn with the typeface of the pages.

The fonts hold Latin, Greek, Cyrillic and Vietnamese letters. A text with other letters is not drawn with holes in it:
`unwritable` names them, and the page is printed by the browser instead (docs/decisions/0020).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TextMode

from goals.chart import Chart, Mark

SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")
"""The parts of the typeface, the one that everybody needs first."""

PLAIN = {"→": "to", "←": "from", "\u2011": "-", "\u00a0": " "}
"""Signs that the typeface lacks, and what is written for them."""

STATUS = {"on_track": (25, 113, 60), "at_risk": (146, 88, 0), "stuck": (179, 38, 30)}
MUTED, INK, LINE, ACCENT = (90, 98, 110), (0, 0, 0), (190, 196, 204), (24, 90, 188)

MARGIN, GAP, PICTURE = 14.0, 6.0, 80.0
LOW = 46.0
"""Millimeters that a goal takes at least: four of them, with head and promises, fill a page."""


@dataclass(frozen=True)
class GoalLine:
    """A goal on the sheet, in words. `last` is (day, value, status in words), newest first; `next` what comes next."""

    title: str
    sentence: str
    status: str
    status_words: str
    notes: list[str]
    """Its plan, that it is private, how often its member checked in."""
    stands: str
    last: list[tuple[str, str, str]]
    kept: str
    next: str
    chart: Chart | None


@dataclass(frozen=True)
class Sheet:
    """A member's quarter on a page. `promises` are (text, what became of it), as many as fit; `kept` counts all."""

    name: str
    company: str
    quarter: str
    day: str
    goals: list[GoalLine]
    kept: str
    promises: list[tuple[str, str]] = field(default_factory=list)
    paper: str = "letter"


def unwritable(sheet: Sheet) -> str:
    """The letters of a sheet that the typeface lacks, "" when there is none. Ornaments are no letters."""
    known = letters(SCRIPTS)
    missing = {sign for text in words_of(sheet) for sign in written(text) if ord(sign) not in known}
    return "".join(sorted(missing))


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as a PDF file."""
    paper = Paper(sheet)
    paper.head()
    for goal in sheet.goals:
        paper.goal(goal)
    paper.promises()
    return bytes(paper.pdf.output())


def words_of(sheet: Sheet) -> Iterator[str]:
    """Every text that is drawn."""
    yield from (sheet.name, sheet.company, sheet.quarter, sheet.day, sheet.kept)
    for text, fate in sheet.promises:
        yield from (text, fate)
    for goal in sheet.goals:
        yield from (goal.title, goal.sentence, goal.status_words, goal.stands, goal.kept, goal.next, *goal.notes)
        for said in goal.last:
            yield from said
        if goal.chart:
            yield from (tick["label"] for tick in (*goal.chart.x_ticks, *goal.chart.y_ticks))


@cache
def letters(scripts: tuple[str, ...]) -> frozenset[int]:
    """The code points that these parts of the typeface can draw."""
    return frozenset(point for script in scripts for point in TTFont(font(script)).getBestCmap())


def font(script: str) -> Path:
    """A part of the typeface, made by assets/build.mjs."""
    return Path(settings.BASE_DIR) / "static" / "build" / "print" / f"{script}.woff2"


def written(text: str) -> str:
    """A text as it is drawn: composed letters, and of signs that the typeface lacks only those that have a twin."""
    known = letters(SCRIPTS)
    text = unicodedata.normalize("NFC", "".join(PLAIN.get(sign, sign) for sign in text))
    ornaments = ("S", "C", "Z")
    return "".join(
        sign
        for sign in text
        if ord(sign) in known
        or (not unicodedata.category(sign).startswith(ornaments) and not "\ufe00" <= sign <= "\ufe0f")
    )


class Paper:
    """A sheet being drawn, from top to bottom; millimeters."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        pdf = self.pdf = Numbered(format=sheet.paper)
        pdf.set_margin(MARGIN)
        pdf.set_auto_page_break(False)
        pdf.set_title(written(f"Goals of {sheet.name}, {sheet.quarter}"))
        pdf.set_lang("en-US")
        used = {ord(sign) for text in words_of(sheet) for sign in written(text)}
        needed = [script for script in SCRIPTS[1:] if used - letters(("latin",)) & letters((script,))]
        for script in ("latin", *needed):
            pdf.add_font(script, "", font(script))
        pdf.set_fallback_fonts(needed)
        pdf.add_page()

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.pdf.w - 2 * MARGIN

    def write(
        self, text: str, x: float, width: float, size: float, *, color: Any = INK, strong: bool = False, lines: int = 1
    ) -> None:
        """A text under what is there already, in so many lines at most; the rest is cut off with a sign."""
        if not text:
            return
        pdf, high = self.pdf, size * 0.47
        pdf.set_font("latin", "", size)
        pdf.set_text_color(*color)
        text = written(text)
        rows: Any = pdf.multi_cell(width, high, text, dry_run=True, output="LINES", align="L")
        if len(rows) > lines:
            rows = [*rows[: lines - 1], self.shortened(rows[lines - 1] + " …", width)]
        # The variable font draws its regular weight; what is strong gets an outline of its own color.
        mode = TextMode.FILL_STROKE if strong else TextMode.FILL
        for row in rows:
            with pdf.local_context(text_mode=mode, draw_color=color, line_width=size * 0.012):
                pdf.set_x(x)
                pdf.cell(width, high, row)
            pdf.ln(high)

    def shortened(self, row: str, width: float) -> str:
        """A line that ends in "…", without so many of its last words that it fits."""
        while self.pdf.get_string_width(row) > width and " " in row.removesuffix(" …"):
            row = row.removesuffix(" …").rpartition(" ")[0] + " …"
        return row

    def head(self) -> None:
        """Whose sheet it is, of which quarter, and of which day."""
        sheet = self.sheet
        self.write(f"{sheet.name}, {sheet.quarter}", MARGIN, self.width, 17, strong=True)
        self.write(f"{sheet.company} · Goals as of {sheet.day}", MARGIN, self.width, 9.5, color=MUTED)
        self.pdf.ln(2)

    def goal(self, goal: GoalLine) -> None:
        """A goal: words at the left, its picture at the right. It is never cut by the end of a page."""
        pdf = self.pdf
        if pdf.get_y() + LOW > pdf.h - MARGIN:
            pdf.add_page()
        top, left = pdf.get_y(), self.width - (PICTURE + GAP if goal.chart else 0)
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        pdf.line(MARGIN, top, MARGIN + self.width, top)
        pdf.set_y(top + 2.5)
        self.write(goal.title, MARGIN, left, 12, strong=True, lines=2)
        self.status(goal, left)
        self.write(goal.sentence, MARGIN, left, 9, lines=2)
        self.write(" · ".join(filter(None, (goal.stands, *goal.notes))), MARGIN, left, 9, color=MUTED, lines=2)
        pdf.ln(0.8)
        for day, value, status in goal.last:
            self.write(f"{day}: {', '.join(filter(None, (value, status)))}", MARGIN, left, 8.5)
        self.write(goal.kept, MARGIN, left, 8.5)
        self.write(goal.next and f"Next: {goal.next}", MARGIN, left, 9, strong=True, lines=2)
        below = pdf.get_y()
        if goal.chart:
            self.picture(goal.chart, MARGIN + self.width - PICTURE, top + 5)
        pdf.set_y(max(below + 2, top + (LOW if goal.chart else 0)))

    def status(self, goal: GoalLine, width: float) -> None:
        """The status, by its shape and its word."""
        pdf, color = self.pdf, STATUS.get(goal.status, MUTED)
        mark: Mark = {"x": 0, "y": 0, "status": goal.status, "label": ""}
        self.mark(mark, MARGIN + 1.6, pdf.get_y() + 2.2, 1.4)
        self.write(goal.status_words, MARGIN + 4.5, width - 4.5, 9.5, color=color, strong=True)

    def picture(self, chart: Chart, x: float, y: float) -> None:
        """The line, the pace, marks and ticks of a chart."""
        pdf, scale = self.pdf, PICTURE / chart.width
        pdf.set_font("latin", "", 7)
        pdf.set_text_color(*MUTED)
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.15)
        for tick in chart.y_ticks:
            pdf.line(x, y + tick["y"] * scale, x + PICTURE, y + tick["y"] * scale)
            pdf.text(x, y + tick["y"] * scale - 0.7, written(tick["label"]))
        for number, day in enumerate(chart.x_ticks):
            words = written(day["label"])
            middle = x + day["x"] * scale - pdf.get_string_width(words) / 2
            if number % 2 == 0:
                pdf.text(
                    min(max(middle, x), x + PICTURE - pdf.get_string_width(words)), y + chart.height * scale, words
                )
        pdf.set_draw_color(*MUTED)
        pdf.set_dash_pattern(dash=1.2, gap=1.2)
        pdf.set_line_width(0.25)
        self.line(chart.pace, x, y, scale)
        pdf.set_dash_pattern()
        pdf.set_draw_color(*ACCENT)
        pdf.set_line_width(0.55)
        self.line(chart.line, x, y, scale)
        for mark in chart.marks:
            self.mark(mark, x + mark["x"] * scale, y + mark["y"] * scale, 1.1)

    def line(self, points: str, x: float, y: float, scale: float) -> None:
        """A polyline of a chart: "x,y x,y"."""
        corners = [tuple(map(float, pair.split(","))) for pair in points.split()]
        if corners:
            self.pdf.polyline([(x + a * scale, y + b * scale) for a, b in corners])

    def mark(self, mark: Mark, x: float, y: float, size: float) -> None:
        """A status as its shape: circle, triangle, square; an empty circle for no word."""
        pdf, status = self.pdf, mark["status"]
        color = STATUS.get(status, ACCENT if status == "done" else MUTED)
        pdf.set_fill_color(*color)
        pdf.set_draw_color(*color)
        pdf.set_line_width(0.3)
        if status == "at_risk":
            pdf.polygon([(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)], style="DF")
        elif status == "stuck":
            pdf.rect(x - size * 0.85, y - size * 0.85, size * 1.7, size * 1.7, style="DF")
        else:
            pdf.circle(x, y, size * 0.9, style="DF" if status in ("on_track", "done") else "D")

    def promises(self) -> None:
        """What was promised in the quarter and what became of it."""
        pdf, sheet = self.pdf, self.sheet
        if not sheet.kept:
            return
        if pdf.get_y() + 8 + 4.5 * len(sheet.promises) > pdf.h - MARGIN:
            pdf.add_page()
        pdf.set_draw_color(*LINE)
        pdf.set_line_width(0.2)
        pdf.line(MARGIN, pdf.get_y(), MARGIN + self.width, pdf.get_y())
        pdf.ln(2)
        self.write(sheet.kept, MARGIN, self.width, 9.5, strong=True)
        for text, fate in sheet.promises:
            self.write(f"{text} ({fate})", MARGIN, self.width, 8.5)


class Numbered(FPDF):
    """Pages that say which of how many they are, when there are several."""

    def footer(self) -> None:
        """The number of the page."""
        self.set_font("latin", "", 7.5)
        self.set_text_color(*MUTED)
        self.set_y(-MARGIN + 3)
        self.cell(0, 4, f"{self.page_no()} of {{nb}}", align="R")
