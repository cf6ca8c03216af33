"""What a message goes through when it is sent: whom it is from, what is checked, what becomes of it, its row."""
