"""Pinpoint projects."""

from django.db import models

from pools.models.accounts import Account, new_project_id
from pools.models.kept import SearchText, SortKey
from pools.models.scope import SearchedQuerySet
from pools.models.text import key_of_name, of_project


class ProjectQuerySet(SearchedQuerySet):
    def for_caller(self, caller) -> "ProjectQuerySet":
        return self.filter(account=caller.account)

    def for_user(self, user) -> "ProjectQuerySet":
        """The rows of every account that the user is a member of."""
        return self.filter(account__memberships__user=user)

    def with_channel(self) -> "ProjectQuerySet":
        """Those with the SMS and voice channel on."""
        return self.filter(sms_channel_enabled=True)


class Project(models.Model):
    """A Pinpoint project. One with the SMS and voice channel on is what makes pools available to its account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="projects")
    project_id = models.CharField(max_length=32, unique=True, default=new_project_id)
    name = models.CharField(max_length=64)
    sms_channel_enabled = models.BooleanField(default=False)
    created_timestamp = models.DateTimeField()
    search_text = SearchText(by=of_project)
    name_key = SortKey(by=key_of_name)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "created_timestamp"], name="project_by_age")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name
