"""Kinds of files about the register itself, which lies below this app and cannot know it."""
