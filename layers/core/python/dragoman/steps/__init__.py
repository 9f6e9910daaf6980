"""What happens to a message, one plain function a stage."""
