"""Addresses as a browser writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

_PATH_SAFE = "/%:@!$&'()*+,;=~-._[]|\\"
_QUERY_SAFE = "/%:@!$&()*+,;=~-._[]|\\?^`{}"
_FRAGMENT_SAFE = "/%:@!$&'()*+,;=~-._[]|\\?^{}#"


def bare(url: str) -> str:
    """Return an address without its fragment."""
    return url.partition("#")[0]


def fragment(url: str) -> str | None:
    """Return the fragment of an address, None where it has no ``#``."""
    _, mark, rest = url.partition("#")
    return rest if mark else None


def host(url: str) -> str:
    """Return the host name of an address."""
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=4096)
def join(base: str, reference: str) -> str:
    """Resolve a reference against an absolute address, percent-encoded as browsers do; a lone ``?`` or ``#`` stays."""
    reference = reference.strip()
    if not reference:
        return bare(base)
    if reference.startswith("#"):
        return f"{bare(base)}#{quote(reference[1:], safe=_FRAGMENT_SAFE)}"
    text, mark, rest = reference.partition("#")
    empty_query = text.endswith("?") and text.count("?") == 1
    found = urlsplit(urljoin(base, text) if text else bare(base))
    path = quote(found.path or ("/" if found.netloc else ""), safe=_PATH_SAFE)
    query = quote(found.query, safe=_QUERY_SAFE)
    whole = f"{found.scheme}://{found.netloc.lower()}{path}" if found.netloc else f"{found.scheme}:{path}"
    whole = re.sub(r"^(http://[^/]*?):80(?=/)", r"\1", whole)
    whole += f"?{query}" if query or empty_query else ""
    return whole + (f"#{quote(rest, safe=_FRAGMENT_SAFE)}" if mark else "")


def with_query(url: str, query: str) -> str:
    """Return an address with another query; the empty query leaves a question mark, as an empty form does."""
    text, mark, rest = url.partition("#")
    return f"{text.partition('?')[0]}?{query}{mark}{rest}"
