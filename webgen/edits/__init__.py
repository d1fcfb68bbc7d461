"""The operators that edit specs, a few to a module; every class that has a name is one."""
