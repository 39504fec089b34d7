"""Becomes another program that ends when its parent does, even by kill -9; optionally as another user.

    python launch.py PARENT_PID SIGNAL USER PROGRAM [ARGUMENT…]

A program of its own rather than a function run after a fork: forking isn't safe once Tango's threads run.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, signal, user, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    if user:
        account = pwd.getpwnam(user)
        os.initgroups(user, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
    # after the change of user, which would clear it
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has ended already")
    os.execv(program[0], program)


main()
