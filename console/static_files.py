"""Static files as browsers get them: named by their content, compressed, without the comments that are for readers."""

import re
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN = ("css/", "js/")  # packages' files stay as they came
# Of JavaScript only whole lines: within a line two slashes may be part of a text.
COMMENTS = {".css": re.compile(r"/\*.*?\*/\n?", re.DOTALL), ".js": re.compile(r"^[ \t]*//.*\n", re.MULTILINE)}


class StaticFiles(CompressedManifestStaticFilesStorage):
    def _save(self, name: str, content: File) -> str:
        comments = COMMENTS.get(PurePath(name).suffix)
        if comments and name.startswith(OWN):
            text = b"".join(content.chunks()).decode()  # from its start, wherever others have read to
            content = ContentFile(comments.sub("", text).encode())
        return super()._save(name, content)
