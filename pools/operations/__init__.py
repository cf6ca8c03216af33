"""Verbs: one function per AWS operation, named as the API names it. The only code that writes domain rows."""
