"""What is true of products whoever asks."""
