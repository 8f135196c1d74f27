"""What can be done with messages: write them down, send them, read what was sent."""
