"""Workers: the sweeper, the queue, the channels."""
