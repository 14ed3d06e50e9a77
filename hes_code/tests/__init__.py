# Copyright 2026 hes_code contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_browser,
    test_buttons,
    test_filters,
    test_forms,
    test_i18n,
    test_reports,
    test_sources,
)
from .settings import *
from .code import *
from .service import *
from .query import *
from .sheet import *
from .edevlet import *
from .gate import *
from .visit import *
from .contact import *
from .privacy import *
from .overview import *
