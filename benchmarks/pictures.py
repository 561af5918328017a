"""Bars as SVG, for light and dark pages, from names and numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

ROW, LABEL, BAR, NUMBER, MARGIN = 22, 250, 330, 60, 8
"""The height of a row, and the widths of its parts, in pixels."""
OWN = ("Client", "AsyncClient", "dynaclient", "HttpTransport", "AsyncHttpTransport")
"""How the names of our own ways begin."""

_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.unit { fill: #59636e }
.bar { fill: #8c959f }
.own { fill: #0969da }
.base { stroke: #59636e; stroke-dasharray: 2 3 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .unit { fill: #9198a1 }
  .bar { fill: #656c76 }
  .own { fill: #4493f8 }
  .base { stroke: #9198a1 }
}
"""


def bars(title: str, unit: str, values: Mapping[str, float]) -> str:
    """Return a picture with a bar for each number, and a line where the number is one."""
    scale = BAR / max(values.values())
    width, height = LABEL + BAR + NUMBER + 2 * MARGIN, ROW * (len(values) + 2) + 2 * MARGIN
    rows = [
        _row(name, value, MARGIN + ROW * (number + 2), scale) for number, (name, value) in enumerate(values.items())
    ]
    at = MARGIN + LABEL + scale
    line = f'<line class="base" x1="{at:.1f}" x2="{at:.1f}" y1="{MARGIN + 2 * ROW - 4}" y2="{height - MARGIN}"/>'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">',
        f"<title>{escape(title)}: {escape(unit)}</title>",
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="{MARGIN}" y="{MARGIN + 13}">{escape(title)}</text>',
        f'<text class="unit" x="{MARGIN}" y="{MARGIN + ROW + 9}">{escape(unit)}</text>',
        line, *rows, "</svg>",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _row(name: str, value: float, top: int, scale: float) -> str:
    kind = "own" if name.startswith(OWN) else "bar"
    middle, start, width = top + 12, MARGIN + LABEL, max(1.0, value * scale)
    return (
        f'<text x="{start - 8}" y="{middle}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="{kind}" x="{start}" y="{top + 1}" width="{width:.1f}" height="{ROW - 8}" rx="2"/>'
        f'<text x="{start + width + 6:.1f}" y="{middle}">{value:.2f}</text>'
    )
