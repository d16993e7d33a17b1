"""Letters go through the queue: a mail server that is away makes them late, never lost.

`QueuedBackend` is Django's EMAIL_BACKEND; `settings.MAIL_TRANSPORT` is the one that really
sends. A letter is queued in the transaction of the deed that wrote it.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.lib.tasks import retry, task


class QueuedBackend(BaseEmailBackend):
    """Queues each letter whole, as the bytes that will be sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the letters that have somebody to go to; return how many."""
        letters = [letter for letter in email_messages if letter.recipients()]
        for letter in letters:
            deliver.enqueue(
                sender=letter.from_email,
                recipients=letter.recipients(),
                content=b64encode(letter.message().as_bytes()).decode("ascii"),
            )
        return len(letters)


@task
@retry(times=9, first_wait=timedelta(minutes=1))
def deliver(sender: str, recipients: list[str], content: str) -> None:
    """Send one letter; tries go on for some four hours."""
    letter = Envelope(sender, recipients, b64decode(content))
    get_connection(settings.MAIL_TRANSPORT).send_messages([letter])


class Envelope(EmailMessage):
    """A letter whose content is already written."""

    def __init__(self, sender: str, recipients: list[str], content: bytes) -> None:
        super().__init__(from_email=sender, to=recipients)
        self.content = content

    def message(self, *args: Any, **kwargs: Any) -> Message:
        """Return the content as Django's transports want it."""
        return message_from_bytes(self.content)
