"""What must hold of the tree of units and of a reorganisation planned on paper."""
