"""What `manage.py sync` does at a terminal or in a script; it asks by the same verbs as the pages."""
