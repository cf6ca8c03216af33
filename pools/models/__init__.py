"""Nouns: the tables, their constraints and the ways of choosing rows. Read by every door, written by operations."""

from pools.models.access_keys import AccessKey
from pools.models.accounts import Account, AccountRegion, Fault, Membership, Role, Tier, User
from pools.models.activity import Activity, ClientToken
from pools.models.aws_links import (
    AwsLink,
    SyncRequest,
    SyncRequestKind,
    SyncWorker,
    is_linked_anywhere,
    link_of,
)
from pools.models.classes import Class, Seat
from pools.models.configuration_sets import ConfigurationSet, EventDestination
from pools.models.edit_runs import EditRun, EditRunItem
from pools.models.identities import PhoneNumber, SenderId
from pools.models.keywords import Keyword
from pools.models.lessons import Learner, LessonProgress, is_for_learning
from pools.models.messages import Message, MonthlySpend, Receipts
from pools.models.mirrors import AwsChange, DirtyKey, Mirror, Standing
from pools.models.opt_out_imports import OptOutImport, OptOutImportPiece
from pools.models.opt_out_lists import OptedOutNumber, OptOutList, SnsTopic
from pools.models.pools import Pool, PoolSenderId
from pools.models.preferences import Preference
from pools.models.projects import Project
from pools.models.quotas import Quota
from pools.models.request_turns import RequestTurn
from pools.models.resource_policies import ResourcePolicy
from pools.models.snapshots import Snapshot
from pools.models.sync_runs import RunKind, RunStatus, SyncRun
from pools.models.sync_steps import StepStatus, SyncStep
from pools.models.tags import Tag
from pools.models.verified_destination_numbers import VerifiedDestinationNumber

__all__ = [
    "AccessKey",
    "Account",
    "AccountRegion",
    "Activity",
    "AwsChange",
    "AwsLink",
    "Class",
    "ClientToken",
    "ConfigurationSet",
    "DirtyKey",
    "EditRun",
    "EditRunItem",
    "EventDestination",
    "Fault",
    "Keyword",
    "Learner",
    "LessonProgress",
    "Membership",
    "Message",
    "Mirror",
    "MonthlySpend",
    "OptOutImport",
    "OptOutImportPiece",
    "OptOutList",
    "OptedOutNumber",
    "PhoneNumber",
    "Pool",
    "PoolSenderId",
    "Preference",
    "Project",
    "Quota",
    "Receipts",
    "RequestTurn",
    "ResourcePolicy",
    "Role",
    "RunKind",
    "RunStatus",
    "Seat",
    "SenderId",
    "Snapshot",
    "SnsTopic",
    "Standing",
    "StepStatus",
    "SyncRequest",
    "SyncRequestKind",
    "SyncRun",
    "SyncStep",
    "SyncWorker",
    "Tag",
    "Tier",
    "User",
    "VerifiedDestinationNumber",
    "is_for_learning",
    "is_linked_anywhere",
    "link_of",
]
