"""How the four parties fulfil what was asked: units, articles and offices over periods."""
