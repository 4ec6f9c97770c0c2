"""What may be taken from a file system in which other users write as well."""

import grp
import os
import pwd
import shlex
import stat

MOST_LINKS, MOST_DEPTH = 40, 32
FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Refused(Exception):
    """Why it can't go on, in words for the person who launches."""


class Untrusted(OSError, Refused):
    """A file or folder that another user may have made or changed."""


def user_name(user):
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"


def is_shared(group, owners):
    """Whether somebody else than the owners is in a group. One that nobody names may be anybody's."""
    try:
        names = {*grp.getgrgid(group).gr_mem,
                 *(one.pw_name for one in pwd.getpwall() if one.pw_gid == group)}
        return not all(pwd.getpwnam(name).pw_uid in owners for name in names)
    except KeyError:
        return True


def others_write(status, owners, descriptor=None):
    """Whether others can write there, by its mode, its group or its access list."""
    if status.st_mode & 0o002:
        return True
    if not status.st_mode & 0o020:
        return False
    return is_shared(status.st_gid, owners) or descriptor is None or _has_access_list(descriptor)


def _has_access_list(descriptor):
    try:
        os.getxattr(f"/proc/self/fd/{descriptor}", "system.posix_acl_access")
        return True
    except OSError:
        return False


def check(status, path, owners, descriptor=None, may_be_sticky=True):
    """Refuses what others own or can write. In a folder like /tmp (sticky) nobody can exchange what
    is not theirs, so that it is enough that each thing in it is looked at; but they can add to it."""
    name = shlex.quote(path)
    if status.st_uid not in owners:
        mine = user_name(os.geteuid())
        raise Untrusted(f"{path} belongs to {user_name(status.st_uid)}, and nothing is taken from "
                        f"other users; name another place, or look at it and chown {mine} {name}")
    if stat.S_ISLNK(status.st_mode):
        return
    is_sticky = may_be_sticky and stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX
    if not is_sticky and others_write(status, owners, descriptor):
        raise Untrusted(f"other users can write to {path} (mode {status.st_mode & 0o7777:04o}); look "
                        f"at what they left there, then chmod go-w {name}")


def check_file(status, path, owners, descriptor=None):
    if stat.S_ISLNK(status.st_mode):
        raise Untrusted(f"{path} is a link, and links are not followed there; put in its place what "
                        "it leads to")
    if not stat.S_ISREG(status.st_mode):
        raise Untrusted(f"{path} is not a file; remove it")
    if status.st_nlink > 1:
        raise Untrusted(f"{path} is one of {status.st_nlink} names of a file (hard links); copy it, "
                        "and put the copy in its place")
    check(status, path, owners, descriptor)


class Way:
    """A path without links: each step was looked at, and was opened from the step before."""

    def __init__(self, path, owners):
        self.owners, self.steps, self.missing, self.links = owners, [], [], 0
        self.file = None
        root = os.open("/", os.O_PATH | FOLDER)
        self.steps.append(("", root))
        check(os.fstat(root), "/", owners, root)
        try:
            self._follow(os.path.join(os.getcwd(), path).split("/"))
        except BaseException:
            self.close()
            raise

    @property
    def path(self):
        found = [name for name, _ in self.steps[1:]] + ([self.file] if self.file else [])
        return "/" + "/".join([*found, *self.missing])

    @property
    def folder(self):
        """A descriptor (O_PATH) of the last folder that exists."""
        return self.steps[-1][1]

    def status(self):
        """Of what the path names; None if it does not exist."""
        if self.missing:
            return None
        if self.file:
            return os.stat(self.file, dir_fd=self.folder, follow_symlinks=False)
        return os.fstat(self.folder)

    def is_roots(self):
        return not self.missing and os.fstat(self.folder).st_uid == 0

    def is_of(self, user):
        """Whether the folder, and all above it, are one user's."""
        return all(os.fstat(one).st_uid == user for _, one in self.steps)

    def check_alone(self):
        """Refuses a folder in which others can put something, be it sticky."""
        if not (self.missing or self.file):
            check(os.fstat(self.folder), self.path, self.owners, self.folder, may_be_sticky=False)

    def make(self, mode):
        """Makes the first folder that is missing."""
        name, *rest = self.missing
        former = os.umask(0)
        os.mkdir(name, mode, dir_fd=self.folder)
        os.umask(former)
        self.missing = []
        self._follow([name])
        self.missing = rest

    def close(self):
        while self.steps:
            os.close(self.steps.pop()[1])

    def _follow(self, parts):
        pending = parts[::-1]
        while pending:
            part = pending.pop()
            if part in ("", "."):
                continue
            if self.file or (self.missing and part == ".."):
                raise Refused(f"{self.path} is no folder")
            if self.missing:
                self.missing.append(part)
            elif part == "..":
                if len(self.steps) > 1:
                    os.close(self.steps.pop()[1])
            else:
                self._step(part, pending)

    def _step(self, name, pending):
        path = os.path.join(self.path, name)
        try:
            status = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
        except FileNotFoundError:
            self.missing.append(name)
            return
        if stat.S_ISLNK(status.st_mode):
            check(status, path, self.owners)
            self._turn(name, path, pending)
        elif stat.S_ISDIR(status.st_mode):
            opened = os.open(name, os.O_PATH | FOLDER, dir_fd=self.folder)
            self.steps.append((name, opened))
            check(os.fstat(opened), path, self.owners, opened)
        else:
            if stat.S_ISREG(status.st_mode):
                check(status, path, self.owners)
            self.file = name

    def _turn(self, name, path, pending):
        self.links += 1
        if self.links > MOST_LINKS:
            raise Refused(f"{path} leads through too many links")
        target = os.readlink(name, dir_fd=self.folder)
        if target.startswith("/"):
            while len(self.steps) > 1:
                os.close(self.steps.pop()[1])
        pending += target.split("/")[::-1]


def settled(path, owners, is_alone=False):
    """The path without its links, once nobody but the owners can have a say in where it leads.

    - is_alone: nor put anything into the folder that it names."""
    way = Way(path, owners)
    try:
        if is_alone:
            way.check_alone()
        return way.path
    finally:
        way.close()


def inspect(descriptor, path, owners, spared=(), depth=0, is_data=True):
    """Refuses a folder in which there is anything that is a link, no file, or another user's.

    Sockets are left: they are listened at, and never read as files. Of sources (`is_data` false)
    it is enough that nobody else can have changed them."""
    if depth > MOST_DEPTH:
        raise Untrusted(f"{path} lies too deep")
    with os.scandir(descriptor) as entries:
        for entry in entries:
            inner = os.path.join(path, entry.name)
            if depth == 0 and entry.name in spared:
                continue
            try:
                status = entry.stat(follow_symlinks=False)
                if not stat.S_ISDIR(status.st_mode):
                    if not stat.S_ISSOCK(status.st_mode):
                        (check_file if is_data else check)(status, inner, owners)
                    continue
                if status.st_uid not in owners:
                    check(status, inner, owners)
                opened = os.open(entry.name, os.O_RDONLY | FOLDER, dir_fd=descriptor)
            except FileNotFoundError:
                continue  # a journal of a database that is in use
            try:
                check(os.fstat(opened), inner, owners, opened)
                inspect(opened, inner, owners, spared, depth + 1, is_data)
            finally:
                os.close(opened)


def inspect_sources(path, owners):
    """Refuses sources that others can have changed, or the folders above them."""
    way = Way(path, owners)
    try:
        if not (way.file or way.missing):
            opened = os.open(".", os.O_RDONLY | FOLDER, dir_fd=way.folder)
            try:
                inspect(opened, way.path, owners, is_data=False)
            finally:
                os.close(opened)
    finally:
        way.close()


# --- files of our own ------------------------------------------------------------------------


def open_own(path, flags, mode=0o600):
    """Opens a file of the data folder: no link, no other kind of file, nobody else's."""
    try:
        descriptor = os.open(path, flags & ~os.O_TRUNC | FILE, mode)
    except OSError as error:
        try:
            check_file(os.lstat(path), path, {0, os.geteuid()})
        except FileNotFoundError:
            pass
        raise error
    try:
        check_file(os.fstat(descriptor), path, {0, os.geteuid()}, descriptor)
        if flags & os.O_TRUNC:
            os.ftruncate(descriptor, 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_own(path, most_bytes=1 << 20):
    with open(open_own(path, os.O_RDONLY), "rb") as file:
        text = file.read(most_bytes + 1)
    if len(text) > most_bytes:
        raise Refused(f"{path} is larger than {most_bytes} bytes")
    return text


def write_own(path, text):
    """Puts a whole new file in the place of the former one."""
    new = f"{path}.new"
    try:
        os.remove(new)
    except FileNotFoundError:
        pass
    with open(open_own(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(new, path)
