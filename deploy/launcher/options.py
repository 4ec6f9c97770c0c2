"""What the command line says."""

import os
import re

from account import NAME, NUMBER
from place import FIRST_PORT, SIP_PORT
from services import SERVICES
from trust import Refused

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
DEFAULT_DATA = os.path.join(ROOT, ".octopus")
USAGE = f"""Usage: deploy/launch [--demo] [--detach] [--sip] [--data DIR] [--port-base N] [--debug]
       deploy/launch --status | --stop [--data DIR]

Starts {' '.join(SERVICES)} and prints what to try. Ctrl-C stops them cleanly, and so does the end of
the terminal.

  --demo          then tells the day of a tenant, a partner, an end user and a coupon
  --detach        leaves them running and returns; end them with --stop
  --stop          ends what runs in that data folder
  --status        says what runs in that data folder
  --data DIR      keys, databases, logs ({DEFAULT_DATA})
  --port-base N   first of {len(SERVICES)} ports on 127.0.0.1 ({FIRST_PORT}, or what mesh.json says)
  --sip           also lets operators answer from SIP clients, by Debian's Kamailio: TCP at a port, TLS at
                  the next, both on 127.0.0.1
  --sip-port N    that port ({SIP_PORT}); the one after the next is taken, too
  --log-size N    a log of N MiB is set aside, and the last four are kept (16)
  --debug         a debug build: quicker to make, slower to run
  --programs DIR  programs that are built already, instead of a build
  --user NAME     who runs the services when root launches them ({NAME}, or else the number
                  {NUMBER}, which needs no account); the data folder becomes theirs
  --version       the release
"""


class Options:
    def __init__(self, words):
        self.action, self.detach, self.demo = "start", False, False
        self.data, self.port_base, self.log_size = DEFAULT_DATA, None, 16
        self.configuration, self.programs, self.user = "release", None, None
        self.sip, self.sip_port = False, SIP_PORT
        words = list(words)
        while words:
            word, has_value, value = words.pop(0).partition("=")
            if word in ("--data", "--port-base", "--sip-port", "--log-size", "--programs", "--user"):
                if not has_value and not words:
                    raise Refused(f"{word} needs a value; see deploy/launch --help")
                self.set(word, value if has_value else words.pop(0))
            elif has_value:
                raise Refused(f"unknown option {word}={value}; see deploy/launch --help")
            else:
                self.turn(word)

    def set(self, word, value):
        if word in ("--data", "--programs"):
            if not value:
                raise Refused(f"{word} names no folder")
            setattr(self, word[2:], os.path.join(os.getcwd(), value))  # the caller's folder
        elif word == "--user":
            self.user = value
        elif word == "--port-base":
            if not re.fullmatch("[1-9][0-9]{0,4}", value) or int(value) > 65536 - len(SERVICES):
                raise Refused(f"--port-base {value} is not a port that {len(SERVICES)} services can "
                              "count up from")
            self.port_base = int(value)
        elif word == "--sip-port":
            if not re.fullmatch("[1-9][0-9]{0,4}", value) or int(value) > 65533:
                raise Refused(f"--sip-port {value} is not a port that three can be counted up from")
            self.sip_port = int(value)
        else:
            if not re.fullmatch("[1-9][0-9]{0,3}", value):
                raise Refused(f"--log-size {value} is not a number of MiB from 1 to 9999")
            self.log_size = int(value)

    def turn(self, word):
        if word in ("--stop", "--status", "--version", "--help", "-h"):
            self.action = word.lstrip("-")
        elif word in ("--demo", "--detach", "--sip"):
            setattr(self, word[2:], True)
        elif word == "--debug":
            self.configuration = "debug"
        else:
            raise Refused(f"unknown option {word}; see deploy/launch --help")
