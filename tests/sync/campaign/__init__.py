"""Workers of the sync are killed, again and again, while both sides change: nothing is lost, doubled or overwritten."""
