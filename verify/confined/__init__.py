"""Strangers' code, confined: what a child process gives away before it runs any of it.

    rules.py            the layers: rlimits, no_new_privs, namespaces, Landlock, seccomp
    system_calls.py     which system calls are left, on x86_64 and aarch64
    builder_child.py    the process that runs a student's build(n) once
    building.py         what starts it, twice, and believes nothing but bytes
    layers.py           which layers work here, for `verify doctor`

The children run as bare scripts, without this package on their path: they load rules.py by its
place, and rules.py loads system_calls.py so. Both need the standard library alone.
"""
