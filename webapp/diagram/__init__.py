"""The drawing: the door through which its XML comes in, and the graph that it draws. Must not know how it is run or where it is kept."""
