"""What wakes up: the sweeper that finds due rows, the RQ workers that do them, the channels to the outside.

The rows are the truth and the queue is the bell: Redis may vanish, be emptied or be full of somebody else's
jobs, and nothing is lost, done twice or run that is not ours. Stands on ``service``, which never imports it.
"""
