"""The model functions as Lambda runs their images, on x86-64 and, by `make arm64`, on arm64 under QEMU."""
