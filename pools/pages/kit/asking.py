"""What every settings form has for when somebody else changed the same thing: its seal, and words for its settings."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from django.http import QueryDict

from pools.models import Activity
from pools.models.activity import ActivityQuerySet
from pools.operations.engine.caller import Caller
from pools.pages.kit.rows import Editor
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.words import labels

# Associating changes a pool too, but no setting: whoever did that is not whom a conflict is with.
NO_SETTINGS = ("AssociateOriginationIdentity", "DisassociateOriginationIdentity")


class Asking:
    """kind: of the resource, as in ARNs. settings_type: all its settings, as saving takes them.

    key: the resource's own, as an ARN has it. data: what was posted. initial_settings: what the form was drawn with;
    base: the same, or None where the seal can't be read. conflict: what somebody is asked about; see conflict.py.
    """

    kind: ClassVar[str]
    settings_type: ClassVar[type]
    caller: Caller
    posted: Any
    alert: str = ""
    conflict: Any = None

    def begin(self, caller: Caller, key: str, current: Any, data: QueryDict | None) -> None:
        """current: the settings as they are now, which a form that is not posted shows."""
        self.caller, self.key, self.is_posted = caller, key, data is not None
        self.data: Mapping[str, str] = data if data is not None else {}
        self.sealed = self.data.get("drawn", "") if self.is_posted else self.seal(current)
        # None of a form of an earlier release, or of one that somebody has tampered with.
        self.base = self.unseal(self.sealed) if self.is_posted else current
        # Where nobody knows, the page shows what stands now, and saving asks about each difference.
        self.initial_settings = self.base or current

    @property
    def salt(self) -> str:
        """With the key, so that what another's form was drawn with does not count here."""
        return f"{self.kind}-settings:{self.key}"

    def seal(self, settings: Any) -> str:
        return sealed(self.salt, asdict(settings))

    def unseal(self, text: str) -> Any:
        """The settings that `seal` wrote for this resource; None for anything else."""
        values = unsealed(self.salt, text)
        try:
            return self.unpacked(values) if values else None
        except (KeyError, TypeError, ValueError):  # an earlier release knew other settings
            return None

    def unpacked(self, values: dict[str, Any]) -> Any:
        return self.settings_type(**values)

    @property
    def editors(self) -> Mapping[str, Editor]:
        """Those of the settings that are rows."""
        return {}

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was chosen in a conflict, to be kept while something else in the form is wrong."""
        names = [name for name in self.data if name == "drawn_anew" or name.startswith("choice.")]
        return [(name, self.data[name]) for name in names]

    @property
    def changes(self) -> ActivityQuerySet:
        """Who changed its settings, the newest first."""
        mine = Activity.objects.for_caller(self.caller).changes_of(self.kind, self.key)
        return mine.exclude(operation__in=NO_SETTINGS)

    def label_of(self, setting: str) -> str:
        return labels.SETTINGS[setting]

    def in_words(self, setting: str, value: Any) -> str:
        return labels.value_of(setting, value)
