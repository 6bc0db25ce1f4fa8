"""`python -m bookbuild` is the same as `bookbuild`."""

import sys

from bookbuild.cli import main

sys.exit(main())
