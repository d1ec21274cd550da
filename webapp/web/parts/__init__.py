"""What the pages of several users show alike: a case told in words. Must not know routes."""
