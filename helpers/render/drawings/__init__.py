"""Drawings made from live data, one module each: importing this teaches their values to show themselves; pure."""

from helpers.render.drawings import layers, mounts, processes, stages, timeline, topology

__all__ = ["layers", "mounts", "processes", "stages", "timeline", "topology"]
