"""The docker command that does the same, in the learner's words; pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

_FLAGS = {"user": "--user", "workdir": "--workdir", "network": "--network", "hostname": "--hostname", "name": "--name"}
# docker-py's host options -> docker run's flags, where the value is written as it is.
_HOST = {
    "mem_limit": "--memory", "memswap_limit": "--memory-swap", "pid_mode": "--pid", "ipc_mode": "--ipc",
    "uts_mode": "--uts", "userns_mode": "--userns", "cgroupns": "--cgroupns", "cpu_shares": "--cpu-shares",
    "cpuset_cpus": "--cpuset-cpus", "pids_limit": "--pids-limit", "shm_size": "--shm-size",
    "volumes_from": "--volumes-from", "cap_add": "--cap-add", "cap_drop": "--cap-drop", "dns": "--dns",
    "security_opt": "--security-opt", "group_add": "--group-add", "stop_signal": "--stop-signal",
    "domainname": "--domainname", "mac_address": "--mac-address", "runtime": "--runtime",
    "oom_score_adj": "--oom-score-adj", "platform": "--platform",
}  # fmt: skip
_SWITCHES = {"read_only": "--read-only", "init": "--init", "privileged": "--privileged", "tty": "--tty",
             "publish_all_ports": "--publish-all", "oom_kill_disable": "--oom-kill-disable"}  # fmt: skip


def quoted(words: Iterable[object]) -> str:
    """Words as a shell takes them."""
    return shlex.join(str(word) for word in words)


def build_command(options: Mapping, context: str, file: str | None = None, stdin: bool = False) -> str:
    """`docker build …`. options: tag, target, no_cache, args, secrets (names only), classic.

    stdin: the Dockerfile is given as text.
    """
    words: list[str] = ["docker", "build"]
    words += ["-t", options["tag"]] if options.get("tag") else []
    words += ["--target", options["target"]] if options.get("target") else []
    words += ["--no-cache"] if options.get("no_cache") else []
    for key, value in (options.get("args") or {}).items():
        words += ["--build-arg", f"{key}={value}"]
    for name in options.get("secrets") or ():
        words += ["--secret", f"id={name}"]
    if file:
        words += ["-f", file]
    elif stdin and context != "-":
        words += ["-f", "-"]
    line = quoted([*words, context]) + (" < Dockerfile" if stdin else "")
    return f"DOCKER_BUILDKIT=0 {line}" if options.get("classic") else line


def run_command(image: str, command: Iterable[str] | None, options: Mapping) -> str:
    """`docker run …`. options: as run() takes them; unknown ones are said in docker-py's words."""
    left = dict(options)
    words = ["docker", "run"]
    words += ["--detach"] if left.pop("detach", False) else []
    words += ["--rm"] if left.pop("remove", True) else []
    words += ["-i"] if left.pop("stdin", None) is not None else []
    for key, flag in _FLAGS.items():
        value = left.pop(key, None)
        words += [flag, str(value)] if value is not None else []
    for key, value in sorted((left.pop("env", None) or {}).items()):
        words += ["--env", f"{key}={value}"]
    words += left.pop("published", [])
    words += left.pop("mounted", [])
    entrypoint = left.pop("entrypoint", None)
    words += _host_words(left)
    tail: list[str] = []
    if entrypoint is not None:
        words += ["--entrypoint", entrypoint[0] if entrypoint else ""]
        tail = list(entrypoint[1:])
    return quoted([*words, image, *tail, *(command or ())])


def _host_words(options: Mapping) -> list[str]:
    words: list[str] = []
    for key in sorted(options):
        value = options[key]
        if value is None or value is False:
            continue
        if key in _SWITCHES:
            words.append(_SWITCHES[key])
        elif key == "nano_cpus":
            words += ["--cpus", f"{value / 1e9:g}"]
        else:
            words += _valued(key, value)
    return words


def _valued(key: str, value: object) -> list[str]:
    flag = _HOST.get(key, "--" + key.replace("_", "-"))
    if key == "tmpfs":
        return [w for path, opts in value.items() for w in (flag, f"{path}:{opts}" if opts else path)]
    if key in ("sysctls", "extra_hosts", "labels"):
        flag = {"sysctls": "--sysctl", "extra_hosts": "--add-host", "labels": "--label"}[key]
        between = ":" if key == "extra_hosts" else "="
        return [w for name, v in value.items() for w in (flag, f"{name}{between}{v}")]
    if key == "ulimits":
        return [w for u in value for w in ("--ulimit", f"{u['Name']}={u['Soft']}:{u['Hard']}")]
    values = value if isinstance(value, list | tuple) else [value]
    return [word for v in values for word in (flag, str(v))]
