"""A process that has confined itself can't do more than it may, nor lift its limits."""

import json
import subprocess
import sys

import pytest

from portal.config import ROOT
from portal.imports.reading.limits import HARMLESS, LARGEST_CELL, LARGEST_PART, Fault

CONFINED = """
import json, resource
from portal.imports.reading.limits import MEMORY, confine
confine(memory=MEMORY, cpu={cpu})
{then}
"""


def confined(then: str, *, cpu: int = 60) -> subprocess.CompletedProcess[str]:
    """Run some lines in a process that has confined itself."""
    lines = CONFINED.format(cpu=cpu, then=then)
    return subprocess.run([sys.executable, "-S", "-c", lines], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_confined_process_has_its_limits_for_good() -> None:
    then = """
kinds = ("AS", "CPU", "FSIZE", "CORE", "NOFILE")
print(json.dumps([resource.getrlimit(getattr(resource, f"RLIMIT_{kind}")) for kind in kinds]))
"""

    limits = json.loads(confined(then, cpu=60).stdout)

    assert all(soft == hard for soft, hard in limits)
    assert [soft for soft, _ in limits][1] == 60
    assert [soft for soft, _ in limits][3:] == [0, 32]


def test_a_confined_process_runs_out_of_memory_and_not_the_machine() -> None:
    done = confined("try:\n    bytearray(1024**3)\nexcept MemoryError:\n    print('stopped')")

    assert done.stdout == "stopped\n"


def test_a_limit_that_is_stricter_already_is_kept() -> None:
    then = "confine(memory=MEMORY * 2, cpu=90)\nprint(resource.getrlimit(resource.RLIMIT_CPU)[0])"

    assert confined(then, cpu=60).stdout == "60\n"


@pytest.mark.parametrize("module", ["child", "limits"])
def test_the_child_knows_nothing_of_the_portal_s_libraries(module: str) -> None:
    then = f"import sys, portal.imports.reading.{module}\nprint(*sorted(sys.modules))"

    loaded = set(confined(then).stdout.split())

    assert f"portal.imports.reading.{module}" in loaded
    assert not {"flask", "sqlalchemy", "flask_babel", "portal.extensions", "socket"} & loaded


def test_the_longest_cell_is_harmless_and_the_largest_part_is_not() -> None:
    assert LARGEST_CELL <= HARMLESS < LARGEST_PART


def test_a_fault_keeps_what_its_sentence_tells() -> None:
    fault = Fault("open_quote", row=3)

    assert (fault.code, fault.values, str(fault)) == ("open_quote", {"row": 3}, "open_quote")
