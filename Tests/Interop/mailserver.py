"""A server for mail (aiosmtpd) in a process of its own, whose manners a test changes while it runs.

It keeps a mail in its folder, on disk, before it says that it has it; so one that is killed has every mail
that it took. `manners.json` there says how it behaves, and is read at each command:

  slow        seconds before each answer
  sender      what it answers to MAIL FROM, as "550 5.7.1 not you"
  recipient   what it answers to RCPT TO
  body        what it answers to a message that came whole
  dies        true: it drops the line in the middle of the first message that comes
  percent     of the mails, how many meet one of those (all unless said); which ones, `seed` says
  whole       seconds after which it takes what it refused before: a greylist
"""

import asyncio
import datetime
import email
import email.policy
import json
import os
import pathlib
import random
import signal
import ssl
import subprocess
import sys
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import programs

USER, PASSWORD = "octopus", "a password for mail"


def certify(folder, host="localhost"):
    """A certificate of an authority of its own; the authority's is the file to trust."""
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def make(subject, key, issuer, signer, is_authority):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
                   .public_key(key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now - datetime.timedelta(days=1))
                   .not_valid_after(now + datetime.timedelta(days=30))
                   .add_extension(x509.BasicConstraints(is_authority, None), True))
        if not is_authority:
            names = [x509.DNSName(host)]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
        return builder.sign(signer, hashes.SHA256())

    authority, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(
        make("Authority", authority, "Authority", authority, True).public_bytes(pem))
    (folder / "server.pem").write_bytes(
        make(host, key, "Authority", authority, False).public_bytes(pem) + key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class MailServer:
    """The test's side: starts, kills and asks the server."""

    def __init__(self, folder, port, host="localhost"):
        self.folder, self.port = pathlib.Path(folder), port
        self.folder.mkdir()
        certify(self.folder, host)
        self.process = None
        self.behave()

    def behave(self, **manners):
        new = self.folder / "manners.new"
        new.write_text(json.dumps(manners))
        new.rename(self.folder / "manners.json")

    def start(self):
        self.process = programs.start(
            [sys.executable, __file__, self.folder, self.port], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def flags(self):
        return ["--mail-smtp-url", f"smtp://localhost:{self.port}", "--mail-user", USER,
                "--mail-ca-file", self.folder / "authority.pem",
                "--mail-from", "Octopus <octopus@mall.example>",
                "--mail-first-retry", "100ms", "--mail-longest-retry", "500ms"]

    def mails(self):
        return [read_mail(path.read_bytes())
                for path in sorted(self.folder.glob("*.eml"), key=lambda path: path.name)]

    def said(self):
        """What clients said, a line each; no message and no password."""
        file = self.folder / "said.txt"
        return file.read_text().splitlines() if file.exists() else []


def read_mail(octets):
    return email.message_from_bytes(octets, policy=email.policy.default)


def serve(folder, port):
    from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

    def manners():
        return json.loads((folder / "manners.json").read_text())

    def note(line):
        with open(folder / "said.txt", "a") as said:
            said.write(line + "\n")

    first_seen = {}

    def strikes(now, recipient):
        """Whether this mail is one that is treated badly."""
        if "percent" in now:
            note_of = random.Random(f"{now.get('seed', 0)} {recipient} {time.monotonic_ns()}")
            return note_of.random() * 100 < now["percent"]
        if "whole" in now:
            since = first_seen.setdefault(recipient, time.monotonic())
            return time.monotonic() - since < now["whole"]
        return True

    class Handler:
        taken = 0

        async def handle_EHLO(self, server, session, envelope, hostname, responses):
            session.host_name = hostname
            note(f"EHLO {hostname}")
            return responses

        async def handle_MAIL(self, server, session, envelope, address, options):
            now = manners()
            note("MAIL")
            await asyncio.sleep(now.get("slow", 0))
            if "sender" in now:
                return now["sender"]
            envelope.mail_from, envelope.mail_options = address, options
            return "250 OK"

        async def handle_RCPT(self, server, session, envelope, address, options):
            now = manners()
            note("RCPT")
            if "recipient" in now and strikes(now, address):
                return now["recipient"].replace("{}", address)
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            now = manners()
            note("DATA")
            await asyncio.sleep(now.get("slow", 0))
            if "body" in now and strikes(now, envelope.rcpt_tos[0]):
                return now["body"]
            Handler.taken += 1
            path = folder / f"{time.time_ns()}-{os.getpid()}-{Handler.taken}.eml"
            # Whole or not at all: what a killed server had not acknowledged counts for nothing.
            with open(path.with_suffix(".new"), "xb") as mail:
                mail.write(envelope.content)
                mail.flush()
                os.fsync(mail.fileno())
            path.with_suffix(".new").rename(path)
            return "250 OK"

    class Server(SMTP):
        async def smtp_DATA(self, arg):
            now = manners()
            if now.get("dies") and strikes(now, self.envelope.rcpt_tos[0]):
                note("dies")
                await self.push("354 End data with <CR><LF>.<CR><LF>")
                await self._reader.readline()
                self.transport.abort()
                return
            await super().smtp_DATA(arg)

        def connection_made(self, transport):
            if transport.get_extra_info("sslcontext") is None:
                note("connection")
            super().connection_made(transport)

    def authenticate(server, session, envelope, mechanism, data):
        fits = isinstance(data, LoginPassword) and data == LoginPassword(
            USER.encode(), PASSWORD.encode())
        return AuthResult(success=fits, handled=False)

    async def run():
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "server.pem")
        handler = Handler()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: Server(handler, tls_context=context, require_starttls=True,
                           authenticator=authenticate, auth_required=True,
                           enable_SMTPUTF8=True, loop=loop),
            "127.0.0.1", port, reuse_address=True)
        print("ready", flush=True)
        await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    serve(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
