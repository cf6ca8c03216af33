"""The door for programs: AWS JSON 1.0 with Signature Version 4, at POST /."""
