"""The doors of the discussion: a file for each thing readers do."""
