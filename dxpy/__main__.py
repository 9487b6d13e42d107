"""`python -m dxpy` is the command line."""

from dxpy.cli.main import main

if __name__ == "__main__":
    main()
