"""The entry point of web servers and of the flask command."""

import sys

from portal.config import WrongSetting
from portal.factory import create_app

try:
    app = create_app()
except WrongSetting as fault:
    sys.exit(f"Error: {fault}")
