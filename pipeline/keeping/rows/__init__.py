"""What the records take and give: plain values, safe to hand to any thread."""
