"""The radar: questions about figures that look odd. Each explains itself and can be answered."""
