"""What helps editors: review, readability, dates, questions left unanswered."""
