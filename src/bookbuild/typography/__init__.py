"""What the design of pages is made of: font faces, and the themes that use them."""
