"""The look of one site: custom properties for `sites_templates/themes/base.css`, drawn from a stream.

A theme never decides what is there, only how it looks: every value is a colour, a length, a font or a shadow.
"""

from __future__ import annotations

from functools import lru_cache

from webgen.site.colour import AA, AA_SHAPE, legible, oklch
from webgen.site.fonts import MONO, PAIRINGS
from webgen.site.palette import Palette, palette
from webgen.streams import Stream

Properties = dict[str, str]

#: (text, the grounds it stands on, least contrast). A test holds every theme to this table.
CONTRASTS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("text", ("bg", "surface", "subtle", "row-hover", "field-bg", "choice-bg", "stat-bg", "toolbar-bg"), 7.0),
    ("heading", ("bg", "surface", "subtle"), AA),
    ("label", ("bg", "surface", "subtle"), AA),
    ("muted", ("bg", "surface", "subtle", "row-hover", "field-bg", "toolbar-bg"), AA),
    ("link", ("bg", "surface", "subtle", "row-hover", "toolbar-bg"), AA),
    ("link-hover", ("bg", "surface", "subtle", "row-hover"), AA),
    ("danger-text", ("bg", "surface", "subtle"), AA),
    ("on-accent", ("accent",), AA),
    ("on-accent-soft", ("accent-soft",), AA),
    ("primary-text", ("primary-bg", "primary-hover"), AA),
    ("button-text", ("button-bg", "button-hover"), AA),
    ("on-danger", ("danger", "danger-hover"), AA),
    ("on-danger-soft", ("danger-soft",), AA),
    ("on-success-soft", ("success-soft",), AA),
    ("on-info-soft", ("info-soft",), AA),
    ("chrome-text", ("chrome-bg", "chrome-hover"), AA),
    ("chrome-muted", ("chrome-bg", "chrome-hover"), AA),
    ("nav-current-text", ("nav-current-bg",), AA),
    ("strip-text", ("strip-bg",), AA),
    ("footer-text", ("footer-bg",), AA),
    ("footer-link", ("footer-bg",), AA),
    ("hero-text", ("hero-from", "hero-to"), AA),
    ("hero-muted", ("hero-from", "hero-to"), AA),
    ("hero-button-text", ("hero-button",), AA),
    ("thead-text", ("thead-bg",), AA),
    ("tab-text", ("tab-bg",), AA),
    ("stat-text", ("stat-bg",), AA),
    ("stat-muted", ("stat-bg",), AA),
    *((f"tone-{tone}-text", (f"tone-{tone}-bg",), AA) for tone in range(6)),
    ("field-line", ("bg", "surface", "field-bg"), AA_SHAPE),
    ("focus", ("bg", "surface", "subtle"), AA_SHAPE),
    ("switch-off", ("subtle",), AA_SHAPE),
    ("brand-mark", ("chrome-bg",), AA_SHAPE),
)


#: gaps s, m, l, xl; control height; card padding; table cell padding y and x; page top; header height (rem)
DENSITIES: dict[str, tuple[float, ...]] = {
    "compact": (0.55, 0.8, 1.1, 2.0, 2.15, 0.9, 0.4, 0.75, 1.1, 3.1),
    "regular": (0.75, 1.1, 1.5, 2.75, 2.5, 1.25, 0.62, 1.0, 1.75, 3.7),
    "roomy": (0.9, 1.4, 2.0, 3.5, 2.8, 1.6, 0.85, 1.15, 2.4, 4.4),
}

#: small, plain and large radius in px
RADII: dict[str, tuple[int, int, int]] = {
    "square": (0, 0, 0),
    "crisp": (2, 3, 4),
    "soft": (4, 6, 8),
    "round": (6, 10, 14),
    "bubble": (9, 14, 22),
}


def _colours(stream: Stream, p: Palette) -> Properties:
    danger, danger_hover, on_danger = p.solid(0.55 if not p.dark else 0.5, 0.19, 27)
    names: Properties = {
        "bg": p.bg,
        "surface": p.surface,
        "subtle": p.subtle,
        "row-hover": p.row_hover,
        "text": p.text,
        "muted": p.muted,
        "line": p.line,
        "line-strong": p.line_strong,
        "row-line": p.line,
        "heading": _heading(p) if stream.child("heading").chance(0.35) else p.text,
        "label": p.text,
        "link": p.link,
        "link-hover": legible(0.86 if p.dark else 0.38, 0.14, p.hue, p.grounds),
        "accent": p.accent,
        "on-accent": p.on_accent,
        "focus": legible(0.75 if p.dark else 0.55, 0.17, p.hue, p.grounds, AA_SHAPE),
        "danger": danger,
        "danger-hover": danger_hover,
        "on-danger": on_danger,
        "danger-text": legible(0.74 if p.dark else 0.5, 0.18, 27, p.grounds),
        "success-text": legible(0.74 if p.dark else 0.5, 0.13, 150, p.grounds),
        "info-text": legible(0.74 if p.dark else 0.5, 0.13, 245, p.grounds),
        "backdrop": "rgba(0, 0, 0, .62)" if p.dark else "rgba(20, 24, 32, .48)",
    }
    for name, hue in (("danger", 27), ("success", 150), ("info", 245), ("accent", p.hue)):
        names[f"{name}-soft"], names[f"on-{name}-soft"] = p.soft(hue)
    first = stream.child("tones").pick((245, 210, 280))
    style = stream.child("badge").weighted({"quiet": 0.6, "solid": 0.2, "outlined": 0.2})
    names["badge-line"] = "currentColor" if style == "outlined" else "transparent"
    for tone, (at, chroma) in enumerate(((p.grey_hue, 0.012), *((angle, 0.06) for angle in (first, 150, 80, 25, 315)))):
        names[f"tone-{tone}-bg"], names[f"tone-{tone}-text"] = _tone(style, p, at, chroma)
    return names


def _heading(p: Palette) -> str:
    return legible(0.86 if p.dark else 0.33, min(p.chroma, 0.1), p.hue, p.grounds)


def _tone(style: str, p: Palette, hue: int, chroma: float) -> tuple[str, str]:
    """Return ground and text of a badge: quiet, solid or outlined, the same way for all tones of a theme."""
    if style == "quiet":
        return p.soft(hue, chroma)
    if style == "solid":
        ground, _, text = p.solid(0.5, chroma * 2, hue)
        return ground, text
    return p.surface, legible(0.75 if p.dark else 0.48, chroma * 2, hue, (p.surface, p.row_hover))


def _chrome(stream: Stream, p: Palette) -> Properties:
    """Header or sidebar: light, tinted, dark or in the accent's colour."""
    choices = {"surface": 0.3, "tinted": 0.2, "dark": 0.28, "accent": 0.22}
    style = stream.child("chrome").weighted(choices)
    if style == "surface":
        ground, hover = p.surface, p.subtle
    elif style == "tinted":
        ground = oklch(0.27 if p.dark else 0.925, 0.035, p.hue)
        hover = oklch(0.32 if p.dark else 0.885, 0.04, p.hue)
    elif style == "dark":
        deep = stream.child("deep").pick((0.19, 0.25, 0.3))
        chroma = stream.child("ink").pick((0.015, 0.04, 0.07))
        ground, hover = oklch(deep, chroma, p.hue), oklch(deep + 0.07, chroma, p.hue)
    else:
        ground, hover, _ = p.solid(0.42, min(p.chroma, 0.15), p.hue)
    light_text = style in ("dark", "accent") or p.dark
    both = (ground, hover)
    text = legible(0.98 if light_text else 0.22, 0.01, p.hue, both)
    line = oklch(0.45, 0.03, p.hue) if light_text else p.line_strong
    strip = stream.child("strip").weighted({"deep": 0.4, "soft": 0.35, "same": 0.25})
    strip_bg = {"deep": oklch(0.24, 0.04, p.hue), "soft": p.soft(p.hue)[0], "same": ground}[strip]
    names = {
        "chrome-bg": ground,
        "chrome-hover": hover,
        "chrome-text": text,
        "chrome-muted": legible(0.84 if light_text else 0.42, 0.02, p.hue, both),
        "chrome-line": line,
        "chrome-border": f"1px solid {p.line}" if style == "surface" else "0 solid transparent",
        "chrome-shadow": stream.child("drop").weighted({"none": 2, "0 1px 4px rgba(0, 0, 0, .14)": 1}),
        "brand-mark": legible(0.7 if light_text else 0.52, p.chroma, p.hue, both, AA_SHAPE),
        "strip-bg": strip_bg,
        "strip-text": legible(0.9, 0.02, p.hue, (strip_bg,)),
    }
    return names | _navigation(stream, ground, hover, text, p) | _footer(stream, p)


def _navigation(stream: Stream, ground: str, hover: str, text: str, p: Palette) -> Properties:
    style = stream.child("nav").weighted({"pill": 0.3, "line": 0.3, "block": 0.2, "contrast": 0.2})
    mark = legible(0.6, p.chroma, p.hue, (ground,), AA_SHAPE)
    current = {"pill": hover, "line": ground, "block": hover, "contrast": text}[style]
    below, beside = f"inset 0 -3px 0 {mark}", f"inset 4px 0 0 {mark}"
    return {
        "nav-radius": {"pill": "999px", "line": "0", "block": "0", "contrast": "6px"}[style],
        "nav-gap": stream.child("nav-gap").pick(("1px", "3px", "6px")),
        "nav-weight": stream.child("nav-weight").pick(("400", "600")),
        "nav-align": stream.child("nav-align").pick(("flex-start", "flex-end", "center")),
        "nav-current-bg": current,
        "nav-current-text": ground if style == "contrast" else text,
        "nav-current-line": below if style in ("line", "block") else "none",
        "nav-current-edge": beside if style in ("line", "block") else "none",
    }


def _footer(stream: Stream, p: Palette) -> Properties:
    style = stream.child("footer").weighted({"plain": 0.4, "subtle": 0.25, "deep": 0.35})
    deep = oklch(0.15 if p.dark else 0.26, 0.03, p.hue)
    ground = {"plain": p.bg, "subtle": p.subtle, "deep": deep}[style]
    light = p.dark or style == "deep"
    return {
        "footer-bg": ground,
        "footer-text": legible(0.78 if light else 0.45, 0.015, p.hue, (ground,)),
        "footer-link": legible(0.88 if light else 0.4, 0.07, p.hue, (ground,)),
    }


def _type(stream: Stream) -> Properties:
    body, head = PAIRINGS[stream.child("fonts").pick(sorted(PAIRINGS))]
    ratio = stream.child("scale").pick((1.18, 1.24, 1.3))
    grow = head.size / body.size
    light = 1.0 if "Serif" in head.stack else 0.0
    weight = stream.child("head-weight").weighted({"700": 3, "600": 1, "400": light})
    return {
        "font-body": body.stack,
        "font-head": head.stack,
        "font-mono": MONO.stack,
        "font-size": f"{body.size}px",
        "leading": f"{body.leading}",
        "h0": f"{grow * ratio**4.2:.3f}rem",
        "h1": f"{grow * ratio**3.1:.3f}rem",
        "h2": f"{grow * ratio**1.7:.3f}rem",
        "h3": f"{grow * ratio**0.7:.3f}rem",
        "head-weight": weight,
        "head-tracking": stream.child("tracking").weighted({"normal": 2, "-.012em": 1, "-.02em": 1}),
        "head-case": "none",
        "brand-weight": stream.child("brand-weight").weighted({"700": 2, "400": 1}),
        "brand-case": stream.child("brand-case").weighted({"none": 0.75, "uppercase": 0.25}),
        "label-weight": stream.child("label-weight").weighted({"600": 2, "400": 1}),
        "label-size": stream.child("label-size").weighted({".9375rem": 2, ".875rem": 1}),
    }


def _spacing(stream: Stream) -> Properties:
    name = stream.child("density").weighted({"compact": 0.3, "regular": 0.45, "roomy": 0.25})
    small, medium, large, huge, control, card, cell_y, cell_x, top, header = DENSITIES[name]
    lengths = {
        "gap-s": small,
        "gap-m": medium,
        "gap-l": large,
        "gap-xl": huge,
        "control": control,
        "card-pad": card,
        "cell-y": cell_y,
        "cell-x": cell_x,
        "page-top": top,
        "header-height": header,
    }
    beside, rows = stream.child("labels").chance(0.25), stream.child("fact-rows").chance(0.5)
    rem = {key: f"{length:g}rem" for key, length in lengths.items()}
    return rem | {
        "button-pad": f".25rem {0.75 + 0.35 * (control - 2):.2f}rem",
        "field-pad": f"{0.1 * control:.2f}rem {0.28 * control:.2f}rem",
        "list-row": f"{cell_y + 0.1:g}rem {card:g}rem",
        "page-width": stream.child("width").pick(("66rem", "72rem", "76rem", "80rem")),
        "form-width": stream.child("form-width").pick(("50rem", "58rem", "80rem")),
        "record-min": stream.child("record-min").pick(("15rem", "18rem", "21rem")),
        "facts-grid": f"repeat({1 if rows else stream.child('facts').pick((2, 3))}, minmax(0, 1fr))",
        "fact-columns": "12rem minmax(0, 1fr)" if rows else "minmax(0, 1fr)",
        "form-columns": "minmax(0, 1fr)" if beside else "repeat(2, minmax(0, 1fr))",
        "field-indent": "12.25rem" if beside else "0",
        "field-columns": "11rem minmax(0, 1fr)" if beside else "minmax(0, 1fr)",
        "field-control": "2" if beside else "1",
        "label-drop": f"{0.12 * control:.2f}rem" if beside else "0",
        "form-actions": stream.child("form-actions").weighted({"flex-start": 2, "flex-end": 1}),
        "fact-weight": stream.child("fact-weight").pick(("400", "600")),
    }


def _shape(stream: Stream, p: Palette) -> Properties:
    small, plain, large = RADII[stream.child("radius").pick(sorted(RADII))]
    shadow = stream.child("shadow").weighted({"none": 0.35, "soft": 0.35, "lifted": 0.18, "hard": 0.12})
    depth = 0.45 if p.dark else 0.1
    cards = {
        "none": "none",
        "soft": f"0 1px 3px rgba(0, 0, 0, {depth:g})",
        "lifted": f"0 1px 2px rgba(0, 0, 0, {depth:g}), 0 8px 22px rgba(0, 0, 0, {depth * 0.8:g})",
        "hard": f"4px 4px 0 {p.line_strong}",
    }
    edge = stream.child("edge").weighted({"hairline": 0.6, "strong": 0.15, "bare": 0.25})
    if edge == "bare" and (shadow == "none" or p.mode == "white"):
        edge = "hairline"
    borders = {"hairline": f"1px solid {p.line}", "strong": f"2px solid {p.line_strong}", "bare": "0 solid transparent"}
    ruled = stream.child("head-line").chance(0.4)
    return {
        "radius-s": f"{small}px",
        "radius": f"{plain}px",
        "radius-l": f"{large}px",
        "pill": "999px" if plain else "0",
        "switch-radius": "999px" if plain else "0",
        "avatar-radius": stream.child("avatar").pick(("50%", f"{plain}px")),
        "card-shadow": cards[shadow],
        "card-border": borders["strong" if shadow == "hard" else edge],
        "pop-shadow": f"0 6px 20px rgba(0, 0, 0, {depth * 1.6:g})",
        "modal-shadow": "0 24px 64px rgba(0, 0, 0, .35)",
        "badge-radius": stream.child("badge-radius").pick(("999px", f"{small}px", "4px")) if plain else "0",
        "badge-pad": stream.child("badge-pad").pick((".12rem .6rem", ".08rem .5rem")),
        "login-edge": stream.child("login").pick((f"4px solid {p.accent}", borders["hairline"])),
        "page-head-border": f"1px solid {p.line}" if ruled else "0 solid transparent",
        "page-head-pad": "0 0 var(--gap-s)" if ruled else "0",
    }


def _buttons(stream: Stream, p: Palette) -> Properties:
    primary = stream.child("primary").weighted({"accent": 0.75, "ink": 0.25})
    if primary == "ink" and not p.dark:
        ground, hover, text = oklch(0.24, 0.02, p.hue), oklch(0.34, 0.03, p.hue), "#ffffff"
    else:
        light = 0.74 if p.on_accent < "#888888" else 0.5
        ground, hover, text = p.solid(light, p.chroma, p.hue)
    style = stream.child("button").weighted({"outline": 0.45, "soft": 0.35, "tinted": 0.2})
    plain = {"outline": p.surface, "soft": p.subtle, "tinted": p.soft(p.hue)[0]}[style]
    plain_hover = p.row_hover if style == "outline" else oklch(0.37 if p.dark else 0.9, 0.03, p.hue)
    coloured = legible(0.8 if p.dark else 0.4, 0.1, p.hue, (plain, plain_hover))
    raised = stream.child("raised").chance(0.25)
    corner = stream.child("corner").weighted({"same": 0.7, "pill": 0.3})
    return {
        "primary-bg": ground,
        "primary-hover": hover,
        "primary-text": text,
        "primary-line": ground,
        "button-bg": plain,
        "button-hover": plain_hover,
        "button-text": p.text if style == "outline" else coloured,
        "button-line": p.line_strong if style == "outline" else "transparent",
        "button-border": "2px" if style == "outline" and stream.child("thick").chance(0.25) else "1px",
        "button-radius": "999px" if corner == "pill" else "var(--radius)",
        "button-weight": stream.child("weight").weighted({"600": 2, "400": 1, "700": 1}),
        "button-shadow": f"0 2px 0 {p.line_strong}" if raised else "none",
        "button-case": "none",
        "button-tracking": stream.child("spread").weighted({"normal": 2, ".02em": 1}),
    }


def _fields(stream: Stream, p: Palette) -> Properties:
    style = stream.child("field").weighted({"outlined": 0.6, "filled": 0.22, "underlined": 0.18})
    fill = {"outlined": p.surface, "filled": p.row_hover, "underlined": p.surface}[style]
    line = legible(0.6, 0.015, p.grey_hue, (p.bg, p.surface, fill), AA_SHAPE)
    only_below = style != "outlined"
    arrow = f"linear-gradient(45deg, #0000 50%, {p.muted} 50%), linear-gradient(135deg, {p.muted} 50%, #0000 50%)"
    mark = "currentColor"
    bars = f"{mark} 20% 28%, transparent 28% 46%, {mark} 46% 54%, transparent 54% 72%, {mark} 72% 80%"
    heavy = stream.child("heavy").chance(0.2)
    boxed = stream.child("choice").chance(0.35)
    return {
        "field-bg": fill,
        "field-line": line,
        "field-inset": f"inset 0 {'-1px 0' if only_below else '0 0 1px'} {line}" if heavy else "none",
        "field-edges": f"transparent transparent {line}" if only_below else line,
        "field-edges-hover": f"transparent transparent {p.text}" if only_below else p.text,
        "field-radius": "0" if only_below else "var(--radius)",
        "arrow": arrow,
        "slash": f"linear-gradient(115deg, transparent 42%, {p.muted} 42%, {p.muted} 56%, transparent 56%)",
        "sort-up": f"conic-gradient(from 153deg at 50% 18%, {mark} 54deg, transparent 0)",
        "sort-down": f"conic-gradient(from -27deg at 50% 82%, {mark} 54deg, transparent 0)",
        "sort-both": f"linear-gradient(transparent 20%, {bars}, transparent 80%)",
        "switch-off": legible(0.6, 0.01, p.grey_hue, (p.subtle,), AA_SHAPE),
        "choice-bg": p.surface,
        "choice-border": f"1px solid {p.line}" if boxed else "0 solid transparent",
        "choice-pad": ".45rem .75rem" if boxed else "0",
    }


def _pieces(stream: Stream, p: Palette) -> Properties:
    head = stream.child("thead").weighted({"quiet": 0.35, "bare": 0.3, "deep": 0.2, "tinted": 0.15})
    deep = oklch(0.32 if not p.dark else 0.14, 0.035, p.hue)
    thead = {"quiet": p.subtle, "bare": p.surface, "deep": deep, "tinted": p.soft(p.hue)[0]}[head]
    small_caps = stream.child("caps").chance(0.35)
    stat = stream.child("stat").weighted({"plain": 0.4, "edge": 0.3, "tinted": 0.3})
    stat_bg = p.soft(p.hue, 0.03)[0] if stat == "tinted" else p.surface
    return {
        "thead-bg": thead,
        "thead-text": legible(0.5, 0.02, p.grey_hue, (thead,), 5.5),
        "thead-line": f"2px solid {p.line_strong}" if head == "bare" else f"1px solid {p.line}",
        "thead-size": ".78rem" if small_caps else ".875rem",
        "thead-case": "uppercase" if small_caps else "none",
        "thead-tracking": ".04em" if small_caps else "normal",
        "stat-bg": stat_bg,
        "stat-edge": f"4px solid {p.accent}" if stat == "edge" else "var(--card-border)",
        "stat-text": legible(0.8 if p.dark else 0.42, p.chroma, p.hue, (stat_bg,))
        if stream.child("stat-ink").chance(0.5)
        else legible(0.93 if p.dark else 0.26, 0.012, p.grey_hue, (stat_bg,)),
        "stat-muted": legible(0.72 if p.dark else 0.5, 0.02, p.grey_hue, (stat_bg,)),
        "stat-size": stream.child("stat-size").pick(("1.6rem", "1.9rem", "2.2rem")),
        "stat-flow": stream.child("stat-flow").pick(("column", "column-reverse")),
    } | _tabs(stream, p) | _hero(stream, p) | _toolbar(stream, p)


def _tabs(stream: Stream, p: Palette) -> Properties:
    style = stream.child("tabs").weighted({"line": 0.45, "pill": 0.25, "segment": 0.3})
    bar = p.subtle if style == "segment" else p.bg
    chosen = {"line": p.bg, "pill": p.accent, "segment": p.surface}[style]
    text = {"line": p.link, "pill": p.on_accent, "segment": p.text}[style]
    return {
        "tablist-bg": bar if style == "segment" else "transparent",
        "tablist-pad": ".25rem" if style == "segment" else "0",
        "tablist-line": f"1px solid {p.line_strong}" if style == "line" else "0 solid transparent",
        "tablist-radius": "var(--radius)" if style == "segment" else "0",
        "tab-gap": "0" if style == "line" else ".3rem",
        "tab-radius": {"line": "0", "pill": "999px", "segment": "var(--radius-s)"}[style],
        "tab-bg": "transparent" if style == "line" else chosen,
        "tab-text": text,
        "tab-hover": "transparent" if style == "line" else p.row_hover,
        "tab-line": {
            "line": f"inset 0 -3px 0 {p.accent}",
            "pill": "none",
            "segment": "0 1px 3px rgba(0, 0, 0, .18)",
        }[style],
    }


def _hero(stream: Stream, p: Palette) -> Properties:
    style = stream.child("hero").weighted({"soft": 0.35, "solid": 0.3, "deep": 0.2, "plain": 0.15})
    turn = int(stream.child("turn").weighted({"0": 2, "35": 1, "-35": 1}))
    other = (p.hue + turn) % 360
    if style == "soft":
        start, end = p.soft(p.hue)[0], p.soft(other)[0]
    elif style == "solid":
        start, end = oklch(0.43, min(p.chroma, 0.16), p.hue), oklch(0.38, min(p.chroma, 0.16), other)
    elif style == "deep":
        start, end = oklch(0.24, 0.04, p.hue), oklch(0.3, 0.06, other)
    else:
        start = end = p.bg
    both = (start, end)
    light = p.dark or style in ("solid", "deep")
    button = oklch(0.97, 0.02, p.hue) if light else p.accent
    return {
        "hero-from": start,
        "hero-to": end,
        "hero-text": legible(0.99 if light else 0.25, 0.02, p.hue, both),
        "hero-muted": legible(0.88 if light else 0.4, 0.03, p.hue, both),
        "hero-button": button,
        "hero-button-text": legible(0.3, 0.06, p.hue, (button,)) if light else p.on_accent,
        "hero-pad": "var(--gap-s) 0" if style == "plain" else "var(--gap-xl) var(--gap-xl)",
        "hero-border": "0 solid transparent",
    }


def _toolbar(stream: Stream, p: Palette) -> Properties:
    boxed = stream.child("toolbar").chance(0.5)
    return {
        "toolbar-bg": p.surface if boxed else p.bg,
        "toolbar-pad": "var(--gap-s) var(--gap-m)" if boxed else "0",
        "toolbar-border": f"1px solid {p.line}" if boxed else "0 solid transparent",
    }


@lru_cache(maxsize=512)
def _drawn(path: tuple[object, ...]) -> tuple[tuple[str, str], ...]:
    stream = Stream(*path)  # type: ignore[arg-type]
    colours = palette(stream)
    parts = (_colours, _chrome, _shape, _buttons, _fields, _pieces)
    names: Properties = {"scheme": "dark" if colours.dark else "light"}
    for part in parts:
        names |= part(stream, colours)
    return tuple((names | _type(stream) | _spacing(stream)).items())


def theme(stream: Stream) -> Properties:
    """Draw a theme: names and values of its custom properties, without the leading dashes."""
    return dict(_drawn(stream.path))


def theme_css(stream: Stream) -> str:
    """Return the stylesheet of the theme at a stream: one rule on ``:root``."""
    names = theme(stream)
    scheme = names.pop("scheme")
    lines = "".join(f"  --{name}: {value};\n" for name, value in sorted(names.items()))
    return f":root {{\n  color-scheme: {scheme};\n{lines}}}\n"
