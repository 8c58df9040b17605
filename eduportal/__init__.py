"""The portal itself: settings, platform apps and the composition root."""
