"""The command line: `python -m busyhour run MODEL` is `busyhour run MODEL`."""

import sys

from ._busyhour import main as _main


def main() -> None:
    """Runs the program with the arguments of this process, and ends it with the program's exit status."""
    sys.exit(_main(["busyhour", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
