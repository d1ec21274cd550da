"""The pages of process owners: diagrams, drafts, approval. Must not know how a diagram is judged or stored."""

from webapp.web.designer import approval, drafts, fields, forms, processes, steps, stories
from webapp.web.designer.routes import blueprint

__all__ = ["approval", "blueprint", "drafts", "fields", "forms", "processes", "steps", "stories"]
