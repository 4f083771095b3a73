"""A real mail server for tests, which can be told what to answer next."""

import asyncio
import email
import email.policy
import socket
import ssl
from collections import defaultdict
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

DROP = "drop the connection"
DROP_AFTER_DATA = "take the letter and drop the connection without an answer"


class MailServer:
    """Listens on a free port; ``answers`` holds what to say next to MAIL, RCPT and DATA, or seconds to be silent."""

    def __init__(self, *, context: ssl.SSLContext | None = None, implicit: bool = False, **options: Any) -> None:
        self.answers: dict[str, list[str | float]] = defaultdict(list)
        self.taken: list[Envelope] = []
        self.connections: list[Session] = []
        self.commands: list[str] = []
        self.port = free_port()
        if context and not implicit:
            options |= {"tls_context": context, "require_starttls": True}
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            enable_SMTPUTF8=options.pop("utf8", True),
            ssl_context=context if implicit else None,
            ready_timeout=20,
            **options,
        )

    def start(self) -> None:
        self._controller.start()
        self.connections.clear()  # the controller itself says hello first

    def stop(self) -> None:
        self._controller.stop()

    @property
    def letters(self) -> list[EmailMessage]:
        """What arrived, as mail programs read it."""
        return [
            cast(EmailMessage, email.message_from_bytes(cast(bytes, envelope.content), policy=email.policy.default))
            for envelope in self.taken
        ]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections.append(session)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append("MAIL")
        answer = await self._answer("MAIL", server)
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append("RCPT")
        answer = await self._answer("RCPT", server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.commands.append("DATA")
        answer = await self._answer("DATA", server)
        if answer.startswith("2") or answer == DROP_AFTER_DATA:
            self.taken.append(envelope)
        return answer

    async def _answer(self, stage: str, server: SMTP) -> str:
        answer = self.answers[stage].pop(0) if self.answers[stage] else "250 OK"
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            answer = "250 OK at last"
        if answer in {DROP, DROP_AFTER_DATA}:
            server.transport.abort()
        return answer


def let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    """Know one user."""
    return AuthResult(success=(data.login, data.password) == (b"portal", b"secret"), handled=False)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
