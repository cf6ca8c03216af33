#!/usr/bin/env python3
"""Django's command line for this project: .venv/bin/python manage.py help lists the commands."""

import os
import sys

from console.command_line import obey

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    obey(sys.argv)
