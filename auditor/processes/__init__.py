"""Processes of our own: how they are started and ended, their memory, their time on the processor, their temporary files."""
