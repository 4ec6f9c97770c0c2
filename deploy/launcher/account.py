"""Who runs the services when root launches them, and what of root's own they get to see."""

import ctypes
import errno
import os
import pwd
import re
import shlex
import stat

from trust import FOLDER, Refused, Way, check_file, settled, user_name

# An account of this name is taken if there is one; no account is ever made.
NAME = "octopus"
# Without one: a number that Debian gives to nobody before 58,740 others have theirs.
NUMBER = 59740
LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 4, 38
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_SLAVE, CLONE_NEWNS = 2, 4, 1 << 12, 1 << 14, 1 << 19, 1 << 17
KEPT = re.compile(r"LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|SWIFT_BACKTRACE|OCTOPUS_[A-Z0-9_]+")
# Those that name places are left out if others can write there.
PLACES_FOR_BUILDS = "HOME", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"
KEPT_FOR_BUILDS = re.compile(r"(?i:https?|no|all)_(?i:proxy)")
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Account:
    def __init__(self, uid):
        self.uid, self.gid, self.name = uid, uid, user_name(uid)
        try:
            self.gid = pwd.getpwuid(uid).pw_gid
        except KeyError:
            pass

    @classmethod
    def named(cls, name):
        try:
            account = cls(int(name) if re.fullmatch("[0-9]{1,10}", name) else pwd.getpwnam(name).pw_uid)
            if account.uid >= 2**32 - 1:
                raise KeyError
        except (KeyError, ValueError):
            raise Refused(f"--user {name} is no account of this machine; "
                          f"useradd --system {shlex.quote(name)} makes one") from None
        if os.geteuid() not in (0, account.uid):
            raise Refused(f"--user {name} needs root; you are {user_name(os.geteuid())}")
        if account.uid == 0 or account.gid == 0:
            raise Refused(f"--user {name} is root or in its group, and services run as neither; give "
                          "another, or none")
        return account

    @classmethod
    def usual(cls):
        """The account for root's services: `octopus` if there is one, else a number of its own."""
        try:
            return cls.named(str(pwd.getpwnam(NAME).pw_uid))
        except KeyError:
            pass
        try:
            raise Refused(f"there is no account {NAME}, and {NUMBER} is {pwd.getpwuid(NUMBER).pw_name}; "
                          "give --user NAME")
        except KeyError:
            return cls(NUMBER)

    def may_enter(self, status):
        who = (0o100 if status.st_uid == self.uid else 0o010 if status.st_gid == self.gid else 0o001)
        return bool(status.st_mode & who)

    def become(self):
        """Makes this process, for good, one of the account's: no group, no privilege is left."""
        os.setgroups([])
        os.setresgid(self.gid, self.gid, self.gid)
        os.setresuid(self.uid, self.uid, self.uid)
        forgo_privileges()
        if 0 in os.getresuid() or 0 in os.getresgid() or os.getgroups():
            raise Refused(f"root's rights can't be given up for those of {self.name}")


def forgo_privileges():
    """From here on no program gets more rights by being started, whatever its mode is."""
    LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def be_seen():
    """Lets processes of the same user see which folder this one works in, as `--stop` has to.

    A process that changed its user is closed to them at first, and the one at the terminal stays so:
    who controls it could type into root's terminal."""
    LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


# --- the folder ------------------------------------------------------------------------------


def prepare(way, account, ours):
    """Makes the data folder, or hands over one of root's own; what is in it goes with it.

    Done by descriptors alone, beneath folders that only root writes to. A folder that is to be made
    beneath one of the account's is left to the account."""
    while way.missing and way.is_of(0):
        way.make(0o700 if len(way.missing) == 1 else 0o711)
    if not way.is_roots():
        return
    if not way.is_of(0):
        raise Refused(f"{way.path} is root's, and a folder above it is not; chown -R "
                      f"{shlex.quote(account.name)} {shlex.quote(way.path)} if that is right")
    opened = os.open(".", os.O_RDONLY | FOLDER, dir_fd=way.folder)
    try:
        for name in ours & set(os.listdir(opened)):
            _give(name, opened, os.path.join(way.path, name), account)
        os.fchown(opened, account.uid, account.gid)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EPERM):
            raise
        raise Refused(f"{way.path} can't be given to {account.name} ({error.strerror}); a container or "
                      "file system may not have that user: give --user NAME") from None
    finally:
        os.close(opened)


def _give(name, folder, path, account):
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISDIR(status.st_mode):
        if status.st_uid not in (0, account.uid):
            raise Refused(f"{path} belongs to {user_name(status.st_uid)}; look at it, then chown it")
        opened = os.open(name, os.O_RDONLY | FOLDER, dir_fd=folder)
        try:
            for inner in os.listdir(opened):
                _give(inner, opened, os.path.join(path, inner), account)
            os.fchown(opened, account.uid, account.gid)
        finally:
            os.close(opened)
    elif not stat.S_ISSOCK(status.st_mode):
        check_file(status, path, {0, account.uid})
        os.chown(name, account.uid, account.gid, dir_fd=folder, follow_symlinks=False)


def reach(paths, account):
    """Lets the account come to these folders and files where it may not enter those above them.

    /root, say, stays closed: this process and those it starts see an empty folder in its place, in
    which there are only the ways to the paths."""
    closed = {}
    for path in paths:
        parts = path.strip("/").split("/")
        above = ["/" + "/".join(parts[:count]) for count in range(1, len(parts))]
        barred = [one for one in above if not account.may_enter(os.stat(one))]
        if barred:
            closed.setdefault(barred[0], []).append(path)
    for folder, inner in closed.items():
        try:
            _cover(folder, inner)
        except OSError as error:
            raise Refused(f"{account.name}, who is to run the services, may not enter {folder}; "
                          f"chmod o+x {shlex.quote(folder)}, or name other places with --data and "
                          f"--programs ({error.strerror})") from None


def _cover(folder, paths):
    paths = [path for path in sorted(set(paths))
             if not any(path.startswith(other + "/") for other in paths)]
    _checked(LIBC.unshare(CLONE_NEWNS))
    _mount(None, "/", None, MS_REC | MS_SLAVE)  # what is unmounted elsewhere is so here too
    held = [(path, os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)) for path in paths]
    _mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0711,size=1m")
    former = os.umask(0o066)  # ways through, to nobody's reading
    for path, descriptor in held:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            os.makedirs(path, 0o711, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(path), 0o711, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        _mount(f"/proc/self/fd/{descriptor}", path, None, MS_BIND | MS_REC)
        os.close(descriptor)
    os.umask(former)


def _mount(source, target, kind, flags, data=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    _checked(LIBC.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]))


def _checked(code):
    if code != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


# --- the environment -------------------------------------------------------------------------


def environment(home, owners):
    """What services and the tool get of the caller's environment: names that are known, and of the
    settings no place that others can write."""
    kept = {}
    for name, value in os.environ.items():
        if not KEPT.fullmatch(name) or name == "OCTOPUS_DATA":
            continue
        if name.startswith("OCTOPUS_") and value.startswith("/"):
            try:
                settled(value, owners)
            except Refused as error:
                raise Refused(f"{name} in the environment: {error}") from None
        kept[name] = value
    return kept | {"PATH": SYSTEM_PATH, "HOME": home}


def build_environment(owners):
    """What a build gets: also proxies, and the caller's PATH and home if they are nobody else's."""
    kept = {"HOME": pwd.getpwuid(os.geteuid()).pw_dir}
    for name, value in os.environ.items():
        if KEPT.fullmatch(name) and not name.startswith("OCTOPUS_") or KEPT_FOR_BUILDS.fullmatch(name):
            kept[name] = value
        elif name in PLACES_FOR_BUILDS and _is_ours(value, owners):
            kept[name] = value
    folders = os.environ.get("PATH", "").split(":")
    path = [one for one in folders if os.path.isdir(one) and _is_ours(one, owners, is_alone=True)]
    return kept | {"PATH": ":".join(dict.fromkeys(path)) or SYSTEM_PATH}


def _is_ours(path, owners, is_alone=False):
    try:
        return path.startswith("/") and bool(settled(path, owners, is_alone))
    except (OSError, Refused):
        return False
