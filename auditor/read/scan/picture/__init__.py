"""Pictures of pages: decoded, straightened, and the engine that recognises text in them."""
