"""Keeps services running until it is told to stop; each is looked after by itself."""

import os
import resource
import selectors
import signal
import socket
import subprocess
import time

from account import forgo_privileges
from logs import Log
from place import STOP_SECONDS
from ports import listens, obstacle, tcp_endpoint
from processes import ended
from restarts import FAULTS, WINDOW_SECONDS, Restarts
from services import SERVICES
from trust import write_own

LOOK_SECONDS, COMING_UP_SECONDS = 1, 0.02


class Service:
    """One service: its process, its deaths, its log."""

    def __init__(self, place, name, endpoint, log_bytes):
        self.place, self.name, self.endpoint = place, name, tcp_endpoint(endpoint)
        self.command = place.words(name)
        self.pid_file, self.log = place.services[name], Log(place.log(name), log_bytes)
        # In MiB. The launcher bounds the log; the service's own bound is far beyond, for a launcher that
        # was killed.
        self.log_limit = str(max(64, 4 * log_bytes >> 20))
        self.restarts, self.process, self.descriptor = Restarts(), None, None
        self.due, self.begun, self.up_since = None, 0, None

    def start(self):
        """Raises `OSError` if there is no process to be had."""
        def become():
            # In the child: if the supervisor is killed meanwhile, no process is left without a name.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # memory has keys and personal data
            forgo_privileges()
            self.note(os.getpid())

        self.due, self.up_since, self.begun = None, None, time.monotonic()
        log = self.log.open()
        # By name too, so that SIGHUP has it opened anew, and that a service opens it later where there is
        # no room for the file now.
        by_name = ["--log-file", self.log.path, "--log-file-limit", self.log_limit]
        if self.name not in SERVICES:
            by_name = []  # the bridge to SIP appends to what it is given, and Kamailio with it
        try:
            os.makedirs(self.place.path(self.name), 0o700, exist_ok=True)
            self.process = subprocess.Popen(
                [*self.command, *by_name], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.place.data, env=self.place.environment, start_new_session=True,
                preexec_fn=become)
        finally:
            os.close(log)
        self.descriptor = os.pidfd_open(self.process.pid)

    def note(self, pid):
        try:
            self.pid_file.write(pid)
        except OSError:
            pass  # a full disk stops no service; it is tried again at the next look

    def look(self):
        if not self.process:
            return
        if self.pid_file.read() != self.process.pid:
            self.note(self.process.pid)
        if self.up_since is None:
            now = time.monotonic()
            is_up = (listens(self.process.pid, self.endpoint[1]) if self.endpoint
                     else now - self.begun > 2)
            self.up_since = now if is_up else None

    def collect(self):
        """It has ended; returns how."""
        code = self.process.wait()
        os.close(self.descriptor)
        self.process, self.descriptor = None, None
        return code

    def plan(self, code):
        """Sets the time of the next start; returns whether there is to be one."""
        now = time.monotonic()
        up = None if self.up_since is None else now - self.up_since
        pause = self.restarts.pause_after(now, code, up)
        self.due = None if pause is None else now + pause
        return pause is not None


class Supervisor:
    """Looks after the services of one folder.

    - news: a pipe to the launch that a person watches; it may be gone.
    - leash: when nobody holds its other end any more, all is stopped; None if it is to go on."""

    def __init__(self, place, services, log_bytes, news, leash):
        self.place, self.services, self.news, self.leash = place, services, news, leash
        self.log = Log(place.log("launch"), log_bytes)
        self.is_told_to_stop, self.is_hung_up = False, False
        self.selector = selectors.DefaultSelector()

    def run(self):
        self.open_log()
        self.listen()
        for service in self.services:
            self.start(service)
        looked = time.monotonic()
        while not self.is_told_to_stop and any(map(self.is_cared_for, self.services)):
            for key, _ in self.selector.select(self.patience()):
                key.data()
            if self.is_hung_up:
                self.hang_up()
            now = time.monotonic()
            is_time = now - looked >= LOOK_SECONDS
            for service in self.services:
                if is_time or service.up_since is None:
                    service.look()
                if service.due is not None and service.due <= now:
                    self.start(service)
            if is_time:
                looked = now
                for log in (self.log, *(service.log for service in self.services)):
                    log.bound()
        self.end()

    # --- what wakes it -----------------------------------------------------------------------

    def listen(self):
        woken, wake = socket.socketpair()
        for end in (woken, wake):
            end.setblocking(False)
        self.wake = wake
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        signal.signal(signal.SIGHUP, self.note_hang_up)
        self.selector.register(woken, selectors.EVENT_READ, lambda: woken.recv(4096))
        if self.leash is not None:
            self.selector.register(self.leash, selectors.EVENT_READ, self.stop)

    def patience(self):
        """How long to wait for news: shortly for a service that is coming up."""
        now, waits = time.monotonic(), [LOOK_SECONDS]
        for service in self.services:
            if service.due is not None:
                waits.append(max(0, service.due - now))
            elif service.process and service.up_since is None:
                waits.append(COMING_UP_SECONDS if now - service.begun < 10 else LOOK_SECONDS)
        return min(waits)

    def stop(self, *_):
        self.is_told_to_stop = True

    def note_hang_up(self, *_):
        self.is_hung_up = True

    def hang_up(self):
        """SIGHUP: logs are opened anew, maps read again, and what was given up is tried again."""
        self.is_hung_up = False
        self.open_log()
        for service in self.services:
            if service.process and service.up_since is not None:
                service.process.send_signal(signal.SIGHUP)
            elif not self.is_cared_for(service):
                service.restarts = Restarts()
                self.start(service)

    # --- services ----------------------------------------------------------------------------

    def is_cared_for(self, service):
        return service.process is not None or service.due is not None

    def start(self, service):
        again = service.begun != 0
        try:
            service.start()
        except (OSError, subprocess.SubprocessError) as error:
            self.say(f"{service.name} can't be started: {error}")
            return self.go_on(service, 1)
        if os.path.exists(self.place.given_up(service.name)):
            os.remove(self.place.given_up(service.name))
        if again:
            self.say(f"{service.name} is started again (pid {service.process.pid}).")
        self.selector.register(service.descriptor, selectors.EVENT_READ,
                               lambda: self.collect(service))

    def collect(self, service):
        pid = service.process.pid
        self.selector.unregister(service.descriptor)
        code = service.collect()
        how = f"killed by {signal_name(-code)}" if code < 0 else f"with code {code}"
        self.say(f"{service.name} (pid {pid}) ended, {how}; the end of {service.log.path}:")
        for line in service.log.end():
            self.say(f"  {line}")
        if service.up_since is None and service.endpoint:
            if why := obstacle(*service.endpoint):
                self.say(f"{service.name} can't be reached: {why}.")
        self.go_on(service, code)

    def go_on(self, service, code):
        if service.plan(code):
            return
        why = (f"{service.name} failed {FAULTS} times within {WINDOW_SECONDS // 60} minutes and is "
               f"given up; see {service.log.path}. Other services go on. "
               f"kill -HUP {os.getpid()} tries it again.")
        try:
            write_own(self.place.given_up(service.name), why + "\n")
        except OSError:
            pass
        self.say(why)

    def end(self):
        """Tells them once: a second signal would cut off what they have under way."""
        try:
            self.place.supervisor.write(os.getpid(), "stopping")
        except OSError:
            pass
        running = [service for service in self.services if service.process]
        for service in running:
            service.process.terminate()
        limit = time.monotonic() + STOP_SECONDS
        for service in running:
            if not ended(service.descriptor, limit - time.monotonic()):
                self.say(f"{service.name} does not stop within {STOP_SECONDS} s; killing it")
                service.process.kill()
            code = service.collect()
            service.pid_file.forget()
            self.say(f"{service.name} stopped with code {code}.")

    # --- what it says ------------------------------------------------------------------------

    def say(self, text):
        """To the log, and to the person who watches, if somebody does."""
        line = f"{text}\n".encode(errors="replace")[:4096]
        try:
            os.write(1, time.strftime("%Y-%m-%dT%H:%M:%S%z ").encode() + line)
        except OSError:
            pass  # no room
        if self.news is not None:
            try:
                os.write(self.news, line)
            except BlockingIOError:
                pass  # nobody reads for now
            except OSError:
                self.news = None

    def open_log(self):
        """Makes the log this process's output, from its next line on."""
        file = self.log.open()
        for descriptor in (1, 2):
            os.dup2(file, descriptor)
        os.close(file)


def signal_name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
