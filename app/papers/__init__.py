"""The papers that Sohoa prints: what stands on each. How they look is in pipeline/printing."""
