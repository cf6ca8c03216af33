"""House verbs of the sync: what AWS has becomes ours here, which is nobody's wish and leaves no dirty key."""
