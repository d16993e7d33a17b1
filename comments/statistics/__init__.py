"""What moderation does, in numbers: `counting` keeps those of each day, `reading` adds them up."""
