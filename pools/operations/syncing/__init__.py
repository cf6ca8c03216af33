"""House verbs about the link to AWS: what people ask of the sync. They write rows; the worker, pools/sync, acts."""
