"""What is true of shops whoever asks."""
