"""The loopback server: which episode, which site, what a request becomes and what a response becomes."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
from collections.abc import Iterator

import pytest

from webgen.errors import InputError
from webgen.site.http import Request, Response, redirect
from webgen.site.server import SiteServer


class Echo:
    """Answers with what the test says and remembers what was asked."""

    def __init__(self, answer: Response | None = None) -> None:
        self.answer = answer or Response("hello")
        self.seen: list[Request] = []

    def handle(self, request: Request) -> Response:
        self.seen.append(request)
        if request.path == "/boom":
            raise RuntimeError("boom")
        return self.answer

    def checkpoint(self) -> None: ...
    def restore(self, state: object) -> None: ...


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


def ask(
    server: SiteServer,
    path: str = "/",
    *,
    episode: str | None = None,
    host: str = "shop.test",
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    extra = {"x-webgen-episode": episode} if episode else {}
    connection.request(method, path, body, {"Host": host, **extra, **(headers or {})})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


def test_a_request_reaches_the_site_whole(server: SiteServer) -> None:
    site = Echo()
    name = server.add({"shop.test": site})
    server.episode(name).now = 800
    ask(
        server,
        "/a%20b/%C3%A9?x=1&y=&x=2+3",
        episode=name,
        method="POST",
        body=b"n=J%C3%BCrgen&n=&m=a+b",
        headers={
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "Cookie": "sid=abc; theme=dark; sid=later",
            "HX-Request": "true",
        },
    )
    (request,) = site.seen
    assert request.method == "POST"
    assert request.path == "/a b/é"
    assert request.query == (("x", "1"), ("y", ""), ("x", "2 3"))
    assert request.form == (("n", "Jürgen"), ("n", ""), ("m", "a b"))
    assert request.cookies == {"sid": "abc", "theme": "dark"}
    assert request.htmx
    assert request.now == 800
    assert request.headers["host"] == "shop.test"
    assert "x-webgen-episode" not in request.headers


def test_the_clients_elapsed_time_is_added_and_not_shown_to_the_site(server: SiteServer) -> None:
    site = Echo()
    name = server.add({"shop.test": site})
    server.episode(name).now = 400
    for value in ("250", "-1", "²", "9999999", "x"):
        ask(server, episode=name, headers={"x-webgen-elapsed": value} if value.isascii() else {})
    assert [request.now for request in site.seen] == [650, 400, 400, 400, 400]
    assert all("x-webgen-elapsed" not in request.headers for request in site.seen)


def test_multipart_forms_keep_text_and_name_files(server: SiteServer) -> None:
    site = Echo()
    name = server.add({"shop.test": site})
    lines = [
        "--B",
        'Content-Disposition: form-data; name="note"',
        "",
        "first\r\nsecond é",
        "--B",
        'Content-Disposition: form-data; name="file"; filename="a %22b%22.txt"',
        "Content-Type: text/plain",
        "",
        "--not a boundary\r\ncontent",
        "--B",
        'Content-Disposition: form-data; filename="n.txt"; name="q%22q"',
        "",
        "",
        "--B--",
        "",
    ]
    headers = {"Content-Type": 'multipart/form-data; boundary="B"'}
    ask(server, episode=name, method="POST", body="\r\n".join(lines).encode(), headers=headers)
    assert site.seen[0].form == (("note", "first\r\nsecond é"), ("file", 'a "b".txt'), ('q"q', "n.txt"))


def test_a_response_goes_out_whole(server: SiteServer) -> None:
    answer = Response("é", 422, {"HX-Redirect": "/x", "Content-Type": "text/html"}, {"sid": "1", "seen": "yes"}, 150)
    name = server.add({"shop.test": Echo(answer)})
    response, text = ask(server, episode=name)
    assert (response.status, text) == (422, "é")
    assert response.getheader("hx-redirect") == "/x"
    assert response.getheader("x-webgen-latency") == "150"
    assert response.getheader("cache-control") == "no-store"
    cookies = [value for key, value in response.getheaders() if key == "set-cookie"]
    assert [cookie.split(";")[0] for cookie in cookies] == ["sid=1", "seen=yes"]
    assert all("path=/" in cookie and "expires" not in cookie.lower() for cookie in cookies)


def test_redirects_static_files_and_post_answers_have_their_own_cache_rules(server: SiteServer) -> None:
    static = Response("x", headers={"cache-control": "max-age=9, immutable", "content-type": "text/css"})
    for answer, method, expected in (
        (redirect("/next"), "GET", "no-store"),
        (static, "GET", "max-age=9, immutable"),
        (Response("again"), "POST", None),
    ):
        name = server.add({"shop.test": Echo(answer)})
        response, _ = ask(server, episode=name, method=method)
        assert response.getheader("cache-control") == expected
        assert response.getheader("x-webgen-latency") is None
        assert response.status == answer.status


def test_a_response_is_one_packet(server: SiteServer) -> None:
    name = server.add({"shop.test": Echo(Response("body" * 50))})
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: shop.test\r\nx-webgen-episode: {name}\r\n\r\n".encode())
        first = connection.recv(65536)
    assert first.endswith(b"body")
    assert first.startswith(b"HTTP/1.1 200")


def test_unknown_episodes_and_hosts_are_said_in_words(server: SiteServer) -> None:
    site = Echo()
    name = server.add({"shop.test": site})
    for kwargs, words in (
        ({"episode": None}, "has no x-webgen-episode header"),
        ({"episode": "e999"}, "No episode 'e999'"),
        ({"episode": name, "host": "bank.test"}, "No site 'bank.test'"),
    ):
        response, text = ask(server, **kwargs)
        assert response.status == 404
        assert words in text
    server.remove(name)
    assert ask(server, episode=name)[0].status == 404
    assert site.seen == []


def test_two_episodes_do_not_meet(server: SiteServer) -> None:
    one, two = Echo(Response("one")), Echo(Response("two"))
    first, second = server.add({"shop.test": one}), server.add({"shop.test": two})
    assert ask(server, episode=first)[1] == "one"
    assert ask(server, episode=second)[1] == "two"
    assert (len(one.seen), len(two.seen)) == (1, 1)


def test_one_episode_has_many_sites(server: SiteServer) -> None:
    name = server.add({"shop.test": Echo(Response("shop")), "bank.test": Echo(Response("bank"))})
    assert ask(server, episode=name, host="bank.test")[1] == "bank"
    assert ask(server, episode=name, host="Shop.test:80")[1] == "shop"


def test_an_exception_is_the_episodes_fault_and_nobody_elses(server: SiteServer) -> None:
    site, other = Echo(), Echo()
    name, healthy = server.add({"shop.test": site}), server.add({"shop.test": other})
    response, text = ask(server, "/boom", episode=name)
    assert response.status == 500
    assert "RuntimeError: boom" in text
    assert isinstance(server.episode(name).fault, RuntimeError)
    assert server.episode(healthy).fault is None
    assert ask(server, episode=healthy)[0].status == 200


@pytest.mark.parametrize("headers", [{"location": "/a\r\nx: y"}, {"x-name": "☃"}])
def test_a_header_that_cannot_be_sent_is_a_fault(server: SiteServer, headers: dict[str, str]) -> None:
    name = server.add({"shop.test": Echo(Response("x", headers=headers))})
    assert ask(server, episode=name)[0].status == 500
    assert isinstance(server.episode(name).fault, ValueError)


def test_a_site_is_never_entered_twice_at_once(server: SiteServer) -> None:
    name = server.add({"shop.test": Echo()})
    done = threading.Event()

    def request() -> None:
        ask(server, episode=name)
        done.set()

    with server.episode(name).lock:
        thread = threading.Thread(target=request)
        thread.start()
        assert not done.wait(0.2)
    assert done.wait(5)
    thread.join()


def test_a_port_in_use_is_one_sentence(server: SiteServer) -> None:
    with pytest.raises(InputError) as caught:
        SiteServer(server.port).start()
    assert f"127.0.0.1:{server.port}" in str(caught.value)
    assert "choose another port" in str(caught.value)


def test_impossible_ports_are_said_in_words() -> None:
    with pytest.raises(InputError, match="cannot listen"):
        SiteServer(99999).start()


def test_a_person_gets_one_site_without_a_header(server: SiteServer) -> None:
    site = Echo()
    address = server.open_for_person({"shop.test": site})
    assert address == f"http://127.0.0.1:{server.port}/"
    assert ask(server, "/x", host=f"127.0.0.1:{server.port}")[1] == "hello"
    assert site.seen[0].headers["host"] == "shop.test"
    assert ask(server, host="evil.example")[0].status == 404  # a name that was rebound to this machine
    with pytest.raises(InputError, match="needs a site"):
        server.open_for_person({})


def test_a_person_gets_two_sites_under_localhost(server: SiteServer) -> None:
    first, second = Echo(Response('<a href="http://b.test/x">over there</a>')), Echo(Response("second"))
    address = server.open_for_person({"a.test": first, "b.test": second})
    assert address == f"http://a.localhost:{server.port}/"
    assert server.said_outside("see http://b.test/x") == f"see http://b.localhost:{server.port}/x"
    assert ask(server, "/", host=f"a.localhost:{server.port}")[1] == f'<a href="http://b.localhost:{server.port}/x">over there</a>'
    assert ask(server, "/x", host=f"b.localhost:{server.port}")[1] == "second"
    assert second.seen[0].headers["host"] == "b.test"


def test_browsers_asking_for_an_icon_do_not_reach_the_site(server: SiteServer) -> None:
    site = Echo()
    name = server.add({"shop.test": site})
    assert ask(server, "/favicon.ico", episode=name)[0].status == 204
    assert site.seen == []


def test_bodies_have_a_limit(server: SiteServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    site = Echo()
    name = server.add({"shop.test": site})
    try:
        response, _ = ask(server, episode=name, method="POST", body=b"x" * (9 * 1024 * 1024))
        assert response.status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server hung up before everything was sent
    assert site.seen == []


def test_closing_frees_the_port_and_a_restart_works() -> None:
    server = SiteServer().start()
    port = server.port
    server.close()
    assert not server.alive
    again = SiteServer(port).start()
    assert again.port == port
    again.close()
