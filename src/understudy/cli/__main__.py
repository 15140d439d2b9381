"""`python -m understudy.cli`, for where the command itself is not on the path."""

import sys

from understudy.cli.main import main

sys.exit(main())
