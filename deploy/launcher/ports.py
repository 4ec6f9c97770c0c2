"""Ports: whether one is free, and who has it."""

import errno
import glob
import os
import pwd
import socket

from processes import command_line

# Who listens where, seen while this was root's process: its user may look into fewer.
SEEN = {}


def remember():
    """Notes the processes of all sockets, for the words of `obstacle`."""
    for path in glob.glob("/proc/[0-9]*/fd/*"):
        try:
            SEEN[os.readlink(path)] = int(path.split("/")[2])
        except OSError:
            continue


def tcp_endpoint(endpoint):
    """Host and port of `tcp://host:port`; None for another carrier, or no port."""
    if not isinstance(endpoint, str) or not endpoint.startswith("tcp://"):
        return None
    host, _, port = endpoint.removeprefix("tcp://").rpartition(":")
    if not (port.isascii() and port.isdigit()):
        return None
    host = host.rpartition(";")[2].strip("[]")
    return ("::" if host == "*" else host), int(port)


def obstacle(host, port, friends=()):
    """Why nobody can listen there, in words; None if somebody can, or only `friends` are there."""
    if not 0 < port < 65536:
        return f"{port} is no port"
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return None  # no address of this machine; the service says what is wrong with it
    for family, kind, protocol, _, address in places:
        try:
            with socket.socket(family, kind, protocol) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
                trial.listen(1)
        except OSError as error:
            if error.errno == errno.EACCES:
                return f"port {port} is for root alone"
            if error.errno == errno.EADDRINUSE and (who := _users(port, friends)):
                return f"port {port} is in use by {who}"
    return None


def is_open(host, port):
    """Whether somebody answers there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def listens(pid, port):
    """Whether a process has the port open."""
    return _has_socket(pid, _listening(port).keys())


def _users(port, friends):
    """Who listens on a port, in words; empty if only friends do."""
    inodes = _listening(port)
    pids = [pid for path in glob.glob("/proc/[0-9]*")
            if _has_socket(pid := int(path.rpartition("/")[2]), inodes.keys())]
    pids = pids or [SEEN[name] for inode in inodes if (name := f"socket:[{inode}]") in SEEN]
    others = [pid for pid in pids if pid not in friends]
    if others:
        return " and ".join(f"pid {pid} ({command_line(pid)})" for pid in others)
    if pids:
        return ""
    names = {_user_name(user) for user in inodes.values()}
    return f"a process of {' and '.join(sorted(names))}" if names else "another process"


def _user_name(user):
    try:
        return f"user {pwd.getpwuid(user).pw_name}"
    except KeyError:
        return f"user {user}"


def _listening(port):
    """The sockets that listen on a port, by inode, with the user whose they are."""
    found = {}
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6"):
        try:
            with open(table) as file:
                rows = file.readlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                found[fields[9]] = int(fields[7])
    return found


def _has_socket(pid, inodes):
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for path in glob.glob(f"/proc/{pid}/fd/*") if wanted else ():
        try:
            if os.readlink(path) in wanted:
                return True
        except OSError:
            continue
    return False
