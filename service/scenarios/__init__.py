"""Scenarios: example runs written beside a process, played on the real engine in simulated time.

A process owner writes ``scenarios.yaml`` next to the diagram; tests and ``aftercare check`` play it. Nothing
is stored and nothing is sent: the clock is the scenario's own, notifications are only noted.
"""

from service.scenarios.playing import ScenarioResult
from service.scenarios.running import run_folder

__all__ = ["ScenarioResult", "run_folder"]
