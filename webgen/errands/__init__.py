"""What an expert does on optional pages, one module for each kind of plan step."""
