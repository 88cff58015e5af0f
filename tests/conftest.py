"""Which examples Hypothesis tries: the same ones for the same code, so that a change is judged by itself.

`HYPOTHESIS_PROFILE=explore make test` tries others each time, and more of them.
"""

import os

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", max_examples=300)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
