"""Nouns: the tables, their constraints and the ways of choosing rows. Read by every door, written by operations."""

from pools.models.accounts import Account, AccountRegion, Membership, Preference, Project, Quota, Role, User
from pools.models.activity import Activity, ClientToken
from pools.models.identities import PhoneNumber, SenderId
from pools.models.opt_out_lists import OptOutList, SnsTopic
from pools.models.pools import Pool, PoolSenderId
from pools.models.settings import Keyword, Tag

__all__ = [
    "Account",
    "AccountRegion",
    "Activity",
    "ClientToken",
    "Keyword",
    "Membership",
    "OptOutList",
    "PhoneNumber",
    "Pool",
    "PoolSenderId",
    "Preference",
    "Project",
    "Quota",
    "Role",
    "SenderId",
    "SnsTopic",
    "Tag",
    "User",
]
