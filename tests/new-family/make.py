#!/usr/bin/env python3
"""Makes the PDF of the atlas from its web page.

    pip install weasyprint          # 70.0
    apt-get install fonts-dejavu-core
    python3 tests/new-family/make.py

Not needed to build or to test recense: the PDF is committed. The web page is the source; a style
sheet for print lays it out as the atlas was handed out, without the site's header and footer.
"""

import os
from pathlib import Path

os.environ["SOURCE_DATE_EPOCH"] = "1760486400"  # 2025-10-15

from weasyprint import HTML  # noqa: E402

PAGE = Path(__file__).resolve().parent / "documents" / "atlas-bfc-2025-10.html"

HTML(PAGE).write_pdf(PAGE.with_suffix(".pdf"), pdf_identifier=b"recense new family")
