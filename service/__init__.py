"""aftercare: a company's after-sales work, run from its BPMN diagrams."""
