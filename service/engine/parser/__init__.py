"""From BPMN files in the Camunda 7 dialect to specifications, over SpiffWorkflow's own parser. No I/O."""
