"""Updates to supporters: written and approved in chat/, sent by worker/, on what stands here."""
