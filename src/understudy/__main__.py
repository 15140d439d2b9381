"""`python -m understudy`: the command, for environments whose scripts are not on the path."""

import sys

from understudy.cli import main

if __name__ == "__main__":
    sys.exit(main())
