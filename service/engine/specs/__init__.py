"""What a diagram's elements do: subclasses of SpiffWorkflow's task specifications with BPMN's token rules.

Immutable once a definition is compiled; everything that changes lives in ``runtime``. No database, no I/O.
"""
