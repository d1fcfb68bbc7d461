"""What Chromium's own style sheet says, as far as a snapshot can tell: display, cursor and default sizes by tag."""

from __future__ import annotations

from webgen.engines.twin.css import SIDES, SOME

_BLOCK = (
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hgroup hr html legend listing main menu nav ol optgroup option p plaintext pre search "
    "section summary ul xmp"
)
_NONE = "area audio base basefont datalist dialog head link meta noembed noframes param rp script style template title"
_INLINE_BLOCK = "button input marquee meter progress select textarea"

DISPLAY: dict[str, str] = {
    **dict.fromkeys(_BLOCK.split(), "block"),
    **dict.fromkeys(_NONE.split(), "none"),
    **dict.fromkeys(_INLINE_BLOCK.split(), "inline-block"),
    "li": "list-item",
    "table": "table",
    "tbody": "table-row-group",
    "thead": "table-header-group",
    "tfoot": "table-footer-group",
    "tr": "table-row",
    "td": "table-cell",
    "th": "table-cell",
    "caption": "table-caption",
    "ruby": "ruby",
    "rt": "ruby-text",
    "slot": "contents",
}
# tags whose rendering the twin does not follow
REFUSED = frozenset(
    ("frame", "frameset", "object", "embed", "ruby", "rt", "rp", "slot", "col", "colgroup", "marquee", "math")
)
REPLACED = frozenset(("canvas", "video", "img", "svg", "audio", "iframe"))
TEXT_CURSOR = frozenset(("text", "search", "tel", "url", "email", "password", "number"))

_BOX = dict.fromkeys(("width", "height"), SOME)
_EDGES = {f"{kind}-{side}": SOME for kind in ("padding", "border") for side in SIDES}
_PADDING = {f"padding-{side}": SOME for side in SIDES}
_BORDER = {f"border-{side}": SOME for side in SIDES}
_SIDE_PADDING = {"padding-left": SOME, "padding-right": SOME}

SIZES: dict[str, dict[str, str]] = {
    "button": _EDGES,
    "input": {**_BOX, **_EDGES},
    "select": {**_BOX, **_BORDER},
    "textarea": {**_BOX, **_EDGES},
    "meter": _BOX,
    "progress": _BOX,
    "canvas": _BOX,
    "video": _BOX,
    "iframe": {**_BOX, **_BORDER},
    "hr": _BORDER,
    "fieldset": _EDGES,
    "dialog": _EDGES,
    "td": _PADDING,
    "th": _PADDING,
    "legend": _SIDE_PADDING,
    "ul": {"padding-left": SOME},
    "ol": {"padding-left": SOME},
    "menu": {"padding-left": SOME},
    "dir": {"padding-left": SOME},
    "option": {"height": SOME, "width": SOME},
    "optgroup": {"height": SOME, "width": SOME},
}


def input_sizes(kind: str) -> dict[str, str]:
    """Default sizes of an ``<input type=kind>``."""
    if kind in ("checkbox", "radio", "range"):
        return _BOX
    if kind == "image":
        return _BOX  # its alternative text, "Submit" if there is none
    if kind in ("button", "submit", "reset"):
        return _EDGES
    return SIZES["input"]


def cursor(tag: str, kind: str, disabled: bool, linked: bool) -> str | None:
    """Return the cursor Chromium's style sheet sets, None where it is inherited."""
    if tag == "a" and linked:
        return "pointer"
    if tag == "input":
        if kind == "image":
            return "pointer"
        return "text" if kind in TEXT_CURSOR and not disabled else "default"
    if tag == "textarea":
        return "default" if disabled else "text"
    if tag in ("button", "select", "label"):
        return "default"
    return None
