"""Pictures of pages: decoding, straightening, and the engine that recognises text in them."""
