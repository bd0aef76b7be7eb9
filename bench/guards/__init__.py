"""How well the guards recognise danger, and how long a message waits for them."""
