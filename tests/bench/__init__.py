"""What things cost, measured in one run beside a yardstick."""
