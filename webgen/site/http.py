"""The request and response of a site: plain values, no sockets."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to a site.

    ``path`` starts with ``/`` and holds no query; ``query`` and ``form`` keep the order and the repeats of what was
    sent; header names are lower case; ``now`` is the virtual time of the session in ms.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    now: int = 0

    @property
    def htmx(self) -> bool:
        """Whether the hypermedia client sent it (then a fragment is the answer)."""
        return self.headers.get("hx-request") == "true"


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of a site. ``latency`` is virtual ms the hypermedia client waits before it takes the answer in."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    latency: int = 0

    @property
    def location(self) -> str | None:
        """Where a redirect goes."""
        return self.headers.get("location")


def redirect(location: str) -> Response:
    """Answer 303 See Other."""
    return Response(status=303, headers={"location": location})
