"""python3 -m helpers COMMAND …"""

import sys

from helpers.cli import main

sys.exit(main(sys.argv[1:]))
