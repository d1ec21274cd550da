"""Nintei: casework for a certification body, drawn as BPMN. The rooms and their walls: docs/architecture.md."""
