"""What the station sends to the city congress: a report is frozen as a value, signed off, and printed from that value alone."""
