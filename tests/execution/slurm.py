"""A real Slurm of one node with two devices that stand for GPUs, from Debian's packages; root starts it in a folder."""

from __future__ import annotations

import platform
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

PROGRAMS = ("slurmctld", "slurmd", "munged", "sbatch", "scancel", "squeue")
CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
GresTypes=gpu,shard
ReturnToService=2
SlurmctldPort=16817
SlurmdPort=16818
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
KillWait=2
SlurmdParameters=config_overrides
NodeName={host} CPUs=4 RealMemory=16000 Gres=gpu:2,shard:4 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=YES
"""
DEVICES = """\
Name=gpu File=/dev/tty[0-1]
Name=shard Count=4
"""


def missing() -> list[str]:
    """Return the programs that are not installed."""
    return [name for name in PROGRAMS if which(name, path="/usr/sbin:/usr/bin:/bin") is None]


@contextmanager
def cluster(folder: Path) -> Iterator[Path]:
    """Run a cluster; yield the configuration that SLURM_CONF must name."""
    for name in ("state", "spool"):
        (folder / name).mkdir()
    conf = folder / "slurm.conf"
    conf.write_text(CONFIGURATION.format(host=platform.node(), folder=folder))
    (folder / "gres.conf").write_text(DEVICES)
    running = []
    try:
        if subprocess.run(["munge", "-n"], stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode != 0:
            Path("/run/munge").mkdir(exist_ok=True)
            subprocess.run(["chown", "munge:munge", "/run/munge"], check=True)
            running.append(_started(["runuser", "-u", "munge", "--", "munged", "-F"], folder, conf))
            _wait(["munge", "-n"], conf)
        running.append(_started(["slurmctld", "-D", "-f", str(conf)], folder, conf))
        running.append(_started(["slurmd", "-D", "-f", str(conf), "-N", platform.node()], folder, conf))
        _wait(["sh", "-c", "sinfo -h -o %T | grep -q idle"], conf)
        yield conf
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def _environment(conf: Path) -> dict[str, str]:
    return {"SLURM_CONF": str(conf), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def _started(command: list[str], folder: Path, conf: Path) -> subprocess.Popen[bytes]:
    with (folder / f"{command[0]}.out").open("wb") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, env=_environment(conf))


def _wait(command: list[str], conf: Path) -> None:
    deadline = time.monotonic() + 60
    while subprocess.run(
        command, env=_environment(conf), stdin=subprocess.DEVNULL, capture_output=True, check=False
    ).returncode:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{command} does not answer; see the logs in {conf.parent}")
        time.sleep(0.3)
