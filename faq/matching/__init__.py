"""Text in, Answered, Suggested or Unmatched out."""
