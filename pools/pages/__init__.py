"""The door for people: pages that read models, call operations, and word what comes back."""
