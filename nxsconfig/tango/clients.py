"""Who calls: the client as Tango knows it, for the history."""

import pwd
import socket
from functools import lru_cache
from pathlib import Path

from tango.server import Device

_LOCAL = ("127.0.0.1", "::1")


def client_of(device: Device) -> str:
    """The client of the call that is being served, as `described`. ``""`` outside a client's call."""
    ident = device.get_client_ident()
    if ident is None or not ident.client_ident:
        return ""
    return described(str(ident.client_ip), int(ident.client_pid))


def described(address: str, pid: int) -> str:
    """``user@host (pid N)``, without the user for programs on other machines: Tango tells address and process id.

    address: ``giop:tcp:IP:PORT`` or ``giop:unix:PATH``.
    """
    host = _host(address)
    user = _user(pid) if host == _this_host() else ""
    return f"{user}@{host} (pid {pid})" if user else f"{host} (pid {pid})"


def _host(address: str) -> str:
    scheme, _, rest = address.removeprefix("giop:").partition(":")
    ip = rest.rpartition(":")[0].strip("[]").removeprefix("::ffff:") if scheme == "tcp" else _LOCAL[0]
    return _this_host() if ip in _LOCAL else _name(ip)


@lru_cache(maxsize=256)
def _name(ip: str) -> str:
    """Name of the machine with an address, or the address when it has none."""
    if _is_ours(ip):
        return _this_host()
    try:
        name = socket.gethostbyaddr(ip)[0]
    except OSError:
        return ip
    return _this_host() if name in (socket.getfqdn(), socket.gethostname()) else name


def _is_ours(ip: str) -> bool:
    """Whether this machine has the address: programs here often reach the server by the machine's own one."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET) as probe:
            probe.bind((ip, 0))
    except OSError:
        return False
    return True


def _this_host() -> str:
    return socket.gethostname()


def _user(pid: int) -> str:
    """Owner of a process of this machine."""
    try:
        return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name
    except (OSError, KeyError):
        return ""
