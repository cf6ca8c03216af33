"""Every operation of AWS that the sync calls; what it is not to call, it cannot."""

READS = (
    "DescribeConfigurationSets",
    "DescribeKeywords",
    "DescribeOptOutLists",
    "DescribeOptedOutNumbers",
    "DescribePhoneNumbers",
    "DescribePools",
    "DescribeSenderIds",
    "GetResourcePolicy",
    "ListPoolOriginationIdentities",
    "ListTagsForResource",
)
# All that a plan may write. Nothing that sends, releases, or touches what real people opted out of.
WRITES = (
    "AssociateOriginationIdentity",
    "CreateConfigurationSet",
    "CreatePool",
    "DeleteConfigurationSet",
    "DeleteDefaultSenderId",
    "DeleteKeyword",
    "DeletePool",
    "DisassociateOriginationIdentity",
    "PutKeyword",
    "RequestSenderId",
    "SetDefaultSenderId",
    "TagResource",
    "UntagResource",
    "UpdatePhoneNumber",
    "UpdatePool",
)
