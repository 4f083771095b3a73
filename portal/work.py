"""Which kinds of long jobs there are, by the name that the database keeps."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from portal.asking.work import ASKING
from portal.bulk.work import BULK
from portal.erasure.sweeping import SWEEPING
from portal.feedback.taking import FEEDBACK
from portal.imports import importing, undoing
from portal.informing.work import INFORMING
from portal.jobs.kinds import Kind

KINDS: Final[Mapping[str, Kind]] = {
    **ASKING,
    **BULK,
    **SWEEPING,
    **FEEDBACK,
    **INFORMING,
    "import_read": Kind(_l("Read a file"), importing.read_file, importing.broken_off),
    "import_check": Kind(_l("Check a file"), importing.check, importing.broken_off),
    "import": Kind(_l("Import people"), importing.apply, importing.broken_off),
    "import_undo": Kind(_l("Undo an import"), undoing.undo, importing.broken_off),
}
