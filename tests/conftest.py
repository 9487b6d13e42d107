"""What all tests share: hypothesis without deadlines, because machines that run them are noisy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("dxpy", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=25)
settings.load_profile("dxpy")
