"""What the bot knows: its entries, how a question finds its entry, and what is answered before matching."""

import os

# BLAS reads these once, when numpy is loaded. With a thread for each core it waits for all of them at every
# product of matrices: on a busy machine one message in fourteen then held the bot up for a second.
for _library in ("OPENBLAS", "OMP", "MKL", "BLIS"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"
os.environ["VECLIB_MAXIMUM_THREADS"] = "1"
