"""The model functions as Lambda runs them on arm64, emulated by QEMU: `make arm64`."""
