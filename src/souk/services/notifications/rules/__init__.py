"""What a letter says: subjects, links, amounts, pauses between tries."""
