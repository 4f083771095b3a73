"""Which kinds of long jobs there are, by the name that the database keeps."""

from collections.abc import Mapping
from typing import Final

from portal.bulk.work import BULK
from portal.jobs.kinds import Kind

KINDS: Final[Mapping[str, Kind]] = {**BULK}
