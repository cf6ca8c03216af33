"""AWS's published facts as dated data files, and the modules that read them. Imports no other room."""
