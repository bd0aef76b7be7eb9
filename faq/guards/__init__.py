"""Messages of danger and of changing a medicine, recognised ahead of all matching."""
