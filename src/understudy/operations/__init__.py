"""What can be asked for, each once; the front ends only translate."""
