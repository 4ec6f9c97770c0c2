"""deploy/launch: builds, makes what is missing, starts every service, says what to try."""

import encodings.idna  # noqa: F401: what is imported later may be out of the account's reach
import os
import re
import selectors
import shlex
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "deploy", "launcher"), os.path.join(ROOT, "deploy")]

import ports  # noqa: E402
from account import Account, be_seen, build_environment, environment, prepare, reach  # noqa: E402
from logs import Log  # noqa: E402
from options import USAGE, Options  # noqa: E402
from place import OURS, SIP, STOP_SECONDS, Place  # noqa: E402
from processes import descendants, restore_signals  # noqa: E402
from services import SERVICES  # noqa: E402
from supervisor import Service, Supervisor  # noqa: E402
from trust import Refused, Way, inspect_sources, settled  # noqa: E402

SOURCES = "Package.swift", "Package.resolved", "Shared", "Services", "deploy", ".build"
READY_SECONDS = 60
SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


class Stopped(Exception):
    """A signal told the launch to stop."""

    def __init__(self, number):
        self.number = number


def say(text=""):
    """Tells the person at the terminal; what would command the terminal is shown instead."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)
    try:
        print(shown, file=sys.stderr, flush=True)
    except OSError:
        pass  # the terminal is gone, and what is to be done has to be done all the same


class Launch:
    def __init__(self, options):
        self.options, self.pid = options, None
        self.is_root = os.geteuid() == 0
        built = os.path.join(ROOT, ".build", options.configuration)
        self.account = Account.named(options.user) if options.user is not None else None
        if options.action == "start":
            self.account = self.account or (Account.usual() if self.is_root else None)
        elif self.is_root:
            self.account = self.owner()
        self.owners = {0, self.account.uid if self.account else os.geteuid()}
        data = settled(options.data, self.owners, is_alone=True)
        self.place = Place(data, options.programs or built, options.sip_port if options.sip else None)

    def owner(self):
        """Whose processes root looks at and ends: with the rights of the folder's owner alone."""
        try:
            owner = os.stat(self.options.data).st_uid
        except OSError:
            return None
        return Account(owner) if owner else None

    # --- what runs ---------------------------------------------------------------------------

    def act_as_owner(self):
        if self.is_root and self.account:
            reach([self.place.data], self.account)
            self.account.become()

    def status(self):
        running, supervisor = self.place.running(), self.place.supervisor.read()
        for name in self.place.services:
            if name in running:
                alone = "" if supervisor else " without a supervisor, so that nobody restarts it"
                say(f"{name} runs as pid {running[name]}{alone}, log {self.place.log(name)}")
            elif supervisor and os.path.exists(self.place.given_up(name)):
                say(f"{name} was given up; see {self.place.log(name)}")
            elif name in SERVICES:
                say(f"{name} does not run")
        return 0 if supervisor and running.keys() >= set(SERVICES) else 1

    def stop(self):
        any_ran = self.place.supervisor.end(say, STOP_SECONDS + 10)
        for file in self.place.services.values():
            any_ran |= file.end(say)  # the supervisor may have been killed and have left it alone
            file.forget()
        self.place.supervisor.forget()
        say("Stopped." if any_ran else f"Nothing runs in {self.place.data}.")
        return 0

    # --- starting ----------------------------------------------------------------------------

    def start(self):
        if self.is_root:
            self.prepare_as_root()
            planned = self.look()
        else:
            planned = self.look()
            self.build()
            self.settle()
        self.place.check_programs()
        for name, pid in self.place.running().items():
            say(f"{name} (pid {pid}) runs without a supervisor; it is stopped, and started again.")
            self.place.services[name].end(say)
        self.place.write_map(planned, self.place.make_keys())
        self.place.bootstrap()
        self.place.forget_given_up()
        self.supervise(planned)
        self.wait_ready()
        if self.options.demo:
            self.tell_demo()
        self.hint()
        return self.leave() if self.options.detach else self.stay()

    def prepare_as_root(self):
        """What needs root; nothing that root reads or starts was in another user's hands."""
        ports.remember()
        way = Way(self.place.data, self.owners)
        try:
            if way.file or way.is_roots():
                self.place.refuse_others_folder()
            if way.is_of(0) and os.path.exists(self.place.path("run", "launch.lock")):
                self.place.refuse_running()
                self.place.let_go()
            prepare(way, self.account, OURS)
        finally:
            way.close()
        say(f"Services run as {self.account.name}, not as root.")
        if not self.options.programs:
            self.apart(self.look)
            self.build()
        self.settle()
        ways = [self.place.data, *self.place.settled.values()]
        if self.account.may_enter(os.stat(self.place.programs)):
            ways.append(self.place.programs)  # whole, so that a newer build is seen
        reach(ways, self.account)
        self.account.become()

    def settle(self):
        """Finds what is started, and with which environment, among what others can't have changed."""
        owners = {0, os.geteuid()}
        self.place.settle_programs(owners)
        self.place.environment = environment(self.place.data, owners)

    def apart(self, work):
        """Does the work in a process of the account's, before root builds; its refusal is ours."""
        pid = os.fork()
        if pid:
            if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
                raise Refused("nothing was built; the reason is above")
            return
        code = 1
        try:
            reach([self.place.data], self.account)
            self.account.become()
            work()
            code = 0
        except (Refused, OSError, UnicodeError) as error:
            say(f"error: {error}")
        finally:
            os._exit(code)

    def look(self):
        """Takes the folder, and says before anything is built what is in the way."""
        self.place.open(say)
        self.place.supervisor.write(os.getpid())
        planned = self.place.planned(self.options.port_base)
        self.place.check_ports(planned)
        return planned

    def build(self):
        if self.options.programs:
            return
        owners, configuration = {0, os.geteuid()}, self.options.configuration
        for name in SOURCES:
            inspect_sources(os.path.join(ROOT, name), owners)
        say(f"Building ({configuration}; the first time takes some minutes) …")
        script = """. deploy/packages.sh; need_swift; install_packages "${run_packages[@]}"
                    [ -z "$2" ] || install_packages "${sip_packages[@]}"
                    build "$1" """
        sip = "sip" if self.options.sip else ""
        if subprocess.run(["/bin/bash", "-peuc", script, "bash", configuration, sip], cwd=ROOT,
                          env=build_environment(owners), umask=0o022,  # the services' user runs what is built
                          stdout=sys.stderr).returncode != 0:
            raise Refused("it is not built; what was said is above")

    def supervise(self, planned):
        """Starts the supervisor, a process of its own. Unless we detach, it ends when we do."""
        log_bytes = self.options.log_size << 20
        services = [Service(self.place, name, self.place.endpoint(planned, name), log_bytes)
                    for name in SERVICES]
        if self.place.sip_port:
            services.append(Service(self.place, SIP, None, log_bytes))
        leash, self.held = os.pipe()
        self.news, news = os.pipe()
        os.set_blocking(news, False)
        self.pid = os.fork()
        if self.pid:
            os.close(leash)
            os.close(news)
            self.place.supervisor.write(self.pid)
            return
        code = 1
        try:
            os.setsid()
            os.close(self.held)
            os.close(self.news)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            be_seen()
            Supervisor(self.place, services, log_bytes, news,
                       None if self.options.detach else leash).run()
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)

    def wait_ready(self):
        """Waits for what it started; the map may have services elsewhere, that are not looked at."""
        limit = time.monotonic() + READY_SECONDS
        if all(self.is_ready(name, limit) for name in SERVICES) and self.is_sip_ready(limit):
            return
        say("Not ready. The ends of the logs:")
        for name in self.place.services:
            for line in Log(self.place.log(name)).end():
                say(f"  {name}: {line}")
        self.stop()
        raise Refused("not every service came up")

    def is_ready(self, name, limit):
        """Passes on what the supervisor says; a service that is given up ends the wait at once."""
        seconds = max(1, round(limit - time.monotonic()))
        health = subprocess.Popen(
            [self.place.program("octopus"), "health", name, "--wait", str(seconds)],
            stdin=subprocess.DEVNULL, stdout=sys.stderr, env=self.environment(), start_new_session=True)
        ended = os.pidfd_open(health.pid)
        with selectors.DefaultSelector() as selector:
            selector.register(ended, selectors.EVENT_READ)
            selector.register(self.news, selectors.EVENT_READ)
            while health.poll() is None:
                if any(key.fd == self.news for key, _ in selector.select()) and not self.pass_on():
                    break
                if any(os.path.exists(self.place.given_up(one)) for one in SERVICES):
                    break
        os.close(ended)
        if health.poll() is None:
            health.kill()
            health.wait()
        return health.returncode == 0

    def is_sip_ready(self, limit):
        """Kamailio listens for the bridge to SIP, if there is to be one."""
        while self.place.sip_port:
            if ports.is_open("127.0.0.1", self.place.sip_port + 1):
                break
            if time.monotonic() > limit or os.path.exists(self.place.given_up(SIP)):
                return False
            time.sleep(0.05)
        return True

    def pass_on(self):
        """Says what the supervisor said; returns whether there is more to come."""
        text = os.read(self.news, 65536).decode(errors="replace")
        if text:
            say(text.rstrip("\n"))
        return bool(text)

    def tell_demo(self):
        ended = subprocess.run([self.place.program("octopus"), "demo"], env=self.environment(),
                               stdin=subprocess.DEVNULL, start_new_session=True)
        if ended.returncode != 0:
            if not self.options.detach:
                self.stop()
            raise Refused("the demo did not end well; what it said is above")

    def environment(self):
        return {**self.place.environment, "OCTOPUS_DATA": self.place.data}

    def hint(self):
        octopus = shlex.quote(self.place.program("octopus"))
        say(f"""
Octopus is ready. Databases, keys and logs: {self.place.data}

  export OCTOPUS_DATA={shlex.quote(self.place.data)}
  {octopus} list                      every method
  {octopus} describe loyalty.v1/AwardPoints
  {octopus} health
  {octopus} events loyalty --follow
  {octopus} demo                      a day, told
  {octopus} demo --partners           a stranger becomes a partner
  {octopus} demo --chat               a question at night
  {octopus} demo --campaign           a campaign's day
{self.sip_hint()}""")

    def sip_hint(self):
        if not self.place.sip_port:
            return ""
        tcp, tls = self.place.sip_port, self.place.sip_port + 1
        return (f"  SIP of domain octopus, by the proxy sip:127.0.0.1:{tcp};transport=tcp or\n"
                f"  sip:127.0.0.1:{tls};transport=tls (certificate {self.place.path(SIP, 'certificate.pem')})\n")

    def leave(self):
        say(f"It goes on in the background: {self.place.command('--status | --stop')}")
        return 0

    def stay(self):
        say("Ctrl-C stops everything.")
        while self.pass_on():
            pass
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if code != 0:
            say(f"The supervisor has ended (code {code}); stopping what it looked after.")
            self.stop()
        say(f"The services have ended; see {self.place.path('logs')}.")
        return 1

    # --- being told to stop ------------------------------------------------------------------

    def listen_to_signals(self):
        for number in SIGNALS:
            # nohup means it; that a shell has a job in the background ignore Ctrl-C does not.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self.interrupt)
        restore_signals()

    def interrupt(self, number, _):
        """Ends what is run at the moment, a build for instance, and then everything."""
        for each in SIGNALS:
            signal.signal(each, lambda *_: None)  # what is begun is ended in order
        spared = {self.pid, *descendants(self.pid)} if self.pid else set()
        for pid in descendants(os.getpid()):
            if pid not in spared:
                try:
                    os.kill(pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
        raise Stopped(number)


def release():
    with open(os.path.join(ROOT, "Shared", "Contract", "Core", "Release.swift")) as file:
        return re.search(r'version = "([^"]+)"', file.read())[1]


def run(words):
    options = Options(words)
    if options.action in ("help", "h", "version"):
        print(f"launch {release()}" if options.action == "version" else USAGE.rstrip(), flush=True)
        return 0
    launch = Launch(options)
    if options.action != "start":
        launch.act_as_owner()
        return launch.status() if options.action == "status" else launch.stop()
    launch.listen_to_signals()
    try:
        return launch.start()
    except Stopped as stopped:
        say("\nStopping …")
        if launch.pid:
            launch.stop()
        return 128 + stopped.number


def main():
    os.umask(0o077)
    os.closerange(3, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 1 << 20 else 1 << 20)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="backslashreplace")
    try:
        return run(sys.argv[1:])
    except (Refused, OSError, UnicodeError) as error:
        say(f"error: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
