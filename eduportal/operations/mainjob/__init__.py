"""The portal's main job, done once through its real doors, for `script/run --check`."""
