// glibc's settings of the heap, which Swift's own module of the C library leaves out.
#include <malloc.h>
