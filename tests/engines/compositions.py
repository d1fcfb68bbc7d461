"""Random pages and random edits, drawn from a stream, to compare the twin with a browser."""

from __future__ import annotations

from webgen.engines.twin.dom import Document, Element, Text, parse_fragment
from webgen.streams import Stream

CSS = """
[hidden] { display: none !important; }
.stack { display: flex; flex-direction: column; gap: 4px; } .row { display: flex; gap: 4px; } .grid { display: grid; }
.ib { display: inline-block; } .bl { display: block; } .sized { display: inline-block; width: 9px; height: 9px; }
.ptr { cursor: pointer; } .plain { cursor: default; } .ghosted { pointer-events: none; } .solid { pointer-events: auto; }
.gone { display: none; } .unseen { visibility: hidden; } .seen { visibility: visible; } .abs { position: absolute; }
.arrow::before { content: "→ "; } .star::after { content: " *"; } .sep::after { content: "/"; display: block; }
.tag::before { content: attr(data-tag); } ul.bare { list-style: none; padding: 0; } .pad { padding: 3px; }
.card > p { cursor: pointer; } nav a { display: flex; } .row .deep { display: inline; } svg[aria-hidden] { pointer-events: none; }
button:disabled { cursor: default; } .card:not(.pad) b { cursor: help; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
"""
WORDS = (
    "Orders", "Save", "Ann Lee", "12", "key: value", "- dash", "true", "a # b", "x", "Total: 3", '"quoted"', "{braces}",
    "it's", "é ü", "10:30", "#7", "50%", "[x]", "two words", "long text with  spaces", "null", "$1,200.00",
)  # fmt: skip
CLASSES = (
    "stack", "row", "grid", "ib", "bl", "ptr", "plain", "ghosted", "solid", "gone", "unseen", "seen", "arrow", "star", "sep",
    "tag", "pad", "card", "deep", "abs",
)  # fmt: skip
BLOCKS = (
    "div",
    "div",
    "div",
    "section",
    "p",
    "article",
    "main",
    "nav",
    "aside",
    "header",
    "footer",
    "form",
    "li",
    "blockquote",
)
INLINES = ("span", "span", "b", "em", "strong", "a", "label", "small", "code", "mark", "time", "abbr")
ROLES = (
    "group", "region", "status", "alert", "button", "tab", "tabpanel", "dialog", "menu", "menuitem", "listbox", "option",
    "presentation", "none", "generic", "img", "link", "heading", "row", "cell", "list", "listitem", "checkbox", "textbox",
    "combobox", "switch", "toolbar", "note", "search", "table", "rowgroup", "tooltip", "radiogroup",
)  # fmt: skip
STATES = (
    ("aria-checked", ("true", "false", "mixed")), ("aria-pressed", ("true", "mixed")), ("aria-expanded", ("true", "false")),
    ("aria-selected", ("true", "false")), ("aria-disabled", ("true", "false")), ("aria-invalid", ("true", "false", "spelling")),
    ("aria-level", ("1", "3")), ("aria-hidden", ("true", "false")), ("aria-current", ("page",)), ("aria-live", ("polite",)),
    ("tabindex", ("0", "-1")), ("data-tag", ("T1", "T2")), ("hidden", ("",)), ("disabled", ("",)),
)  # fmt: skip


class Composer:
    """Draws one page; every draw has a place of its own."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.count = 0
        self.ids: list[str] = []

    def draw(self) -> Stream:
        self.count += 1
        return self.stream.child(self.count)

    def chance(self, probability: float) -> bool:
        return self.draw().chance(probability)

    def pick(self, options: tuple[str, ...]) -> str:
        return options[self.draw().integer(0, len(options) - 1)]

    def number(self, low: int, high: int) -> int:
        return self.draw().integer(low, high)

    def word(self) -> str:
        return self.pick(WORDS).replace("&", "&amp;").replace("<", "&lt;")

    def new_id(self) -> str:
        name = f"i{len(self.ids)}"
        self.ids.append(name)
        return name

    def quoted(self, text: str) -> str:
        return text.replace('"', "&quot;")

    def attributes(self) -> str:
        parts: list[str] = []
        if self.chance(0.25):
            parts.append(f'class="{self.pick(CLASSES)}"')
        if self.chance(0.3):
            parts.append(f'id="{self.new_id()}"')
        if self.chance(0.12):
            parts.append(f'role="{self.pick(ROLES)}"')
        if self.chance(0.1):
            parts.append(f'aria-label="{self.quoted(self.word())}"')
        if self.chance(0.06) and self.ids:
            parts.append(f'aria-labelledby="{" ".join(self.pick(tuple(self.ids)) for _ in range(self.number(1, 2)))}"')
        if self.chance(0.05):
            parts.append(f'title="{self.quoted(self.word())}"')
        if self.chance(0.15):
            name, values = STATES[self.number(0, len(STATES) - 1)]
            parts.append(f'{name}="{self.pick(values)}"')
        return "".join(" " + part for part in parts)

    def control(self) -> str:
        kind = self.pick(
            ("text", "checkbox", "radio", "button", "select", "textarea", "number", "submit", "date", "range", "file", "email",
             "combobox", "switch", "multiple", "search")
        )  # fmt: skip
        name, attrs = self.new_id(), self.attributes()
        attrs = f' id="{name}"' + "".join(part for part in attrs.split(' id="')[0:1])
        body = self.control_body(kind, attrs)
        match self.number(0, 5):
            case 0:
                return f'<label for="{name}">{self.word()}</label>{body}'
            case 1:
                return f"<label>{self.word()} {body}</label>"
            case 2:
                return f"<label><span>{self.word()}</span>{body}</label>"
            case 3:
                return f'{body}<label for="{name}"><b>{self.word()}</b> {self.word()}</label>'
            case _:
                return body

    def control_body(self, kind: str, attrs: str) -> str:
        if kind == "select" or kind == "multiple":
            options = "".join(
                f"<option{' selected' if self.chance(0.2) else ''}>{self.word()}</option>"
                for _ in range(self.number(1, 4))
            )
            if self.chance(0.3):
                options = f'<optgroup label="{self.quoted(self.word())}">{options}</optgroup>'
            return f"<select{' multiple' if kind == 'multiple' else ''}{attrs}>{options}</select>"
        if kind == "textarea":
            return f"<textarea{attrs}>{self.word()}</textarea>"
        if kind == "button":
            return f"<button type=button{attrs}>{self.inline(1)}</button>"
        if kind in ("combobox", "switch"):
            return (
                f"<button role={kind} aria-expanded=false aria-checked=true{attrs}><span>{self.word()}</span></button>"
            )
        extra = (
            f' value="{self.quoted(self.word())}"' if kind in ("text", "search", "submit") and self.chance(0.5) else ""
        )
        extra += f' placeholder="{self.quoted(self.word())}"' if self.chance(0.3) else ""
        extra += " checked" if self.chance(0.3) else ""
        extra += ' name="g"' if kind == "radio" else ""
        return f"<input type={kind}{extra}{attrs}>"

    def inline(self, depth: int) -> str:
        match self.number(0, 7):
            case 0 | 1 | 2:
                return self.word()
            case 3:
                return f"{self.word()} {self.inline(depth - 1) if depth > 0 else ''} {self.word()}"
            case 4:
                return (
                    '<svg width="16" height="16"' + (' aria-hidden="true"' if self.chance(0.6) else "") +
                    '><path d="M1 1h5v5"/><path d="M5 12h14"/><circle cx="3" cy="3" r="2"/></svg>' + self.word()
                )  # fmt: skip
            case 5:
                return f'<img src="/none.png" alt="{self.quoted(self.word()) if self.chance(0.7) else ""}" width="9" height="9">'
            case _:
                tag = self.pick(INLINES)
                href = ' href="/go"' if tag == "a" else ""
                inside = self.inline(depth - 1) if depth > 0 else self.word()
                tail = self.inline(depth - 1) if depth > 0 and self.chance(0.3) else ""
                attrs = self.attributes() if self.chance(0.95) else ' class="sr"'
                return f"<{tag}{href}{attrs}>{inside}{tail}</{tag}>"

    def table(self, depth: int) -> str:
        columns = self.number(1, 3)
        head = "".join(f"<th>{self.inline(1)}</th>" for _ in range(columns))
        rows = ""
        for _ in range(self.number(1, 3)):
            cells = "".join(
                f"<{'th' if self.chance(0.15) else 'td'}{self.attributes()}>{self.flow(depth - 2)}"
                for _ in range(columns)
            )
            rows += f"<tr>{cells}</tr>"
        caption = f"<caption>{self.inline(1)}</caption>" if self.chance(0.3) else ""
        thead = f"<thead><tr>{head}</tr></thead>" if self.chance(0.7) else ""
        return f"<table{self.attributes()}>{caption}{thead}<tbody>{rows}</tbody></table>"

    def flow(self, depth: int) -> str:
        if depth <= 0:
            return self.inline(1) if self.chance(0.6) else self.control()
        match self.number(0, 13):
            case 0 | 1:
                return self.inline(2)
            case 2 | 3:
                return self.control()
            case 4:
                items = "".join(f"<li{self.attributes()}>{self.flow(depth - 1)}</li>" for _ in range(self.number(1, 3)))
                return f"<ul{self.attributes()}>{items}</ul>"
            case 5:
                return self.table(depth)
            case 6:
                return f"<h{self.number(1, 4)}{self.attributes()}>{self.inline(2)}</h2>"
            case 7:
                opened = " open" if self.chance(0.5) else ""
                return f"<details{opened}><summary{self.attributes()}>{self.inline(1)}</summary>{self.flow(depth - 1)}</details>"
            case 8:
                return (
                    f"<fieldset{' disabled' if self.chance(0.3) else ''}{self.attributes()}><legend>{self.inline(1)}</legend>"
                    f"{self.control()}{self.flow(depth - 1)}</fieldset>"
                )
            case 9:
                opened = " open" if self.chance(0.7) else ""
                return f"<dialog{opened}{self.attributes()}>{self.flow(depth - 1)}</dialog>"
            case 10:
                return f"<dl><dt>{self.inline(1)}</dt><dd>{self.flow(depth - 1)}</dd></dl>"
            case _:
                tag = self.pick(BLOCKS)
                gap = self.pick(("", " ", "\n  "))
                inside = gap.join(self.flow(depth - 1) for _ in range(self.number(1, 3)))
                return f"<{tag}{self.attributes()}>{inside}</{tag}>"

    def page(self, depth: int = 4) -> str:
        """Return a whole page."""
        body = "\n".join(self.flow(depth) for _ in range(self.number(1, 4)))
        return f"<!doctype html><html><head><title>t</title><style>{CSS}</style></head><body>{body}</body></html>"


Edit = tuple[str, int, str, str]  # what to do, index of an element below the body, two arguments
_EDITS = (
    "class", "class", "attr", "attr", "drop", "text", "text", "value", "checked", "select", "focus", "open", "remove", "inner",
    "append", "move", "hidden", "hidden",
)  # fmt: skip


def draw_edit(stream: Stream, count: int) -> Edit:
    """Draw one edit of a page with ``count`` elements below its body."""
    composer = Composer(stream)
    composer.ids = [f"n{stream.seed() % 100_000}"]
    kind, index = composer.pick(_EDITS), composer.number(0, max(count - 1, 0))
    match kind:
        case "class":
            return kind, index, composer.pick((*CLASSES, "")), ""
        case "attr":
            options: tuple[str, ...]
            name, options = STATES[composer.number(0, len(STATES) - 1)]
            named = ("aria-label", "role", "title", "href", "id", "for", "placeholder", "aria-labelledby")
            if composer.chance(0.5):
                name = composer.pick(named)
                options = (
                    ROLES
                    if name == "role"
                    else ("i0", "i1", "i2")
                    if name in ("id", "for", "aria-labelledby")
                    else WORDS
                )
            return kind, index, name, composer.pick(options)
        case "drop":
            return (
                kind,
                index,
                composer.pick(("class", "role", "aria-label", "hidden", "id", "for", "aria-hidden", "disabled")),
                "",
            )
        case "text" | "value":
            return kind, index, composer.pick(("Orders", "Ann", "new text", "", "a: b", "42")), ""
        case "inner" | "append":
            return kind, index, composer.flow(composer.number(0, 2)), ""
        case "move":
            return kind, index, str(composer.number(0, max(count - 1, 0))), ""
        case _:
            return kind, index, "", ""


BROWSER_EDIT = """([kind, index, first, second]) => {
  const all = [...document.body.querySelectorAll('*')], e = all[index];
  if (!e) return all.length;
  const shape = e.closest('svg') || e.closest('option, optgroup, select, summary, legend');
  switch (kind) {
    case 'class': e.setAttribute('class', first); break;
    case 'attr': e.setAttribute(first, second); break;
    case 'drop': e.removeAttribute(first); break;
    case 'text': { const t = [...e.childNodes].find(n => n.nodeType === 3); if (t) t.data = first; break; }
    case 'value': if (e.matches('input:not([type=file]):not([type=checkbox]):not([type=radio]), textarea')) e.value = first; break;
    case 'checked': if (e.matches('[type=checkbox], [type=radio]')) e.checked = !e.checked; break;
    case 'select': if (e.matches('option')) e.selected = true; break;
    case 'focus': if (e.matches('button, input, select, textarea')) e.focus(); break;
    case 'open': if (e.matches('details')) e.open = !e.open; break;
    case 'hidden': if (!shape) e.toggleAttribute('hidden'); break;
    case 'remove': if (!shape) e.remove(); break;
    case 'inner': if (!shape && e.matches('div, p, section, td, li, span, main')) e.innerHTML = first; break;
    case 'append': if (!shape && e.matches('div, section, td, li, main')) e.insertAdjacentHTML('beforeend', first); break;
    case 'move': {
      const to = all[+first];
      if (!shape && to && !e.contains(to) && to.matches('div, section, td, li, main') && !e.matches('tr, td, th, tbody, thead, caption'))
        to.append(e);
      break;
    }
  }
  return document.body.querySelectorAll('*').length;
}"""


def below_body(document: Document) -> list[Element]:
    """Return the elements below the body in document order."""
    body = document.body
    assert body is not None
    return list(body.iter())[1:]


def twin_edit(document: Document, edit: Edit) -> int:
    """Do to the twin's page what ``BROWSER_EDIT`` does in the browser; return how many elements there are then."""
    kind, index, first, second = edit
    everything = below_body(document)
    if index < len(everything):
        _apply(document, everything, everything[index], kind, first, second)
    return len(below_body(document))


def _apply(document: Document, everything: list[Element], element: Element, kind: str, first: str, second: str) -> None:
    shape = element.closest("svg, option, optgroup, select, summary, legend") is not None
    tag = element.tag
    if kind == "class":
        element.set("class", first)
    elif kind == "attr":
        element.set(first, second)
    elif kind == "drop":
        element.remove_attr(first)
    elif kind == "text":
        text = next((child for child in element.children if isinstance(child, Text)), None)
        if text is not None:
            text.set_data(first)
    elif kind == "value":
        if tag == "textarea" or (tag == "input" and element.type not in ("file", "checkbox", "radio")):
            element.value = first
    elif kind == "checked":
        if tag == "input" and element.type in ("checkbox", "radio"):
            element.checked = not element.checked
    elif kind == "select" and tag == "option":
        element.selected = True
    elif kind == "open" and tag == "details":
        element.open = not element.open
    elif not shape and kind == "hidden":
        element.toggle_attr("hidden", not element.has("hidden"))
    elif not shape and kind == "remove":
        element.remove()
    elif not shape and kind == "inner" and tag in ("div", "p", "section", "td", "li", "span", "main"):
        element.replace_children(parse_fragment(first, element))
    elif not shape and kind == "append" and tag in ("div", "section", "td", "li", "main"):
        for node in parse_fragment(first, element):
            element.append(node)
    elif not shape and kind == "move" and int(first) < len(everything):
        target = everything[int(first)]
        holds = target.tag in ("div", "section", "td", "li", "main") and not element.contains(target)
        if holds and tag not in ("tr", "td", "th", "tbody", "thead", "caption"):
            target.append(element)
