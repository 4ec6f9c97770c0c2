"""SIP clients: one of one connection, as RFC 3261 and RFC 3428 have it, and baresip as Debian has it."""

import hashlib
import re
import secrets
import socket
import ssl
import subprocess
import time

import programs


class Response:
    def __init__(self, head, body):
        lines = head.split("\r\n")
        self.first, self.body = lines[0], body
        self.headers = {name.strip().lower(): value.strip()
                        for name, value in (line.split(":", 1) for line in lines[1:])}
        self.lines = lines[1:]

    @property
    def status(self):
        return int(self.first.split()[1])

    @property
    def phrase(self):
        return self.first.split(" ", 2)[2]

    @property
    def challenge(self):
        return dict(re.findall(r'(\w+)="?([^",]*)"?', self.headers["www-authenticate"]))


class Client:
    def __init__(self, port, username, secret, certificate=None, seconds=15):
        self.username, self.secret = username, secret
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self.transport = "tls" if certificate else "tcp"
        if certificate:
            context = ssl.create_default_context(cafile=certificate)
            self.socket = context.wrap_socket(self.socket, server_hostname="127.0.0.1")
        self.bytes, self.requests = b"", []

    def close(self):
        self.socket.close()

    # --- what comes --------------------------------------------------------------------------

    def _next(self):
        while b"\r\n\r\n" not in self.bytes:
            self._read()
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        count = int(re.search(rb"(?i)content-length: *(\d+)", head)[1])
        while len(self.bytes) < count:
            self._read()
        body, self.bytes = self.bytes[:count], self.bytes[count:]
        return Response(head.decode(), body.decode())

    def _read(self):
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionError("the connection is closed")
        self.bytes += more

    def response(self):
        while True:
            found = self._next()
            if found.first.startswith("SIP/2.0"):
                return found
            self.requests.append(found)

    def message(self, status="200 OK"):
        """The next message that comes, answered so."""
        while not self.requests:
            self.requests.append(self._next())
        found = self.requests.pop(0)
        kept = [line for line in found.lines
                if line.split(":")[0].lower() in ("via", "from", "to", "call-id", "cseq")]
        self.socket.sendall("\r\n".join([f"SIP/2.0 {status}", *kept, "Content-Length: 0", "", ""]).encode())
        return found

    def nothing_comes(self, seconds):
        self.socket.settimeout(seconds)
        try:
            self.requests.append(self._next())
        except TimeoutError:
            pass
        finally:
            self.socket.settimeout(15)
        return not self.requests

    # --- what is asked -----------------------------------------------------------------------

    def ask(self, method, user, body=b"", call=None, sequence=1, authorization=None, **headers):
        call = call or secrets.token_hex(8)
        target = f"sip:{user}@octopus" if user else "sip:octopus"
        head = [f"{method} {target} SIP/2.0",
                f"Via: SIP/2.0/{self.transport.upper()} 127.0.0.1:9;branch=z9hG4bK{secrets.token_hex(8)};rport",
                "Max-Forwards: 70", f"From: <sip:{self.username}@octopus>;tag=1",
                f"To: <sip:{user or self.username}@octopus>", f"Call-ID: {call}",
                f"CSeq: {sequence} {method}"]
        if authorization:
            head.append(f"Authorization: {authorization}")
        head += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        head += [f"Content-Length: {len(body)}", "", ""]
        self.socket.sendall("\r\n".join(head).encode() + body)
        return self.response()

    def challenged(self, method, user, body=b"", call=None, sequence=1, **headers):
        """Asks, and once more with the digest that is demanded."""
        call = call or secrets.token_hex(8)
        first = self.ask(method, user, body, call, sequence, **headers)
        if first.status != 401:
            return first
        uri = f"sip:{user}@octopus" if user else "sip:octopus"
        return self.ask(method, user, body, call, sequence + 1,
                        self.digest(method, uri, first.challenge), **headers)

    def digest(self, method, uri, challenge, algorithm=None):
        algorithm = algorithm or challenge["algorithm"]

        def hashed(*parts):
            return hashlib.new(algorithm.replace("-", ""), ":".join(parts).encode()).hexdigest()

        proof = hashed(self.username, challenge["realm"], self.secret), challenge["nonce"]
        response = hashed(*proof, "00000001", "cnonce", "auth", hashed(method, uri))
        return (f'Digest username="{self.username}", realm="{challenge["realm"]}", '
                f'nonce="{challenge["nonce"]}", uri="{uri}", qop=auth, nc=00000001, '
                f'cnonce="cnonce", response="{response}", algorithm={algorithm}')

    def register(self, seconds=120):
        contact = f"<sip:{self.username}@127.0.0.1:9;transport={self.transport}>"
        return self.challenged("REGISTER", None, Contact=contact, Expires=seconds)

    def say(self, text, to, type="text/plain;charset=UTF-8", **options):
        body = text if isinstance(text, bytes) else text.encode()
        return self.challenged("MESSAGE", to, body, Content_Type=type, **options)


class Baresip:
    """baresip with one account and one contact, over TLS; its console is a port."""

    MODULES = "account", "contact", "menu", "cons"

    def __init__(self, folder, operator, bridge, contact):
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            console = one.getsockname()
        folder.mkdir()
        (folder / "config").write_text("\n".join([
            "sip_listen 127.0.0.1:0", f"sip_cafile {bridge.certificate}",
            f"cons_listen {console[0]}:{console[1]}", "module_path /usr/lib/baresip/modules",
            *(f"module {name}.so" for name in self.MODULES), ""]))
        (folder / "accounts").write_text(
            f"<sip:{operator.username}@octopus;transport=tls>;auth_pass={operator.secret};"
            f"outbound=\"sip:127.0.0.1:{bridge.tls};transport=tls\"\n")
        (folder / "contacts").write_text(f"<sip:{contact}@octopus>\n")
        self.said = ""
        with open(folder / "output", "w") as output:
            self.process = programs.start(["baresip", "-f", folder], stdout=output, stderr=output,
                                          stdin=subprocess.DEVNULL)
        self.console = self.open(console)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.console.close()
        self.process.terminate()
        self.process.wait(10)

    def open(self, console, seconds=20):
        end = time.monotonic() + seconds
        while True:
            try:
                return socket.create_connection(console)
            except ConnectionRefusedError:
                assert self.process.poll() is None and time.monotonic() < end
                time.sleep(0.02)

    def shows(self, text, seconds=20):
        """Waits until its console has shown a text."""
        end = time.monotonic() + seconds
        while text not in self.said:
            self.console.settimeout(max(0.01, end - time.monotonic()))
            self.said += self.console.recv(65536).decode(errors="replace")

    def write(self, text):
        """A message to its contact."""
        self.console.sendall(f"/message {text}\n".encode())
