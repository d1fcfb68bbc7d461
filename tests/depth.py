"""How far the tests look that draw what they look at: ``make soak`` looks farther than ``make test``."""

from __future__ import annotations

import os

DEPTH = int(os.environ.get("WEBGEN_DEPTH", "1"))
