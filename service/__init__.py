"""aftercare: a company's after-sales work, run from its BPMN diagrams."""

__version__ = "0.1.0"
