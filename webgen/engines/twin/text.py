"""White space, JSON and YAML the way the snapshot writes them."""

from __future__ import annotations

import json
import re

from webgen.engines.twin.roles import is_js_number

_SPACES = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_RUN = re.compile(f"[{_SPACES}]+")
_SOFT = re.compile("[\u200b\u00ad]")
TRIMMED = _SPACES.replace("\u2000-\u200a", "".join(chr(code) for code in range(0x2000, 0x200B)))
_NEEDS_QUOTES = re.compile(
    f"^[{_SPACES}]|[{_SPACES}]$|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|^-|[\n:](?:[{_SPACES}]|$)|[{_SPACES}]#|[\n\r]"
    "|^[&*\\],?!>|@\"'#%]|[{}`]|^\\[".replace("$", "\\Z"),
)
_WORDS = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null", "~"))
_FLOAT_WORDS = re.compile(r"[-+]?\.(?:inf|nan)\Z", re.IGNORECASE)
_ESCAPED = re.compile('[\\\\"\x00-\x1f\x7f-\x9f]')
_SHORT = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def squeeze(text: str) -> str:
    """Drop soft hyphens and zero-width spaces, trim, and collapse white space as JavaScript knows it."""
    if "\n" in text:
        text = text.replace("\n", " ")
    if text.isprintable():  # the plain space is then the only white space, and nothing soft is there
        return " ".join(text.split())
    return _RUN.sub(" ", _SOFT.sub("", text).strip(TRIMMED))


def blank(text: str) -> bool:
    """Tell whether JavaScript's ``trim`` leaves nothing."""
    return not text.strip(TRIMMED)


def _needs_quotes(text: str) -> bool:
    return (
        not text
        or _NEEDS_QUOTES.search(text) is not None
        or is_js_number(text)
        or text.lower() in _WORDS
        or _FLOAT_WORDS.match(text) is not None
    )


def yaml_value(text: str) -> str:
    """Write a text as a YAML scalar."""
    if not _needs_quotes(text):
        return text
    return '"' + _ESCAPED.sub(lambda match: _SHORT.get(match[0]) or f"\\x{ord(match[0]):02x}", text) + '"'


def needs_key_quotes(text: str) -> bool:
    """Tell whether a snapshot line must be quoted as a YAML key."""
    return _NEEDS_QUOTES.search(text) is not None


def json_name(name: str) -> str:
    """Write a name as a JSON string with a space before it; nothing for a name that is empty or very long."""
    if not name or utf16_length(name) > 900:
        return ""
    if name.isprintable() and '"' not in name and "\\" not in name:
        return f' "{name}"'
    return " " + json.dumps(name, ensure_ascii=False)


def utf16_length(text: str) -> int:
    """Return the length JavaScript sees."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
