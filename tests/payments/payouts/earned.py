"""What the race's sellers earned, in minor units; apart from the racer, which sets Django up when it is read."""

EARNED = {"Dapur Sari": 81_000, "Kebun Citra": 500_001}
