"""What may come in as a file: judged by its name and by its content. Must not know where files are kept."""
