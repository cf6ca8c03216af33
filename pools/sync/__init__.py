"""The door to AWS: what an account of AWS holds and what ours holds, how they differ, and what is sent."""
