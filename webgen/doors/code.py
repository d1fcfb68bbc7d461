"""After the password a code that the site sends to a mailbox of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from webgen.actions import Click, Navigate
from webgen.doors.base import WRONG, Door, box, let_in, right
from webgen.errors import SpecError
from webgen.locales import spoken
from webgen.site.http import Response, redirect

if TYPE_CHECKING:
    from webgen.oracle import Entrance
    from webgen.site.app import Context
    from webgen.visitor import Visitor
    from webgen.widgets.base import Moves

CODE, MAIL, RESEND = "/login/code", "/login/mail", "/login/resend"
SUBJECT = spoken("Your sign-in code")
_DIGITS = re.compile(r"\b\d{6}\b")


class Code(Door):
    """The code is drawn by place; only the mailbox shows it. A new one makes the old one worthless."""

    steps: ClassVar[int] = 12
    pages: ClassVar[tuple[str, ...]] = ("code", "mail", "resend")

    def words(self, account: object) -> str:
        """Say where the code comes from."""
        return f"{super().words(account)} The site sends a code to your mail, which it lets you open."  # type: ignore[arg-type]

    def show(self, context: Context, *, error: str = "", email: str = "") -> Response:
        """Show the form for email and password."""
        token = context.offer("/login")
        status = 422 if error else 200
        return context.page("login", context.say("Sign in"), status=status, token=token, error=error, email=email)

    def take(self, context: Context) -> Response:
        """Check both; then a code goes out."""
        if not context.accepted():
            return context.stale()
        email = context.form.get("email", "").strip()
        if not right(context, email, context.form.get("password", "")):
            return self.show(context, error=context.say(WRONG), email=email)
        context.spend()
        self._send_out(context)
        return context.go(CODE)

    def _send_out(self, context: Context) -> None:
        sent = int(context.notes.get("codes", 0)) + 1
        context.note("codes", sent)
        context.note("door", {"waits": True})

    def _code(self, context: Context, number: int) -> str:
        place = context.site.stream.child("code", context.session["id"], number)
        return str(place.integer(100_000, 999_999))

    def further(self, context: Context, page: str) -> Response | None:
        """Answer the page that asks for the code, the mailbox, and the wish for a new code."""
        if page not in self.pages:
            return None
        if not context.notes.get("door", {}).get("waits"):
            return redirect("/login")
        if page == "mail":
            return self._mailbox(context)
        if context.request.method == "GET":
            return self._ask(context) if page == "code" else None
        if not context.accepted():
            return context.stale()
        if page == "resend":
            context.spend()
            self._send_out(context)
            return context.go(CODE, flash=context.say("A new code is in your mail."), tone="info")
        given = re.sub(r"\s", "", context.form.get("code", ""))
        if given != self._code(context, int(context.notes["codes"])):
            return self._ask(context, error=context.say("That is not the code we sent last."))
        context.spend()
        context.note("door", {})
        return let_in(context, context.site.content.account.email)

    def _ask(self, context: Context, *, error: str = "") -> Response:
        email = context.site.content.account.email
        return context.page(
            "login_step", context.say("Enter the code"), status=422 if error else 200, error=error, action=CODE,
            heading=context.say("Enter the code"), token=context.offer(CODE), submit=context.say("Verify"),
            lead=context.say("We sent a code of six digits to {email}.", email=email),
            links=[{"href": MAIL, "label": context.say("Open your mail")}],
            fields=[{"name": "code", "label": context.say("Code"), "type": "text", "value": ""}],
            button={"action": RESEND, "token": context.offer(RESEND), "label": context.say("Send a new code")},
        )  # fmt: skip

    def _mailbox(self, context: Context) -> Response:
        sent = int(context.notes["codes"])
        title = context.site.content.title
        mails = [
            {"from": title, "subject": context.say(SUBJECT), "new": number == sent,
             "text": context.say("Use the code {code} to sign in. Nobody from our team will ask you for it.", code=self._code(context, number))}
            for number in range(sent, max(0, sent - 3), -1)
        ]  # fmt: skip
        mails.append({"from": title, "subject": context.say("Welcome to {site}", site=title), "new": False,
                      "text": context.say("Thank you for joining us. You will find your records where you left them.")})  # fmt: skip
        return context.page("login_mail", context.say("Your mail"), mails=mails, email=context.site.content.account.email, back=CODE)

    def visit(self, visitor: Visitor, password: str) -> None:
        """Post the form, read the mailbox, post the code."""
        email = visitor.site.content.account.email
        visitor.fill("/login", "/login", {"email": email, "password": password})
        found = _DIGITS.findall(visitor.get(MAIL).body)
        if found:
            visitor.fill(CODE, CODE, {"code": found[0]})

    def enter(self, entrance: Entrance) -> Moves:
        """Fill the form, go to the mailbox, come back and type what stands there."""
        if box(entrance.now, entrance.say("Email")) is not None and entrance.button("Sign in") is not None:
            yield from entrance.fill("Email", entrance.account.email)
            yield from entrance.send("Password", entrance.account.password, "Sign in")
        mail = entrance.link("Open your mail")
        if mail is None:
            return
        here = entrance.now.url
        yield from entrance.do(Navigate(here.replace(CODE, MAIL)) if entrance.by_address else Click(mail))
        yield from entrance.until(lambda: entrance.link("Back to the sign-in page"))
        code = next((match[0] for node in entrance.now.nodes if (match := _DIGITS.search(f"{node.name} {node.text}"))), None)
        back = entrance.link("Back to the sign-in page")
        if code is None or back is None:
            raise SpecError(f"no code on {entrance.now.url}")
        yield from entrance.do(Click(back))
        yield from entrance.until(lambda: box(entrance.now, entrance.say("Code")))
        yield from entrance.send("Code", code, "Verify")
