"""What people are mailed: the spool folder of the services that a test started."""

import email
import email.policy
import re
import time
from email.utils import parseaddr

# A mail is written once and never changed, so it is read once.
_read = {}


def mails(folder, address):
    """What was mailed to an address, the oldest first, as (subject, text)."""
    for path in folder.glob("*.eml"):
        if path not in _read:
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            _read[path] = (str(mail["To"]), str(mail["Subject"]),
                           mail.get_body(("plain",)).get_content())
    return [(subject, text) for path, (to, subject, text) in sorted(_read.items())
            if path.parent == folder and address in to]


def code(text):
    """The one-time code that a mail has; or None."""
    found = re.search(r"^ {4}(\d{4}) (\d{4})\s*$", text, re.M)
    return found and "".join(found.groups())


def codes(folder, address):
    """The one-time codes that were mailed to an address."""
    return [found for _, text in mails(folder, address) if (found := code(text))]


def codes_by_address(folder):
    """The last one-time code that was mailed to each address: of many at once, each mail is looked at once."""
    mails(folder, "")  # reads what is new
    return {parseaddr(to)[1]: found for path, (to, _, text) in sorted(_read.items())
            if path.parent == folder and (found := code(text))}


def request_code(session, folder, contact, *, route, timeout=20, **options):
    """Asks for a code and reads it in the mailbox."""
    before = len(codes(folder, contact))
    session.call("identity.v1/RequestLoginCode", {"contact": contact}, route=route,
                 timeout=timeout, **options)
    end = time.monotonic() + timeout
    while len(sent := codes(folder, contact)) <= before:
        if time.monotonic() > end:
            raise TimeoutError(f"no code was mailed to {contact}")
        time.sleep(0.01)
    return sent[-1]
