"""The console is killed, again and again, while programs and people write to it: nothing that was answered is lost."""
