"""Things written once and shown in many posts, brought along by the acts that show them."""
